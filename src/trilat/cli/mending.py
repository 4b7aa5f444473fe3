"""The command that lays files out, and the part of `validate` that mends them."""

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from trilat.findings import Finding
    from trilat.mend import Mended

FIX = typer.Option("--fix", help="Mend what can be mended without changing what the files say.")
UNSAFE_FIXES = typer.Option("--unsafe-fixes", help="With --fix or --diff: fixes too that may change the meaning.")
DIFF = typer.Option("--diff", help="Show what --fix would change, and write nothing.")


def layout(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files and folders; dataset where left out.")] = None,
    *,
    check: Annotated[bool, typer.Option("--check", help="Only name what would change; exit 1 where any does.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what would change, and write nothing.")] = False,
) -> None:
    """Write annotated articles and registries in the canonical layout. Values and comments stay as they are.

    A file that cannot be read is reported and left as it is; so are second readings, unless they are named.

    Example: trilat format dataset/articles/2021 --diff
    """
    from trilat import disk
    from trilat.errors import UsageError
    from trilat.mend import formatted

    paths = paths or [Path("dataset")]
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise UsageError(f"there is no {path}")
    files, changed, unread = 0, {}, 0
    for path, before, after, findings in formatted(paths):
        files += 1
        unread += bool(findings)
        for finding in findings:
            typer.echo(finding)
        if before != after:
            changed[path] = after
            typer.echo(difference(path, before, after) if diff else path, nl=not diff)
    if not check and not diff:
        disk.write_files(changed)
    done = "would be laid out anew" if check or diff else "laid out anew"
    left = f", {unread} left that cannot be read" if unread else ""
    typer.echo(f"{files} file{'' if files == 1 else 's'}: {len(changed)} {done}{left}", err=True)
    raise typer.Exit(1 if unread or (check and changed) else 0)


def carry_out(mended: "Mended", *, diff: bool) -> "tuple[Sequence[Finding], int]":
    """Write mended files, or with `diff` print what would change; the findings that are left, and how many files."""
    from trilat import disk

    if diff:
        for path, data in sorted(mended.files.items()):
            typer.echo(difference(path, path.read_bytes(), data), nl=False)
    else:
        disk.write_files(mended.files)
    if mended.fixes:
        number = f"{mended.fixes} fix{'' if mended.fixes == 1 else 'es'}"
        files = f"{len(mended.files)} file{'' if len(mended.files) == 1 else 's'}"
        typer.echo(f"{number} in {files}{', not written' if diff else ''}", err=True)
    return mended.findings, mended.judged


def difference(path: Path, before: bytes, after: bytes) -> str:
    """What changes in a file, as a unified diff."""
    old, new = (data.decode(errors="surrogateescape").splitlines(keepends=True) for data in (before, after))
    return "".join(difflib.unified_diff(old, new, path.as_posix(), path.as_posix()))
