"""The command that cites."""

from pathlib import Path
from typing import Annotated

import typer


def cite(
    *,
    release: Annotated[Path | None, typer.Option("--release", help="A release folder; else the bundled one.")] = None,
    style: Annotated[str, typer.Option("--format", help="text, apa, bibtex, ris, csl-json or cff.")] = "text",
) -> None:
    """Print how to cite a release.

    Example: trilat cite --format bibtex
    """
    from trilat.dataset.load import load

    typer.echo(load(path=release).cite(style))
