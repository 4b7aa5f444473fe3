"""Open the host at an address, by HTTP or as a folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trilat.store.source import Folder, Limits, Source


@contextmanager
def opened(where: str, limits: Limits) -> Iterator[Source]:
    """The host at an address."""
    if where.startswith(("https:", "http:")):
        from trilat.store.web import Web

        with Web(where, limits) as web:
            yield web
    else:
        yield Folder(Path(where))
