"""Commands on the records of a dataset folder, for maintainers."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from trilat.cli.day import day_of

if TYPE_CHECKING:
    from trilat.findings import Finding
    from trilat.records.move import Moved

app = typer.Typer(
    help="See how records disagree, and merge or split them in the files.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class Form(StrEnum):
    """How a list is printed."""

    TEXT = "text"
    JSON = "json"


DATASET = typer.Option("--dataset", help="The dataset folder.")
REASON = typer.Option("--reason", help="Why; it goes into redirects.yaml.")
ON = typer.Option("--on", help="The day of the change or coding, such as 2031-03-08; today where left out.")


@app.command()
def conflicts(
    record: Annotated[str | None, typer.Argument(help="A record's id; all records where left out.")] = None,
    *,
    dataset: Annotated[Path, DATASET] = Path("dataset"),
    form: Annotated[Form, typer.Option("--format", help="For people or for programs.")] = Form.TEXT,
) -> None:
    """List the fields on which sources contradict each other, most pressing first.

    Resolutions that newer claims have overtaken come first, then what is open, then what weak rules have settled
    (later, independent) before strong ones (after-event, rank), and resolutions last. * marks the value that stands.

    Example: trilat records conflicts us-jp-kr-security-advisers-2021-1
    """
    from trilat.check import findings_of
    from trilat.findings import Severity
    from trilat.output.conflicts import conflicts_json, conflicts_text
    from trilat.records.conflicts import conflicts as list_conflicts
    from trilat.sheets import read_dataset

    sheets = read_dataset(dataset)
    faults = [finding for finding in findings_of(sheets) if finding.severity is Severity.ERROR]
    if faults:
        _refuse(faults, "not listed: first mend the dataset")
    found = list_conflicts(sheets, record)
    if found or form is Form.JSON:
        typer.echo(conflicts_json(found) if form is Form.JSON else conflicts_text(found), nl=False)
    typer.echo(f"{len(found)} conflict{'' if len(found) == 1 else 's'}", err=True)


@app.command()
def merge(
    old: Annotated[str, typer.Argument(help="The id that goes: of a meeting, statement or outcome.")],
    new: Annotated[str, typer.Argument(help="The id that stays.")],
    reason: Annotated[str, REASON],
    *,
    on: Annotated[str | None, ON] = None,
    dataset: Annotated[Path, DATASET] = Path("dataset"),
) -> None:
    """Make one record of two, in all files at once or in none, and leave a redirect.

    Example: trilat records merge us-jp-kr-talks-2031-1 us-jp-kr-envoys-2031-1 --reason "One meeting, coded twice."
    """
    from trilat.records.move import merge as merge_records

    _write(merge_records(dataset, old, new, reason, day_of(on)))


@app.command()
def split(
    old: Annotated[str, typer.Argument(help="The id that goes: of a meeting, statement or outcome.")],
    into: Annotated[list[str], typer.Option("--into", help="A new id and its articles: NEW=ARTICLE,ARTICLE. Repeat.")],
    reason: Annotated[str, REASON],
    *,
    on: Annotated[str | None, ON] = None,
    dataset: Annotated[Path, DATASET] = Path("dataset"),
) -> None:
    """Make several records of one, in all files at once or in none, and leave word of what went where.

    Example: trilat records split talks-1 --into talks-2=post-1 --into talks-3=post-2,tide-1 --reason "Two rounds."
    """
    from trilat.errors import UsageError
    from trilat.records.move import split as split_record

    parts: dict[str, list[str]] = {}
    for part in into:
        new, equals, articles = part.partition("=")
        if not equals or not new or not all(articles.split(",")):
            raise UsageError(f"--into {part}: write it as NEW=ARTICLE,ARTICLE")
        parts.setdefault(new, []).extend(articles.split(","))
    _write(split_record(dataset, old, parts, reason, day_of(on)))


def _write(moved: "Moved") -> None:
    from trilat import disk

    if moved.findings:
        _refuse(moved.findings, "nothing was written: the dataset has these errors, or would have them then")
    disk.write_files(moved.files)
    for path in sorted(moved.files):
        typer.echo(path)
    for note in moved.notes:
        typer.echo(note, err=True)


def _refuse(findings: "Sequence[Finding]", why: str) -> NoReturn:
    for finding in findings:
        typer.echo(finding)
    typer.echo(why, err=True)
    raise typer.Exit(1)
