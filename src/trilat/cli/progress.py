"""How far a long command has come: a bar with the rate and the time left, on a terminal alone."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(total: Callable[[], int]) -> Iterator[Callable[[int], None]]:
    """Show on standard error how many bytes are done, where that is a terminal.

    Args:
        total: Tells how many bytes there are; asked only where something is shown.

    Yields:
        What to call with the number of bytes that were done.

    >>> with progress(lambda: 10) as advance:
    ...     advance(10)
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

    columns = BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=total())
        yield lambda done: shown.advance(task, done)
