"""Commands on the schema of contributed data."""

from pathlib import Path
from typing import Annotated

import typer


def schema(
    folder: Annotated[Path, typer.Argument(help="The folder of schemas.")] = Path("schema"),
    *,
    check: Annotated[bool, typer.Option("--check", help="Only say what differs; exit 1 where anything does.")] = False,
) -> None:
    """Write the JSON Schemas that the models give, or check that they are there.

    Example: trilat schema --check
    """
    from trilat import schemas
    from trilat.models.base import SCHEMA_VERSION

    if check:
        changed = schemas.drift(folder)
        for name in changed:
            typer.echo(f"{folder}/{SCHEMA_VERSION}/{name} differs from the models (write it anew: trilat schema)")
        raise typer.Exit(1 if changed else 0)
    for path in schemas.write(folder):
        typer.echo(path)


def codebook() -> None:
    """Print the codebook: every table, column, vocabulary term and rule of consolidation.

    Example: trilat codebook > docs/codebook.md
    """
    from trilat.release.cards.codebook import codebook as text

    typer.echo(text(), nl=False)
