"""Rules on the names of files, which every system must be able to hold."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from trilat.findings import Finding, visible
from trilat.sheet import Sheet
from trilat.sheets import Sheets

RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
"""Names that Windows keeps for devices, whatever stands behind their first dot."""

FORBIDDEN = frozenset('<>:"|?*\\')
LONGEST_NAME = 200
"""Bytes; some systems allow 255, of which a temporary file's ending takes some."""


def unportable_file_name(sheets: Sheets) -> Iterator[Finding]:
    """A file has a name that all systems can hold.

    Windows keeps names such as `con` and `nul` for devices and drops dots and spaces at the end; a name of more than
    200 bytes leaves no room for that of a temporary file.

    Fails:
        # con.yaml
        article: {id: con}

    Passes:
        # congress-post-2031-03-02-envoys.yaml
        article: {id: congress-post-2031-03-02-envoys}
    """
    for sheet in _files(sheets):
        name = PurePosixPath(sheet.file).name
        fault = next(_faults(name), None)
        if fault is not None:
            yield sheet.finding(("article", "id"), f"{visible(name)} {fault}", "give the file another name")


def _faults(name: str) -> Iterator[str]:
    if name.partition(".")[0].casefold() in RESERVED:
        yield "is a name that Windows keeps for a device"
    stem = name.rpartition(".")[0]
    if stem[-1:] in (".", " ") or name[-1:] in (".", " "):
        yield "has a dot or space at its end"
    if FORBIDDEN & set(name) or any(unicodedata.category(c)[0] == "C" for c in name):
        yield "has characters that not every system allows"
    if len(name.encode(errors="surrogateescape")) > LONGEST_NAME:
        yield f"has more than {LONGEST_NAME} bytes"


def colliding_file_names(sheets: Sheets) -> Iterator[Finding]:
    """No two files have names that differ by case or by Unicode form alone.

    On systems that take them for one, the second would be written over the first.

    Fails:
        # round/post.yaml
        article: {id: post}
        ---
        # Round/post.yaml
        article: {id: post}

    Passes:
        # round/post-1.yaml
        article: {id: post-1}
        ---
        # round/post-2.yaml
        article: {id: post-2}
    """
    seen: dict[str, str] = {}
    for sheet in _files(sheets):
        file = Path(sheet.file).absolute().as_posix()
        first = seen.setdefault(unicodedata.normalize("NFC", file).casefold(), file)
        if first != file:
            yield sheet.finding(("article", "id"), f"{visible(first, 1000)} differs by case or Unicode form alone",
                                "give one of the two another name")


def _files(sheets: Sheets) -> Iterator[Sheet]:
    """The first article of each file."""
    yield from {sheet.file: sheet for sheet in reversed(sheets.articles)}.values()
