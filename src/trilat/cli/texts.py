"""Commands that need the articles' texts."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

TEXTS = typer.Option("--texts", envvar="TRILAT_TEXTS", help="The folder of text files, whatever they are called.")


def pin(
    files: Annotated[list[Path], typer.Argument(help="Annotated articles: .yaml or .jsonl.")],
    texts: Annotated[Path, TEXTS],
) -> None:
    """Replace quotes by spans, in place; everything else in the file stays as it is.

    Example: trilat pin dataset/articles/2031/harbour-post-2031-03-02-envoys.yaml --texts ~/texts
    """
    from trilat import disk
    from trilat.evidence.pin import pin as pin_quotes
    from trilat.evidence.texts import Texts

    folder = Texts(texts)
    found = list(folder.findings)
    for path in files:
        before = path.read_bytes()
        after, findings = pin_quotes(before, path.as_posix(), folder)
        if after != before:
            disk.write_file(path, after)
            typer.echo(f"{path}: pinned", err=True)
        found.extend(findings)
    for finding in sorted(found):
        typer.echo(finding)
    raise typer.Exit(1 if found else 0)


def verify(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files, folders; dataset/articles if left out.")] = None,
    texts: Annotated[Path | None, TEXTS] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="List the spans that were found too.")] = False,
    workers: Annotated[int, typer.Option(min=1, help="Processes that share the work; the output is the same.")] = 1,
) -> None:
    """Check every span against the texts: found, moved, ambiguous, missing or unchecked.

    Exit code 0 only where all are found or moved. A text that bears the name of its article's id, or of its hash, is
    read once; where one does not, all texts are hashed first to see which it is.

    Example: trilat verify --texts ~/texts --workers 2
    """
    from collections import Counter

    from trilat.evidence.spans import Verdict
    from trilat.progress import progress
    from trilat.sheets import ARTICLES
    from trilat.verifying import FINE, size_of, verify_files

    paths = paths or [Path("dataset") / ARTICLES]
    counts: Counter[Verdict] = Counter()
    articles, faults, unreadable = 0, 0, set()
    with progress(partial(size_of, paths)) as advance:
        for one in verify_files(paths, texts, every=every, workers=workers):
            for finding in one.findings:
                typer.echo(finding)
            for span in one.told:
                places = "".join(f" {start}-{end}" for start, end in span.places)
                typer.echo(f"{span.file}:{span.line}:{span.column} {span.verdict} {span.path}{places}")
            counts += one.counts
            articles, faults = articles + one.articles, faults + len(one.findings)
            unreadable.update(one.unreadable)
            advance(one.size)
    for finding in sorted(unreadable):
        typer.echo(finding)
    told = ", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict if counts[verdict] or verdict in FINE)
    typer.echo(f"{articles} articles, {counts.total()} spans: {told}", err=True)
    raise typer.Exit(0 if not faults and counts.keys() <= FINE else 1)
