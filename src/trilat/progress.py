"""How far something long has come: a bar with the rate and the time left, on a terminal; nothing anywhere else."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Advance = Callable[[int], None]
"""Takes the number of bytes that were done since it was last called; a negative one takes them back."""


@contextmanager
def progress(total: Callable[[], int], label: str = "") -> Iterator[Advance]:
    """Show on standard error how many bytes are done, where that is a terminal.

    Args:
        total: Tells how many bytes there are; asked only where something is shown.
        label: What is being done.

    Yields:
        What to call with the number of bytes that were done.

    >>> with progress(lambda: 10) as advance:
    ...     advance(10)
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415  # only terminals need it
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), TransferSpeedColumn(),
               TimeRemainingColumn())
    with Progress(*columns[0 if label else 1 :], console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(label, total=total())
        yield lambda done: shown.advance(task, done)
