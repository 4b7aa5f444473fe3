"""A large dataset is built in parts; what comes out is what the small build makes, whatever the work is shared by."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from trilat.bulk import build as bulk
from trilat.bulk.build import Sizes, at_once, build_tables
from trilat.models.registries import REGISTRIES
from trilat.release.assemble import assemble
from trilat.sheets import dataset_files, read_dataset
from trilat.tables.arrow import to_arrow
from trilat.tables.rows import TABLES
from trilat.workers import mapper

SMALL = Sizes(chunk=40_000, memory=3_000_000, rows=300, runs=3, parts=2, most=2000)


def with_firsts(corpus: Path, folder: Path) -> Path:
    """The same dataset, in which all meetings are between the same, and each is called the first."""
    shutil.copytree(corpus, folder)
    path = folder / "articles" / "part-00000.jsonl"
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        for meeting in article["meetings"]:
            meeting["parties"] = ["AU", "BR"]
            meeting["firsts"] = [{"scope": "ever"}, {"scope": "at-level", "previous": "talks-unheard-of"}]
        lines.append(json.dumps(article, ensure_ascii=False))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def built(corpus: Path, out: Path, workers: int = 1, sizes: Sizes = SMALL) -> Mapping[str, list[bulk.Part]]:
    """The tables of a dataset in parts."""
    files = list(dataset_files(corpus))
    scratch = out / "scratch"
    scratch.mkdir(parents=True)
    with mapper(workers) as run:
        parts = build_tables([path for path, kind in files if kind not in REGISTRIES],
                             [(path, kind) for path, kind in files if kind in REGISTRIES], out, scratch, run,
                             workers=workers, sizes=sizes)
    shutil.rmtree(scratch)
    return parts


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_tables_of_a_large_dataset_are_those_of_the_small_build(corpus, tmp_path):
    dataset = with_firsts(corpus, tmp_path / "dataset")
    parts = built(dataset, tmp_path / "out")
    sheets = read_dataset(dataset)
    tables = assemble([sheet.model for sheet in sheets.articles],
                      {name: sheet.model for name, sheet in sheets.registries.items()})
    assert len(tables["firsts"]) > 3
    assert any(row.refuted_by_ids for row in tables["firsts"])
    assert {name: len(some) for name, some in parts.items() if len(some) > 1}.keys() >= {"claims"}
    for name, row_type in TABLES.items():
        read = pa.concat_tables([pq.read_table(tmp_path / "out" / part.path) for part in parts[name]])
        assert read.equals(to_arrow(row_type, tables[name])), name


def test_neither_workers_nor_memory_nor_the_size_of_chunks_change_a_byte(corpus, tmp_path):
    one = built(corpus, tmp_path / "one")
    two = built(corpus, tmp_path / "two", workers=2)
    other = built(corpus, tmp_path / "other", sizes=Sizes(chunk=4_000_000, memory=400_000_000, most=SMALL.most))
    assert one == two == other
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two") == files_of(tmp_path / "other")


def test_parts_are_in_the_order_of_their_keys_and_none_is_longer_than_it_may_be(corpus, tmp_path):
    parts = built(corpus, tmp_path / "out")
    for name, some in parts.items():
        edges = [(part.first, part.last) for part in some if part.rows]
        assert edges == sorted(edges), name
        assert all(part.rows <= SMALL.most for part in some), name


def passes(runs: int, most: int, number: int | None = None) -> int:
    """How often rows are put aside once more until no more runs are left than can be merged at once."""
    done = 0
    while runs > most:
        runs, done = -(-runs // (number or at_once(runs, most))), done + 1
    return done


@given(st.integers(1, 10**7), st.integers(2, 200))
def test_few_runs_are_merged_at_once_where_that_takes_no_more_passes(runs, most):
    assert at_once(runs, most) <= most
    assert passes(runs, most) == passes(runs, most, most)
