"""The build of a large dataset in bounded memory: what `trilat build` does where articles are many.

    text files ──chunks──► mapped ──► claims in parts ──► reduced ──► sorted runs ──► merged ──► parts of tables

It gives the rows that the build of a small dataset gives. What the files hold depends on the dataset alone: neither on
the number of workers, nor on where they work, nor on how much memory they may take.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import count
from math import ceil, sqrt
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from trilat import disk, schemas
from trilat.bulk.chunks import SIZE, Chunk, chunks
from trilat.bulk.firsts import firsts_table
from trilat.bulk.judge import beside_of
from trilat.bulk.runs import Run, merged, write_merged, write_run
from trilat.bulk.tables import Job, Mapped, Reduced, changed, mapped, reduced, registry_tables, split
from trilat.hashing import sha256
from trilat.progress import progress
from trilat.reading.packed import size_unpacked
from trilat.release.about import About, Draft, File
from trilat.release.content import combined
from trilat.release.files import documents
from trilat.release.parts import ROWS_A_PART, Part, borders, write_parts
from trilat.tables.arrow import to_arrow
from trilat.tables.rows import TABLES, AgreementRow
from trilat.workers import Mapper

MEMORY = 160_000_000
"""Bytes that all workers may take together, beyond what Python and its libraries need."""

SHARE = 12
"""How many times as much memory as the articles themselves consolidating their claims takes."""

ROWS_AT_ONCE = 12_500
"""Rows that are sorted together when runs are merged."""

RUNS_AT_ONCE = 128
"""Runs that are merged together at most; where there are more, some are first made into one."""

PARTS_AT_ONCE = 128
"""Parts into which the claims of a group of chunks are cut; where there are more, it is done in two steps."""


class Sizes(NamedTuple):
    """How much is worked on at once. What comes out does not depend on it, but for `most`."""

    chunk: int = SIZE
    memory: int = MEMORY
    rows: int = ROWS_AT_ONCE
    runs: int = RUNS_AT_ONCE
    parts: int = PARTS_AT_ONCE
    most: int = ROWS_A_PART


def build_tables(
    files: Sequence[Path], registries: Sequence[tuple[Path, str]], out: Path, scratch: Path, run: Mapper, *,
    workers: int = 1, sizes: Sizes | None = None, agreed: Sequence[AgreementRow] = (),
) -> dict[str, list[Part]]:
    """Validate articles strictly, make their claims and records, and write all tables in parts; rules are not held.

    Args:
        files: Annotated articles.
        registries: The registries, each with its name.
        out: The folder of the release.
        scratch: An empty folder for what is put aside, which all workers can read and write.
        run: Runs a function over items, in their order.
        workers: How many share the memory.
        sizes: How much is worked on at once.
        agreed: The rows of the table of agreement.

    Returns:
        The files of each table.
    """
    sizes = sizes or Sizes()
    total = sum(path.stat().st_size for path in files)
    beside = beside_of([(path, kind, True) for path, kind in registries])
    parts = max(1, ceil(sum(map(size_unpacked, files)) * SHARE * workers / sizes.memory))
    coarse = parts if parts <= sizes.parts else ceil(sqrt(parts))
    job = Job(beside, coarse, ceil(parts / coarse), scratch)
    done: list[Mapped] = []
    with progress(lambda: total, "read") as advance:
        for one in run(partial(mapped, job=job), enumerate(_grouped(chunks(files, sizes.chunk), sizes.chunk))):
            done.append(one)
            advance(one.taken)
    lies_in = [len(done)] * job.coarse
    if job.fine > 1:
        with _gone_after(_parted(scratch)):
            lies_in = list(run(partial(split, job=job, groups=len(done)), range(job.coarse)))
    made: list[Reduced] = []
    with progress(lambda: total, "consolidated") as advance, _gone_after(_parted(scratch)):
        for part in run(partial(reduced, job=job), [(one, lies_in[one // job.fine]) for one in range(job.parts)]):
            made.append(part)
            advance(total // job.parts)
    runs: dict[str, list[Run]] = {name: [part.runs[name] for part in made] for name in (made[0].runs if made else ())}
    runs |= {"articles": [one.articles for one in done], "spans": [one.spans for one in done]}
    runs["firsts"] = [write_run(firsts_table(made, run), TABLES["firsts"].key, scratch / "firsts.arrow")]
    tables = {**registry_tables(job), "agreement": to_arrow(AgreementRow, list(agreed))}
    for name, table in tables.items():
        runs[name] = [write_run(table, TABLES[name].key, scratch / f"{name}.arrow")]
    return _written(_fewer(runs, scratch, run, sizes), out, run, sizes)


def _parted(scratch: Path) -> list[Path]:
    """What lies in parts, and is needed until these are taken up."""
    return [path for name in ("claims", "beside") for path in scratch.glob(f"{name}-*.arrow")]


@contextmanager
def _gone_after(paths: Iterable[Path]) -> Iterator[None]:
    """Remove files once all that is made of them is there, so that the scratch folder holds nothing more than twice."""
    yield
    for path in paths:
        path.unlink()


class _Together(NamedTuple):
    """Runs of a table that become one, and its file."""

    table: str
    runs: Sequence[Run]
    path: Path


def _fewer(
    runs: Mapping[str, Sequence[Run]], scratch: Path, run: Mapper, sizes: Sizes
) -> dict[str, Sequence[Run]]:
    """The same rows in no more runs of each table than can be merged at once."""
    fewer = dict(runs)
    level = 0
    while many := [name for name, some in fewer.items() if len(some) > sizes.runs]:
        groups = [
            _Together(name, fewer[name][start:start + number], scratch / f"merged-{name}-{level}-{start:06}.arrow")
            for name in many for number in [at_once(len(fewer[name]), sizes.runs)]
            for start in range(0, len(fewer[name]), number)
        ]
        made: dict[str, list[Run]] = {name: [] for name in many}
        with _gone_after([run.path for group in groups for run in group.runs]):
            for group, one in zip(groups, run(partial(_merge, rows=sizes.rows), groups), strict=True):
                made[group.table].append(one)
        fewer |= made
        level += 1
    return fewer


def at_once(runs: int, most: int) -> int:
    """How many of so many runs are made into one: no more than it takes, since a part of each is in memory.

    >>> at_once(100, 128), at_once(784, 128)  # in one pass, and in two
    (100, 28)
    """
    passes = next(number for number in count(1) if most**number >= runs)
    return next(number for number in count(1) if number**passes >= runs)


def _merge(group: _Together, rows: int) -> Run:
    made = write_merged(group.runs, TABLES[group.table].key, rows, group.path)
    pa.default_memory_pool().release_unused()
    return made


def _grouped(pieces: Iterable[Chunk], size: int) -> Iterator[list[Chunk]]:
    """Chunks of files so that each group has some bytes: small files are worked on together."""
    group: list[Chunk] = []
    for chunk in pieces:
        if chunk.findings:
            raise changed(chunk)
        group.append(chunk)
        if sum(one.size for one in group) >= size / 2:
            yield group
            group = []
    if group:
        yield group


class _Range(NamedTuple):
    """A range of the keys of a table, and its runs."""

    table: str
    runs: Sequence[Run]
    low: str
    high: str | None
    number: int


def _written(runs: Mapping[str, Sequence[Run]], out: Path, run: Mapper, sizes: Sizes) -> dict[str, list[Part]]:
    """Write the parts of all tables; the largest first, so that no worker is left with one at the end."""
    rows = {name: sum(one.rows for one in runs[name]) for name in TABLES}
    ranges = [
        _Range(name, runs[name], low, high, number)
        for name in sorted(TABLES, key=lambda name: -rows[name])
        for number, (low, high) in enumerate(borders(name, rows[name], sizes.most))
    ]
    found: dict[str, list[Part]] = {name: [] for name in TABLES}
    with progress(lambda: sum(rows.values()), "rows written") as advance:
        for one, parts in zip(ranges, run(partial(_write_range, out=out, sizes=sizes), ranges), strict=True):
            found[one.table] += parts
            advance(sum(part.rows for part in parts))
    for path in out.rglob(f"*{disk.NEW}"):  # a worker was killed over it, and another did its work
        path.unlink()
    return found


def _write_range(one: _Range, out: Path, sizes: Sizes) -> list[Part]:
    row_type = TABLES[one.table]
    tables = merged(one.runs, row_type.key, sizes.rows, one.low, one.high)
    parts = write_parts(row_type, tables, out, one.number, sizes.most)
    pa.default_memory_pool().release_unused()
    return parts


def drafted(parts: Mapping[str, Sequence[Part]], about: About, agreed: Sequence[AgreementRow]) -> Draft:
    """A release in parts, whose documents are still to be written."""
    return Draft(
        about,
        {name: sum(part.rows for part in some) for name, some in parts.items()},
        {name: combined({part.path: part.content_sha256 for part in some}) for name, some in parts.items()},
        agreed,
        {part.path: File(part.size, part.sha256) for some in parts.values() for part in some},
        {name: [part.as_json() for part in some] for name, some in parts.items()},
    )


def write_documents(draft: Draft, out: Path) -> None:
    """Write what describes the tables of a release in parts, and its SHA256SUMS."""
    files = {f"schema/{name}": data for name, data in schemas.files().items()} | documents(draft)
    sums = {name: sha256(data) for name, data in files.items()}
    sums |= {path: file.sha256 for path, file in draft.files.items()}
    files["SHA256SUMS"] = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items())).encode()
    disk.fill(out, files)
