"""The command line: where a process begins and how it ends. The commands themselves are in `trilat.cli.app`."""

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NoReturn

from trilat.errors import TrilatError, UsageError

FINDINGS, USAGE, UNFINISHED, INTERNAL, INTERRUPTED = 1, 2, 3, 70, 130


def main() -> None:
    """Run the command line; every error that Trilat raises on purpose becomes a message and an exit code.

    The collector of cyclic garbage stays off: a command holds what it read until it ends, and to look through all of
    that again and again costs more than all else.
    """
    gc.disable()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # code that no command asked for
    try:
        _run(sys.argv[1:])
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
    except KeyboardInterrupt:
        _stop("interrupted", INTERRUPTED)
    except OSError as error:
        _stop(f"{error.filename or 'the system'}: {error.strerror}", UNFINISHED)
    except Exception:  # noqa: BLE001  # the last resort: a fault of ours is told apart from findings and from refusals
        import traceback

        traceback.print_exc()
        _stop("this is a fault in trilat itself; please report it with the lines above", INTERNAL)


def _run(words: Sequence[str]) -> None:
    """Run the command that the words name.

    `trilat validate` with nothing but paths, which every commit waits for, begins without the parser of options: to
    load that takes a tenth of the time in which one file is judged.
    """
    if words and words[0] == "validate" and not any(word.startswith("-") for word in words):
        _leave_plugins_out()
        from trilat.cli.judge import judge

        texts, today = (os.environ.get(name) or None for name in ("TRILAT_TEXTS", "TRILAT_TODAY"))
        sys.exit(judge([Path(word) for word in words[1:]], texts=Path(texts) if texts else None, today=today))
    if words and words[0] == "build":
        from trilat.workers import lean

        lean()
    import signal

    signal.signal(signal.SIGINT, lambda *_: _stop("interrupted", INTERRUPTED))  # typer would end with 1 or with 130
    from trilat.cli.app import app

    app()


def _leave_plugins_out() -> None:
    """Load pydantic without that by which it looks for plugins among all packages: they are switched off already.

    It would take a tenth of the time in which one file is judged. Where pydantic asks for more than is given here, all
    is loaded as ever.
    """
    import pydantic

    name = "importlib.metadata"
    if name not in sys.modules and pydantic.VERSION:
        sys.modules[name] = given = ModuleType(name)
        vars(given)["entry_points"] = tuple
        try:
            import_module("pydantic.plugin._loader")
        except ImportError:
            pass
        finally:
            del sys.modules[name]


def _leave(code: object) -> None:
    """End the process without taking apart, object by object, what the command read."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        return
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)


def _stop(message: str, code: int) -> NoReturn:
    from trilat.findings import visible

    print(f"trilat: {visible(message, 1000)}", file=sys.stderr)
    sys.exit(code)
