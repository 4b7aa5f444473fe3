"""Commands on the schema of contributed data."""

from pathlib import Path
from typing import Annotated

import typer


def schema(
    folder: Annotated[Path, typer.Argument(help="The folder of schemas.")] = Path("schema"),
    *,
    check: Annotated[bool, typer.Option("--check", help="Only say what differs; exit 1 where anything does.")] = False,
    dataset: Annotated[Path | None, typer.Option(
        "--dataset", help="The dataset folder whose final releases have frozen schemas; else the one beside FOLDER."
    )] = None,
) -> None:
    """Write the JSON Schemas and the description of the tables, or check that they are there.

    What a final release was made with is never written over. With --check it is an error too where this version
    breaks what the version before took for valid, and is no major one.

    Example: trilat schema --check
    """
    from trilat import schemas
    from trilat.versions import SCHEMA_VERSION

    dataset = dataset or folder.parent / "dataset"
    if check:
        told = schemas.faults(folder, dataset)
        for fault in told:
            typer.echo(fault)
    else:
        told = []
        for path in schemas.write(folder, dataset):
            typer.echo(path)
    release = schemas.frozen(dataset).get(SCHEMA_VERSION, ("", ""))[1]
    state = f"frozen by release {release}" if release else "a draft: no final release has it"
    before = schemas.version_before(folder)
    broken = schemas.broken_since(folder, before) if before else []
    step = f"; it breaks {'this' if broken else 'nothing'} of {before}" if before else ""
    typer.echo(f"schema {SCHEMA_VERSION}, {state}{step}", err=True)
    for one in broken:
        typer.echo(f"  {one}", err=True)
    raise typer.Exit(1 if told else 0)


def migrate(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files and folders; dataset where left out.")] = None,
    *,
    to: Annotated[str | None, typer.Option("--to", help="The version of the schema; this package's else.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Only name what would change; exit 1 where any does.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what would change, and write nothing.")] = False,
) -> None:
    """Lift annotated articles, registries and second readings to a newer schema. Comments, layout and evidence stay.

    All files are written or none: where one cannot be read or lifted, everything stays as it is. Name the whole
    dataset, so that decisions in resolutions.yaml follow where claims get other ids.

    Example: trilat migrate dataset --diff
    """
    from trilat import disk
    from trilat.cli.mending import difference
    from trilat.errors import UsageError
    from trilat.migrate import migrate as lift
    from trilat.versions import SCHEMA_VERSION

    paths, to = paths or [Path("dataset")], to or SCHEMA_VERSION
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise UsageError(f"there is no {path}")
    lifted = lift(paths, to)
    for finding in lifted.findings:
        typer.echo(finding)
    for path, data in lifted.files.items():
        typer.echo(difference(path, path.read_bytes(), data) if diff else path, nl=not diff)
    if not check and not diff:
        disk.write_files(lifted.files)
    would = "would be lifted" if check or diff else "lifted"
    done = f"{len(lifted.files)} {would} to schema {to}" if lifted.files else f"all are of schema {to}"
    unread = f"{len({one.file for one in lifted.findings})} cannot be read, and nothing is written"
    typer.echo(f"{lifted.judged} file{'' if lifted.judged == 1 else 's'}: {unread if lifted.findings else done}",
               err=True)
    raise typer.Exit(1 if lifted.findings or (check and lifted.files) else 0)


def codebook(
    name: Annotated[str | None, typer.Argument(
        help="A table, column, vocabulary or term: meetings.level; left out, all of them.")] = None,
) -> None:
    """Print the codebook: every table, column, vocabulary term and rule of consolidation, or what it says of one.

    Example: trilat codebook meetings.level

    Example: trilat codebook > docs/codebook.md
    """
    if name is not None:
        from trilat.dataset.codebook import look_up

        typer.echo(look_up(name))
        return
    from trilat.release.cards.codebook import codebook as text

    typer.echo(text(), nl=False)
