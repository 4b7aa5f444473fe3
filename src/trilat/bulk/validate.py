"""Judging files of any size in bounded memory: what `trilat validate` does where JSON Lines are large.

What is found is what `trilat.check.check` finds in the same files. Of very many findings the first are kept, and all
are counted.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from math import ceil
from pathlib import Path
from tempfile import gettempdir
from typing import NamedTuple

from trilat import disk
from trilat.bulk.across import across
from trilat.bulk.aside import Aside, Plan, Shelf, aside, forget
from trilat.bulk.chunks import SIZE, Chunk, chunks
from trilat.bulk.judge import Beside, beside_of, judged, registries_of
from trilat.check import Group, kept, lines_in
from trilat.findings import Finding, Found
from trilat.models.registries import REGISTRIES
from trilat.progress import progress
from trilat.reading.packed import has_lines
from trilat.reading.release import check_release
from trilat.share import findings_within
from trilat.sheets import kind_of
from trilat.workers import Mapper, mapper

PART = 12_000_000
"""Bytes of articles whose gists come into one part, more or less."""

MOST_PARTS = 1024

Choose = Callable[[list[Finding]], list[Finding]]


class Mapped(NamedTuple):
    """What is left of a chunk: what was found in it, what comments may set aside of that, and what was put aside."""

    found: Found
    commented: list[Finding]
    aside: Aside


def validate(
    tables: Sequence[Path],
    groups: Sequence[Group],
    *,
    today: date | None = None,
    texts: Path | None = None,
    choose: Choose = list,
    workers: int = 1,
    executor: str = "",
    scratch: Path | None = None,
    size: int = SIZE,
) -> Found:
    """Judge files and releases, as `trilat.check.groups_of` gives them.

    Args:
        tables: Folders of releases, and CSV files.
        groups: Files of datasets, and those that stand beside them.
        today: The day on which they are judged; without it no date lies in the future.
        texts: The folder of the articles' texts; without it evidence and prose are not held against any.
        choose: Which findings count.
        workers: How many processes share the work. What is found does not depend on it.
        executor: The cluster that does it instead (`trilat.workers.mapper`).
        scratch: The folder in which gists are put aside, some fifth of what the articles have; the system's for
            temporary files where left out.
        size: Bytes of a file of lines that are judged at once.
    """
    forget()
    total = Found()
    if texts is not None:
        from trilat.evidence.texts import Texts  # noqa: PLC0415  # few ask for it, and it takes long

        total.add(Found.of(choose(Texts(texts).findings)))
    for group in groups:
        with disk.scratch_folder(scratch or Path(gettempdir())) as folder, mapper(workers, executor) as run:
            _judge(group, beside_of(_registries(group), today, texts), total, choose, run, folder, size)
        total.files += len({file.as_posix() for file in group.files})
    for path in tables:
        found, files = check_release(path)
        total.add(Found.of(choose(found), files))
    total.cut()
    return total


def _registries(group: Group) -> tuple[tuple[Path, str, bool], ...]:
    files = [(path, kind, False) for path, kind in group.beside]
    files += [(path, kind_of(path), True) for path in group.files]
    return tuple(one for one in files if one[1] in REGISTRIES)


def _judge(
    group: Group, beside: Beside, total: Found, choose: Choose, run: Mapper, folder: Path, size: int
) -> None:
    """Judge the files of one dataset: chunk by chunk, then what was put aside part by part."""
    files = [(path, False) for path, kind in group.beside if kind not in REGISTRIES]
    files += [(path, True) for path in group.files if kind_of(path) not in REGISTRIES]
    plan = Plan(beside, min(MOST_PARTS, max(1, ceil(lines_in([group]) / PART))), folder)
    named = {file.as_posix() for file in group.files}
    commented: set[Finding] = set()

    def add(found: Iterable[Finding]) -> None:
        """Add what comments cannot set aside, and keep the rest until it is known what they do."""
        here = [finding for finding in found if finding.file in named]
        total.add(Found.of(choose([finding for finding in here if has_lines(finding.file)])))
        commented.update(finding for finding in here if not has_lines(finding.file))

    asides: list[Aside] = []
    with progress(partial(_bytes, files), "judged") as advance:
        for one in run(partial(_mapped, plan=plan, choose=choose), _numbered(files, size)):
            asides.append(one.aside)
            total.add(one.found)
            commented.update(one.commented)
            advance(one.aside.chunk.taken)
    step = _bytes(files) // (3 * plan.parts)
    with progress(lambda: 3 * plan.parts * step, "held against each other") as advance:
        for found in across(asides, plan, run):
            add(found)
            advance(step)
    registries = registries_of(beside)
    add(findings_within(registries))
    shelf = Shelf(asides)
    sheets = [shelf.sheet(place) for one in asides for place in one.commented]
    left = kept(commented, replace(registries, articles=sheets))
    total.add(Found.of(choose([finding for finding in left if finding.file in named])))


def _numbered(files: Iterable[tuple[Path, bool]], size: int) -> Iterator[tuple[int, Chunk, bool]]:
    """The chunks of files, each with its number, and whether it is judged."""
    every = ((chunk, is_judged) for path, is_judged in files for chunk in chunks([path], size))
    return ((number, *one) for number, one in enumerate(every))


def _mapped(item: tuple[int, Chunk, bool], plan: Plan, choose: Choose) -> Mapped:
    """Judge a chunk, and put it aside."""
    number, chunk, is_judged = item
    made = judged(chunk, registries_of(plan.beside), is_judged=is_judged)
    found = Found()
    commented: list[Finding] = []
    if is_judged and chunk.has_lines:
        found = Found.of(choose(made.findings))
        found.cut()
    elif is_judged:
        commented = made.findings
    left = aside(made, chunk, number, plan, is_judged=is_judged)
    del made
    gc.collect(0)  # the collector is off: only what this chunk left is looked through
    return Mapped(found, commented, left)


def _bytes(files: Iterable[tuple[Path, bool]]) -> int:
    return sum(path.stat().st_size for path, _ in files if path.is_file())
