"""The command that tells what changed."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from trilat.release.changes import Changes


def diff(
    before: Annotated[str | None, typer.Argument(
        help="A release folder, a version, or a dataset folder; the dataset's last final release where left out.",
        show_default=False,
    )] = None,
    after: Annotated[str, typer.Argument(help="The same, for what is compared with it.")] = "dataset",
    *,
    form: Annotated[str, typer.Option("--format", help="table, json, markdown (for a comment), changelog.")] = "table",
    claims: Annotated[bool, typer.Option("--claims", help="List claims, spans and agreement too.")] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 where they differ.")] = False,
    base: Annotated[str | None, typer.Option(
        "--base", metavar="REV", help="Compare with the same dataset folder where the work forked from this revision.",
        show_default=False,
    )] = None,
    out: Annotated[Path, typer.Option("--out", help="A folder of releases to look for versions in.")] = Path("build"),
    width: Annotated[int | None, typer.Option("--width", min=30, help="Columns of the table; else the terminal's.",
                                              show_default=False)] = None,
) -> None:
    """Tell what changed between two releases, or since a release: records, fields, and the claims behind each.

    A version is looked for in --out, then among the releases that the package keeps; nothing is downloaded. A dataset
    folder stands for the release that it would become.

    Example: trilat diff 0.2.0 dataset --format markdown
    """
    from trilat.errors import UsageError
    from trilat.output.changes import FORMATS, render
    from trilat.release import sides

    if form not in FORMATS:
        raise UsageError(f"there is no format {form!r}: {', '.join(FORMATS)}")
    if base is not None and before is not None and after != "dataset":
        raise UsageError("--base names what to compare with: name one dataset folder beside it, or none")
    if base is not None:
        found = _since(base, Path(before or after))
    elif before is not None and (large := _in_parts(before, after, out)) is not None:
        if claims:
            raise UsageError("--claims lists every row, and releases in parts have too many: ask them with ds.sql(…)")
        from trilat.bulk.changes import between, of_release

        found = between(of_release(large[0]), of_release(large[1]))
    else:
        found = sides.differing(before, after, out)
    typer.echo(render(form, found, width=width or terminal_width(), in_full=claims), nl=False)
    if exit_code and found:
        raise typer.Exit(1)


def _in_parts(before: str, after: str, out: Path) -> tuple[Path, Path] | None:
    """The folders of two releases of which one is in parts; None of others."""
    from trilat.release import sides
    from trilat.store.folder import ReleaseFolder

    (one, is_one), (other, is_other) = (sides.place_of(name, out) for name in (before, after))
    are_releases = is_one and is_other
    in_parts = are_releases and any(ReleaseFolder(place).parts("claims") is not None for place in (one, other))
    return (one, other) if in_parts else None


def _since(base: str, dataset: Path) -> "Changes":
    """What changed in a dataset folder since a revision."""
    import tempfile

    from trilat import disk, git
    from trilat.release import sides

    with tempfile.TemporaryDirectory(prefix="trilat-") as name:
        disk.fill(Path(name), git.files_at(dataset, base))
        return sides.between(sides.of_dataset(Path(name)), sides.of_dataset(dataset))


def terminal_width() -> int:
    """How many columns the terminal has; 80 where there is none."""
    import shutil

    return max(shutil.get_terminal_size().columns, 30) if os.isatty(1) or "COLUMNS" in os.environ else 80
