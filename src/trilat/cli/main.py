"""The command line: what is typed, and the exit codes. Each command imports what it needs when it runs."""

import atexit
import gc
import os
import sys
import traceback

import typer

from trilat import __version__
from trilat.cli import data, records, releases, texts
from trilat.errors import TrilatError, UsageError

FINDINGS, USAGE, UNFINISHED, INTERNAL = 1, 2, 3, 70

app = typer.Typer(
    help="Curate, validate, release and read an open event dataset of diplomatic meetings.",
    epilog="Exit codes: 0 fine, 1 findings, 2 wrong usage, 3 could not finish.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(data.validate)
app.command()(texts.pin)
app.command()(texts.verify)
app.command()(releases.build)
app.command()(releases.show)
app.command()(data.schema)
app.command()(data.codebook)
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


def main() -> None:
    """Run the command line; every error that Trilat raises on purpose becomes a message and an exit code.

    The collector of cyclic garbage stays off: a command holds what it read until it ends, and to look through all of
    that again and again costs more than all else.
    """
    gc.disable()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # code that no command asked for
    try:
        app()
    except SystemExit as end:
        atexit.register(_leave, end.code)
        raise
    except UsageError as error:
        _stop(str(error), USAGE)
    except TrilatError as error:
        _stop(str(error), UNFINISHED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        _stop(f"{error.filename or 'the system'}: {error.strerror}", UNFINISHED)
    except Exception:  # noqa: BLE001  # the last resort: a fault of ours is told apart from findings and from refusals
        traceback.print_exc()
        _stop("this is a fault in trilat itself; please report it with the lines above", INTERNAL)


def _leave(code: object) -> None:
    """End the process without taking apart, object by object, what the command read."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        return
    os._exit(code if isinstance(code, int) else 0)


def _stop(message: str, code: int) -> None:
    from trilat.findings import visible

    typer.echo(f"trilat: {visible(message, 1000)}", err=True)
    sys.exit(code)
