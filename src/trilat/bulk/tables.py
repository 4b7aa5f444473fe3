"""From chunks of articles to the tables of a release, in parts that are worked on by themselves.

    mapped(item, job) -> Mapped             # a group of chunks: its articles, claims and spans, put aside
    split(part, job, groups) -> int         # where parts are many: one of fewer parts, cut into these
    reduced(item, job) -> Reduced           # a part of the claims: the records that they make

Each is a function of its arguments and of what lies in the scratch folder, and writes files whose names depend on its
argument alone: to do it once more, in this process or in another, changes nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import ValidationError

from trilat.bulk.chunks import Chunk, pieces_of
from trilat.bulk.columns import columns_from, columns_of
from trilat.bulk.entries import Columns
from trilat.bulk.judge import Beside, registries_of
from trilat.bulk.runs import Run, in_order, part_of, write_parted, write_run, write_sorted
from trilat.bulk.spill import bucket
from trilat.claims import Sources
from trilat.consolidate.encode import Assertion, encode
from trilat.consolidate.records import claimed_firsts, units_columns
from trilat.consolidate.vintage import Article, rows_beside, units_of
from trilat.errors import TrilatError
from trilat.models.article import ArticleFile
from trilat.models.parts import MODELS, fields_of
from trilat.registries import registry_rows
from trilat.tables.arrow import arrow_schema, each_once, to_arrow
from trilat.tables.redirects import redirect_map
from trilat.tables.rows import TABLES
from trilat.vocabularies import Basis, OriginRank, Stance

ROWS_SPLIT = 50_000
"""Claims that are cut into fine parts together."""


class Job(NamedTuple):
    """What is built: against which registries, in how many parts, in which scratch folder.

    Many parts are made in two steps: so many `coarse` ones of the claims of a group of chunks, and of each of these so
    many `fine` ones, since what a group has for one part of hundreds are few rows, which are slow to write and to read.
    """

    beside: Beside
    coarse: int
    fine: int
    folder: Path

    @property
    def parts(self) -> int:
        """How many parts there are in the end."""
        return self.coarse * self.fine


class Mapped(NamedTuple):
    """What is left of a group of chunks: the runs of its articles and spans, and how many bytes of files it had."""

    articles: Run
    spans: Run
    taken: int


class Reduced(NamedTuple):
    """What a part of the claims made: a run of each table, and the claims that call a meeting a first."""

    runs: Mapping[str, Run]
    firsts: Sequence[tuple[str, Assertion]]


@lru_cache(maxsize=1)
def _registries(job: Job) -> dict[str, list[Any]]:
    """The rows of the registries, read once in each process."""
    sheets = registries_of(job.beside).registries
    return registry_rows({name: sheet.model for name, sheet in sheets.items()})


@lru_cache(maxsize=1)
def registry_tables(job: Job) -> dict[str, pa.Table]:
    """The tables of the registries."""
    return {name: to_arrow(TABLES[name], rows) for name, rows in _registries(job).items() if name in TABLES}


@lru_cache(maxsize=1)
def _sources(job: Job) -> Sources:
    rows = _registries(job)
    return Sources({row.person_id: row for row in rows["people"]},
                   {row.organization_id: row for row in rows["organizations"]}, redirect_map(rows["redirects"]))


def mapped(item: tuple[int, Sequence[Chunk]], job: Job) -> Mapped:
    """Make the tables of a group of chunks, and put them aside: claims by the part that they belong to.

    Raises TrilatError where an article is not what was judged.
    """
    number, chunks = item
    sources = _sources(job)
    made = zip(*(_columns(chunk, sources) for chunk in chunks), strict=True)
    articles, claims, spans = (pa.concat_tables(tables).combine_chunks() for tables in made)
    claims = in_terms(claims)
    numbers = pc.divide(_parts_of(claims, job.parts), pa.scalar(job.fine, pa.int32()))
    _put_aside(claims, articles, numbers, job.coarse, (_path(job, "claims", number), _path(job, "beside", number)))
    return Mapped(
        write_run(articles, TABLES["articles"].key, _path(job, "articles", number)),
        write_run(spans, TABLES["spans"].key, _path(job, "spans", number)), sum(chunk.taken for chunk in chunks),
    )


def split(coarse: int, job: Job, groups: int) -> int:
    """Make the fine parts of a coarse one, in files of some groups of chunks each; returns how many there are."""
    files = rows = 0
    held: list[tuple[pa.Table, pa.Table]] = []
    for group in range(groups):
        held.append((part_of(_path(job, "claims", group), coarse), part_of(_path(job, "beside", group), coarse)))
        rows += held[-1][0].num_rows
        if rows >= ROWS_SPLIT or group == groups - 1:
            claims, articles = (pa.concat_tables(some).combine_chunks() for some in zip(*held, strict=True))
            held, rows = [], 0
            numbers = _parts_of(claims, job.parts)
            numbers = pc.subtract(numbers, pa.scalar(coarse * job.fine, pa.int32()))
            _put_aside(claims, articles, numbers, job.fine,
                       (_path(job, f"claims-{coarse}", files), _path(job, f"beside-{coarse}", files)))
            files += 1
    return files


def _put_aside(
    claims: pa.Table, articles: pa.Table, numbers: pa.Array, parts: int, paths: tuple[Path, Path]
) -> None:
    """Write claims by their parts, and for each part the articles that its claims are in."""
    write_parted(claims, numbers, parts, paths[0])
    pairs = pa.table({"part": numbers, "article_id": claims["article_id"]})
    pairs = pairs.group_by(["part", "article_id"]).aggregate([])
    at = pc.index_in(pairs["article_id"], value_set=articles["article_id"].combine_chunks())
    write_parted(articles.select(Article._fields).take(at), pairs["part"].combine_chunks(), parts, paths[1])


def reduced(item: tuple[int, int], job: Job) -> Reduced:
    """Make the records of a part of the claims.

    Args:
        item: Its number, and in how many files its claims lie: of groups of chunks, or of what was split.
        job: What is built.
    """
    part, files = item
    key = TABLES["claims"].key
    claims = in_order(_numbered(_gathered(job, "claims", part, files), key), key)
    articles = _gathered(job, "beside", part, files)
    encoded = encode(rows_beside({**registry_tables(job), "articles": articles}, claims), claims)
    claims = claims.cast(in_terms(arrow_schema(TABLES["claims"]).empty_table()).schema)
    runs = {"claims": write_sorted([claims], claims.schema, key, _path(job, "made-claims", part))}
    del claims, articles
    made = units_columns(encoded)
    runs |= {name: write_run(made[name], TABLES[name].key, _path(job, f"made-{name}", part)) for name in made}
    firsts = claimed_firsts(encoded)
    del encoded, made
    return Reduced(runs, firsts)


def _columns(chunk: Chunk, sources: Sources) -> Columns:
    """What the articles of a chunk give, strictly validated once more."""
    if not chunk.has_lines:
        return columns_from(_files(chunk), sources)
    try:
        return columns_of(chunk.data(), sources)
    except ValidationError as error:
        raise changed(chunk) from error


def _files(chunk: Chunk) -> Iterator[ArticleFile]:
    for piece in pieces_of(chunk):
        model = piece.read(ArticleFile).model
        if model is None:
            raise changed(chunk)
        yield model


def changed(chunk: Chunk) -> TrilatError:
    """That a file is not what was judged."""
    return TrilatError(f"{chunk.file} changed while the release was built: run the same command again")


def _parts_of(claims: pa.Table, parts: int) -> pa.Array:
    """The part that each claim belongs to: that of its meeting, or of its statement."""
    units = units_of(claims["record_table"], claims["canonical_id"])
    return each_once(units, lambda unit: bucket(unit, parts), pa.int32())


def _gathered(job: Job, name: str, part: int, files: int) -> pa.Table:
    coarse, fine = divmod(part, job.fine)
    if job.fine > 1:
        name, part = f"{name}-{coarse}", fine
    return pa.concat_tables([part_of(_path(job, name, number), part) for number in range(files)])


def _numbered(table: pa.Table, key: Sequence[str]) -> pa.Table:
    """A table whose texts, but for those of its key, are each kept once, with the numbers that point at them."""
    for place, field in enumerate(table.schema):
        if field.type == pa.string() and field.name not in key:
            table = table.set_column(place, field.name, table[field.name].dictionary_encode())
    return table.combine_chunks()


TERMS: Mapping[str, Sequence[str]] = {
    "record_table": tuple(MODELS),
    "field": sorted({name for table in MODELS for name in fields_of(table)}),
    "stance": tuple(Stance),
    "basis": tuple(Basis),
    "origin_rank": tuple(OriginRank),
}
"""The columns of claims that have one of a few terms each."""


def in_terms(claims: pa.Table) -> pa.Table:
    """Claims whose terms are small numbers: as they lie in the scratch folder, where they are moved several times."""
    for name, terms in TERMS.items():
        known = pa.array(map(str, terms), pa.string())
        codes = pc.index_in(claims[name].combine_chunks(), value_set=known).cast(pa.int8())
        claims = claims.set_column(
            claims.column_names.index(name), name, pa.DictionaryArray.from_arrays(codes, known))
    return claims


def _path(job: Job, name: str, number: int) -> Path:
    return job.folder / f"{name}-{number:06}.arrow"
