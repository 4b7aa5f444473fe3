"""Commands on contributed data and its schema."""

from pathlib import Path
from typing import Annotated

import typer

from trilat.cli import mending


def validate(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files and folders; dataset where left out.")] = None,
    *,
    fix: Annotated[bool, mending.FIX] = False,
    unsafe_fixes: Annotated[bool, mending.UNSAFE_FIXES] = False,
    diff: Annotated[bool, mending.DIFF] = False,
) -> None:
    """Check annotated articles and registries: every fault in one pass, as file:line:column rule message.

    Example: trilat validate dataset/articles/2021
    """
    from trilat.check import check
    from trilat.errors import UsageError
    from trilat.findings import Severity

    paths = paths or [Path("dataset")]
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise UsageError(f"there is no {path}")
    if unsafe_fixes and not (fix or diff):
        raise UsageError("--unsafe-fixes goes with --fix, or with --diff to see them first")
    mends = fix or diff
    findings, files = mending.mend(paths, unsafe=unsafe_fixes, diff=diff) if mends else check(paths)
    for finding in findings:
        typer.echo(finding)
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    warnings = sum(finding.severity is Severity.WARNING for finding in findings)
    others = len(findings) - errors - warnings
    advice = f", {_counted(others, 'piece')} of advice" if others else ""
    typer.echo(f"{_counted(files, 'file')}: {_counted(errors, 'error')}, {_counted(warnings, 'warning')}{advice}",
               err=True)
    mending.told(() if mends else findings)
    raise typer.Exit(1 if errors else 0)


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
    from trilat.release.cards import codebook as text

    typer.echo(text(), nl=False)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
