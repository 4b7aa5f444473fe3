"""Commands on the quality of the coding: agreement of two readings, and the audit of claims."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trilat.cli.day import day_of
from trilat.cli.records import DATASET, ON, Form
from trilat.cli.texts import TEXTS

if TYPE_CHECKING:
    from trilat.coding.align import Alignment
    from trilat.tables.rows import ClaimRow, SpanRow

audit = typer.Typer(
    help="Draw a sample of claims, record what became of it, and tell the rate.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def agreement(
    dataset: Annotated[Path, DATASET] = Path("dataset"),
    texts: Annotated[Path | None, TEXTS] = None,
    *,
    now: Annotated[bool, typer.Option("--now", help="Compare the readings as they are, mended or not.")] = False,
    record: Annotated[bool, typer.Option("--record", help="Keep what new second readings say; needs --texts.")] = False,
    differences: Annotated[bool, typer.Option("--differences", help="List where they differ, and what was decided.")
                           ] = False,
    form: Annotated[Form, typer.Option("--format", help="For people or for programs.")] = Form.TEXT,
) -> None:
    """Tell how far two independent readings of the same articles agree.

    The figures are those of the readings as they were when they were first compared: what each said is kept in
    reliability.csv of the dataset folder, and released. --record adds the articles that were read twice since.
    Exit code 1 where a listed difference is not settled in settled.csv.

    Example: trilat agreement --differences
    """
    from trilat import disk
    from trilat.coding import agreement as figures
    from trilat.coding import settled
    from trilat.errors import UsageError
    from trilat.evidence.texts import Texts
    from trilat.output.agreement import agreement_json, agreement_text, differences_text

    kept = figures.read(dataset)
    if record:
        if texts is None:
            raise UsageError("--record compares evidence word by word: name the folder of texts with --texts")
        known = {unit.article_id for unit in kept}
        new = [unit for unit in figures.units(_aligned(dataset), Texts(texts)) if unit.article_id not in known]
        kept = sorted([*kept, *new])
        disk.write_file(dataset / figures.RELIABILITY, figures.to_csv(kept).encode())
        typer.echo(f"{len({unit.article_id for unit in new})} articles recorded", err=True)
    shown: Sequence[figures.Unit] = kept
    if now:
        shown = figures.units(_aligned(dataset), Texts(texts) if texts else None)
    if not differences:
        rows = figures.rows(shown)
        typer.echo(agreement_json(rows) if form is Form.JSON else agreement_text(rows), nl=False)
        return
    listed = settled.differences(shown)
    decided = settled.read(dataset)
    typer.echo(differences_text(listed, decided, _aligned(dataset)), nl=False)
    made = [decided[key].decision for unit in listed if (key := settled.key(unit)) in decided]
    counts = ", ".join(f"{made.count(one)} {one}" for one in settled.Decision)
    typer.echo(f"{len(listed)} differences: {counts}, {len(listed) - len(made)} not settled", err=True)
    raise typer.Exit(1 if len(made) < len(listed) else 0)


def new(
    text: Annotated[Path, typer.Argument(help="The article's text, a UTF-8 file that stays where it is.")],
    *,
    coder: Annotated[str, typer.Option("--coder", help="Your short code, not your name.")] = "a",
    on: Annotated[str | None, ON] = None,
    dataset: Annotated[Path, DATASET] = Path("dataset"),
) -> None:
    """Start the annotation of a text: its hash and length, and what its head tells of headline, byline and date.

    Names of the registries that stand in the text, and the days that it gives, are listed as comments. Everything is a
    guess but for hash and length: check it. An annotation that is there already is never overwritten.

    Example: trilat new ~/texts/envoys.txt --coder a
    """
    from trilat import disk
    from trilat.coding.new import start
    from trilat.errors import UsageError
    from trilat.evidence.texts import text_file
    from trilat.sheets import ARTICLES, read_dataset

    try:
        copy = text_file(text)
    except UnicodeDecodeError as error:
        raise UsageError(f"{text}: is not UTF-8 at byte {error.start}; save it as UTF-8 text") from None
    sheets = read_dataset(dataset)
    coded = [sheet.file for sheet in sheets.articles if sheet.model.article.text.sha256 == copy.sha256]
    if coded:
        raise UsageError(f"{text}: this text is annotated already, in {coded[0]}")
    day = day_of(on)
    record, content = start(copy, sheets, coder, day)
    year = next((part for part in record.split("-") if part.isdigit() and len(part) == 4), str(day.year))
    path = dataset / ARTICLES / year / f"{record}.yaml"
    if path.exists():
        raise UsageError(f"{path}: there is an annotation of that name; rename it or the new one's headline")
    disk.write_file(path, content.encode())
    typer.echo(path)


@audit.command()
def draw(
    size: Annotated[int, typer.Option("--size", min=1, help="How many claims.")] = 100,
    *,
    seed: Annotated[str, typer.Option("--seed", help="Any text; the same text draws the same claims.")],
    dataset: Annotated[Path, DATASET] = Path("dataset"),
) -> None:
    """Print a sheet of claims as CSV, to be filled in: verdict (right, wrong, undecidable) and note.

    Example: trilat audit draw --size 100 --seed 2031 > sheet.csv
    """
    from trilat.coding import audit as audits

    claims, spans, version = _claims(dataset)
    typer.echo(audits.to_csv(audits.draw(claims, spans, size, seed, version)), nl=False)


@audit.command()
def record(
    sheet: Annotated[Path, typer.Argument(help="The sheet, filled in.")],
    auditor: Annotated[str, typer.Option("--auditor", help="Short code of who judged the claims, not their name.")],
    *,
    dataset: Annotated[Path, DATASET] = Path("dataset"),
) -> None:
    """Keep the verdicts of a sheet in audit.csv of the dataset folder.

    Example: trilat audit record sheet.csv --auditor c
    """
    from trilat import disk
    from trilat.coding import audit as audits

    filled = audits.from_csv(sheet.read_text(encoding="utf-8"), str(sheet))
    kept = audits.record(audits.read(dataset), filled, auditor, str(sheet))
    disk.write_file(dataset / audits.AUDIT, audits.to_csv(kept).encode())
    typer.echo(f"{dataset / audits.AUDIT}: {len(filled)} verdicts added", err=True)


@audit.command()
def rate(dataset: Annotated[Path, DATASET] = Path("dataset")) -> None:
    """Tell how many audited claims were right, and which wrong ones the dataset still has.

    Example: trilat audit rate
    """
    from trilat.coding import audit as audits
    from trilat.output.agreement import rate_text

    rows = audits.read(dataset)
    if not rows:
        typer.echo(f"{dataset} has no audit: draw a sample with trilat audit draw", err=True)
        return
    claims, spans, _ = _claims(dataset)
    typer.echo(rate_text(audits.rate(rows, audits.sheet(claims, spans))), nl=False)


def _aligned(dataset: Path) -> "Alignment":
    from trilat.coding.align import align
    from trilat.coding.readings import SECOND, Reading
    from trilat.sheets import read_dataset

    return align(Reading(read_dataset(dataset)), Reading(read_dataset(dataset / SECOND)))


def _claims(dataset: Path) -> "tuple[Sequence[ClaimRow], Sequence[SpanRow], str]":
    """The claims and spans of a dataset folder, and its version."""
    from trilat.sheets import read_dataset

    sheets = read_dataset(dataset)
    release = sheets.registries.get("release")
    return sheets.claims, sheets.spans, release.model.version if release else ""
