"""The releases that there are, as a table or JSON."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from trilat.findings import visible
from trilat.output.columns import wrapped
from trilat.store.listing import Listed

HEAD = f"{'version':<12}{'date':<12}{'schema':<9}{'MB':>7}  where"


def releases_text(releases: Sequence[Listed]) -> str:
    """A table of at most 80 columns; the reason of a yanked release stands below it."""
    return "".join(f"{line}\n" for line in [HEAD, *(line for one in releases for line in _lines(one))])


def releases_json(releases: Sequence[Listed]) -> str:
    """The releases as JSON text."""
    return json.dumps([asdict(one) for one in releases], ensure_ascii=False, indent=1) + "\n"


def _lines(one: Listed) -> Iterator[str]:
    size = "" if one.bytes is None else f"{one.bytes / 1e6:.1f}"
    places = ("bundled", one.bundled), ("cached", one.cached), ("remote", one.remote)
    where = ", ".join(name for name, is_there in places if is_there)
    yield f"{one.version:<12}{one.date or '':<12}{one.schema_version or '':<9}{size:>7}  {where}".rstrip()
    if one.yanked is not None:
        yield from wrapped(f"yanked: {visible(one.yanked, 1000)}", "  ", "  ", 80)
