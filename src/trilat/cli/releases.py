"""Commands on releases."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trilat.errors import UsageError
from trilat.findings import visible

if TYPE_CHECKING:
    from trilat.release.build import Plan


def build(
    dataset: Annotated[Path, typer.Argument(help="The dataset folder.")] = Path("dataset"),
    *,
    out: Annotated[Path, typer.Option("--out", help="Where the release folder goes.")] = Path("build"),
    final: Annotated[bool, typer.Option("--final", help="For good: recorded, bundled, never to change.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Write nothing: say what would change, and whether it would "
                                                        "be refused (exit 1).")] = False,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="How many processes share the work on a large "
                                                "dataset; else as many as there are processors.")] = None,
    executor: Annotated[str, typer.Option("--executor", help="A cluster that does it instead: dask://HOST:PORT, the "
                                          "scheduler of a Dask cluster that sees the same folders.")] = "",
    memory: Annotated[str, typer.Option("--memory", help="What all workers may take on a large dataset, beside what "
                                        "Python needs: 160MB, 2GB.")] = "160MB",
    scratch: Annotated[Path | None, typer.Option("--scratch", help="Where intermediate files of a large dataset go; "
                                                 "else the folder of --out.")] = None,
) -> None:
    """Build the release of a dataset, or refuse and say why.

    A dataset with more than 50 MB of articles in JSON Lines is built in parts, in bounded memory.

    Example: trilat build dataset --out build --check
    """
    from trilat.check import LARGE, groups_of, lines_in
    from trilat.release import build as builds
    from trilat.share import processors

    if dataset.is_dir() and lines_in(groups_of([dataset])[1]) > LARGE:
        from trilat.bulk import release as bulk

        work = bulk.Work(workers or processors(), executor, _bytes(memory), scratch)
        built = bulk.build(dataset, out, final=final, check=check, work=work)
    elif check:
        _check(dataset, builds.plan(dataset, out, final=final))
        return
    else:
        built = builds.build(dataset, out, final=final)
    for finding in built.findings:
        typer.echo(finding)
    if built.folder is None:
        typer.echo(f"not built: {dataset} has {len(built.findings)} findings", err=True)
        raise typer.Exit(1)
    if check:
        typer.echo(f"{built.folder} would be built", err=True)
        return
    typer.echo(f"{built.folder}  content {built.content_sha256[:16]}")
    for name, number in built.counts.items():
        typer.echo(f"{number:>8}  {name}")
    for note in built.notes:
        typer.echo(f"note: {visible(note, 1000)}", err=True)
    if built.bundled is not None:
        typer.echo(f"bundled in {built.bundled}", err=True)


def _bytes(text: str) -> int:
    """A number of bytes as people write it."""
    found = re.fullmatch(r"([0-9]{1,6}) ?(k|M|G|T)?i?B?", text, re.IGNORECASE)
    if not found:
        raise UsageError(f"--memory {text} is no amount of memory: say 160MB or 2GB")
    return int(found[1]) * 1000 ** "kmgt".index(found[2].lower()) * 1000 if found[2] else int(found[1])


def _check(dataset: Path, plan: "Plan") -> None:
    """Say what a build would give; exit 1 where it would be refused."""
    from trilat.cli.changes import terminal_width
    from trilat.output.changes import lines

    for finding in plan.findings:
        typer.echo(finding)
    if plan.changes is not None:
        for line in lines(plan.changes, width=terminal_width()):
            typer.echo(line)
    for note in plan.notes:
        typer.echo(f"note: {visible(note, 1000)}", err=True)
    for refusal in plan.refusals:
        typer.echo(f"refused: {visible(refusal, 1000)}", err=True)
    if not plan.passes:
        typer.echo(f"{dataset} would not be built", err=True)
        raise typer.Exit(1)
    typer.echo(f"{plan.target} would be built", err=True)


def show(
    record: Annotated[str, typer.Argument(help="The id of a meeting, statement, outcome, person, place, article …")],
    *,
    release: Annotated[Path | None, typer.Option("--release", help="A release folder; else the bundled one.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="As it could be known on a day: 2021-03-26.")] = None,
) -> None:
    """Print one record with its sources, spans, history and disagreements.

    Example: trilat show us-jp-kr-security-advisers-2021-1 --as-of 2021-03-26
    """
    from trilat.dataset.load import load
    from trilat.output.show import show as render

    ds = load(path=release)
    typer.echo(render(ds.as_of(as_of) if as_of else ds, record))
