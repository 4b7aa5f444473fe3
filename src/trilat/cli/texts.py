"""Commands that need the articles' texts."""

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
) -> None:
    """Check every span against the texts: found, moved, ambiguous, missing or unchecked.

    Exit code 0 only where all are found or moved.

    Example: trilat verify --texts ~/texts
    """
    from trilat.evidence.spans import Verdict
    from trilat.evidence.texts import Texts
    from trilat.evidence.verify import count
    from trilat.evidence.verify import verify as verify_spans
    from trilat.sheets import ARTICLES, read_files

    sheets = read_files(paths or [Path("dataset") / ARTICLES])
    folder = Texts(texts) if texts is not None else None
    for finding in sorted(sheets.findings + (folder.findings if folder else [])):
        typer.echo(finding)
    checked = list(verify_spans(((sheet.file, sheet.model, sheet.document) for sheet in sheets.articles), folder))
    fine = (Verdict.FOUND, Verdict.MOVED)
    for one in checked:
        if every or one.verdict not in fine:
            places = "".join(f" {start}-{end}" for start, end in one.places)
            typer.echo(f"{one.file}:{one.line}:{one.column} {one.verdict} {one.path}{places}")
    counts = ", ".join(f"{number} {verdict}" for verdict, number in count(checked).items() if number or verdict in fine)
    typer.echo(f"{len(sheets.articles)} articles, {len(checked)} spans: {counts}", err=True)
    raise typer.Exit(0 if not sheets.findings and all(one.verdict in fine for one in checked) else 1)
