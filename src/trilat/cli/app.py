"""The commands and their options, as typer parses them. Each command imports what it needs when it runs."""

import typer

from trilat import __version__
from trilat.cli import checks, citing, coding, data, export, mending, records, releases, texts

app = typer.Typer(
    help="Curate, validate, release and read an open event dataset of diplomatic meetings.",
    epilog="Exit codes: 0 fine, 1 findings, 2 wrong usage, 3 could not finish, 70 a fault in trilat itself.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(checks.validate)
app.command()(checks.rule)
app.command("format")(mending.layout)
app.command()(texts.pin)
app.command()(texts.verify)
app.command()(releases.build)
app.command()(releases.show)
app.command()(export.export)
app.command()(citing.cite)
app.command()(data.schema)
app.command()(data.codebook)
app.command()(data.migrate)
app.command()(coding.new)
app.command()(coding.agreement)
app.add_typer(coding.audit, name="audit")
app.add_typer(records.app, name="records")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"trilat {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """Curate, validate, release and read an open event dataset of diplomatic meetings."""
