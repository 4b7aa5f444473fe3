"""Commands on releases."""

from pathlib import Path
from typing import Annotated

import typer


def build(
    dataset: Annotated[Path, typer.Argument(help="The dataset folder.")] = Path("dataset"),
    *,
    out: Annotated[Path, typer.Option("--out", help="Where the release folder goes.")] = Path("build"),
    final: Annotated[bool, typer.Option("--final", help="For good: recorded, bundled, never to change.")] = False,
) -> None:
    """Build the release of a dataset, or refuse and say why.

    Example: trilat build dataset --out build
    """
    from trilat.release.build import build as build_release

    built = build_release(dataset, out, final=final)
    for finding in built.findings:
        typer.echo(finding)
    if built.folder is None:
        typer.echo(f"not built: {dataset} has {len(built.findings)} findings", err=True)
        raise typer.Exit(1)
    typer.echo(f"{built.folder}  content {built.content_sha256[:16]}")
    for name, number in built.counts.items():
        typer.echo(f"{number:>8}  {name}")
    if built.bundled is not None:
        typer.echo(f"bundled in {built.bundled}", err=True)


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
