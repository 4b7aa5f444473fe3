"""Judging files of any size in bounded memory: what `trilat validate` does where JSON Lines are large.

What is found is what `trilat.check.check` finds in the same files. Of very many findings the first are kept, and all
are counted.
"""

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from math import ceil
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, TypeVar

from trilat.bulk.across import Run, across
from trilat.bulk.aside import Aside, Plan, Shelf, aside
from trilat.bulk.chunks import SIZE, Chunk, chunks
from trilat.bulk.judge import Beside, judged, registries_of
from trilat.check import Group, kept
from trilat.errors import TrilatError
from trilat.findings import Finding, Severity
from trilat.models.registries import REGISTRIES
from trilat.progress import progress
from trilat.reading.packed import has_lines, is_packed
from trilat.reading.release import check_release
from trilat.share import findings_within
from trilat.sheets import kind_of
from trilat.workers import ahead

T = TypeVar("T")
R = TypeVar("R")

LARGE = 50_000_000
"""Bytes of JSON Lines from which on they are judged in this way."""

MOST_TOLD = 20_000
"""Findings that are kept to be told; the others are counted."""

PART = 50_000_000
"""Bytes of articles whose gists come into one part, more or less."""

MOST_PARTS = 512

UNPACKED = 8
"""How many times as long a packed file is taken to be when it is unpacked."""

Choose = Callable[[list[Finding]], list[Finding]]


@dataclass
class Found:
    """What was found: the first of it in order, and how often each rule was broken with each severity."""

    findings: list[Finding] = field(default_factory=list)
    counts: Counter[tuple[str, Severity]] = field(default_factory=Counter)
    files: int = 0

    def add(self, found: list[Finding]) -> None:
        """Add findings."""
        self.merge(Found(found, Counter((finding.rule, finding.severity) for finding in found)))

    def cut(self) -> None:
        """Keep the first in order."""
        self.findings.sort()
        del self.findings[MOST_TOLD:]

    def merge(self, other: "Found") -> None:
        """Add what was found elsewhere."""
        self.findings += other.findings
        self.counts.update(other.counts)
        if len(self.findings) > 2 * MOST_TOLD:
            self.cut()

    @property
    def untold(self) -> int:
        """How many findings are only counted."""
        return self.counts.total() - len(self.findings)


class Mapped(NamedTuple):
    """What is left of a chunk: what was found in it, what comments may set aside of that, and what was put aside."""

    found: Found
    commented: list[Finding]
    aside: Aside


def lines_in(groups: Iterable[Group]) -> int:
    """How many bytes of JSON Lines there are in files and beside them, unpacked as far as that can be told."""
    return sum(
        path.stat().st_size * (UNPACKED if is_packed(path.name) else 1)
        for group in groups for path in (*group.files, *(path for path, _ in group.beside))
        if has_lines(path.name) and path.is_file()
    )


def validate(
    tables: Sequence[Path],
    groups: Sequence[Group],
    *,
    today: date | None = None,
    texts: Path | None = None,
    choose: Choose = list,
    workers: int = 1,
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
        scratch: The folder in which gists are put aside, some fifth of what the articles have; the system's for
            temporary files where left out.
        size: Bytes of a file of lines that are judged at once.
    """
    total = Found()
    if texts is not None:
        from trilat.evidence.texts import Texts  # noqa: PLC0415  # few ask for it, and it takes long

        total.add(choose(Texts(texts).findings))
    for group in groups:
        with TemporaryDirectory(prefix="trilat-", dir=scratch) as folder, _runner(workers) as run:
            _judge(group, Beside(_registries(group), today, texts), total, choose, run, Path(folder), size)
        total.files += len({file.as_posix() for file in group.files})
    for path in tables:
        found, files = check_release(path)
        total.add(choose(found))
        total.files += files
    total.cut()
    return total


def _registries(group: Group) -> tuple[tuple[Path, str, bool], ...]:
    files = [(path, kind, False) for path, kind in group.beside]
    files += [(path, kind_of(path), True) for path in group.files]
    return tuple(one for one in files if one[1] in REGISTRIES)


def _judge(
    group: Group, beside: Beside, total: Found, choose: Choose, run: Run, folder: Path, size: int
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
        total.add(choose([finding for finding in here if has_lines(finding.file)]))
        commented.update(finding for finding in here if not has_lines(finding.file))

    asides: list[Aside] = []
    with progress(partial(_bytes, files), "judged") as advance:
        for one in run(partial(_mapped, plan=plan, choose=choose), _numbered(files, size)):
            asides.append(one.aside)
            total.merge(one.found)
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
    total.add(choose([finding for finding in left if finding.file in named]))


def _numbered(files: Iterable[tuple[Path, bool]], size: int) -> Iterator[tuple[int, Chunk, bool]]:
    """The chunks of files, each with its number, and whether it is judged."""
    every = ((chunk, is_judged) for path, is_judged in files for chunk in chunks([path], size))
    return ((number, *one) for number, one in enumerate(every))


def _mapped(item: tuple[int, Chunk, bool], plan: Plan, choose: Choose) -> Mapped:
    """Judge a chunk, and put it aside."""
    number, chunk, is_judged = item
    made = judged(chunk, registries_of(plan.beside), is_judged=is_judged)
    found, commented = Found(), []
    if is_judged and chunk.has_lines:
        found.add(choose(made.findings))
        found.cut()
    elif is_judged:
        commented = made.findings
    left = aside(made, chunk, number, plan, is_judged=is_judged)
    del made
    gc.collect()
    return Mapped(found, commented, left)


def _bytes(files: Iterable[tuple[Path, bool]]) -> int:
    return sum(path.stat().st_size for path, _ in files if path.is_file())


@contextmanager
def _runner(workers: int) -> Iterator[Run]:
    """What runs functions in so many processes, the same ones for all of them."""
    if workers == 1:
        yield map
        return
    with ProcessPoolExecutor(workers, get_context("spawn"), gc.disable) as pool:
        def run(function: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]:
            return ahead(function, items, pool, 2 * workers)

        try:
            yield run
        except BrokenProcessPool:
            message = "a worker process was ended from outside, perhaps for want of memory: try with fewer workers"
            raise TrilatError(message) from None
