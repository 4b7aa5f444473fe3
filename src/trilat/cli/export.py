"""Writing a dataset for another tool."""

from pathlib import Path
from typing import Annotated

import typer


def export(
    *,
    to: Annotated[Path, typer.Option(
        "--to", help="What to write: NAME.duckdb or NAME.sqlite (all tables with their keys), NAME.dta (a folder of "
        "Stata files with labels), NAME.jsonl (PLOVER events).")],
    release: Annotated[Path | None, typer.Option("--release", help="A release folder; else the bundled one.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="As it could be known on a day: 2021-03-26.")] = None,
) -> None:
    """Write a release, or what was known on a day, as one file for another tool.

    Example: trilat export --to trilat.duckdb --as-of 2021-03-26
    """
    from trilat.dataset.export.write import export as write
    from trilat.dataset.load import load

    ds = load(path=release)
    write(ds.as_of(as_of) if as_of else ds, to)
    typer.echo(to)
