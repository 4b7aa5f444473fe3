"""The bulk path beside its peers: flattening, the whole build, memory at two sizes, and two workers beside one.

Every way is a process of its own, in rounds that take turns. Fails where two ways count something else, or choose other
values; judges no times.
"""

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from consolidate import COVERED, differences
from processes import Tool
from report import report

TRILAT = (sys.executable, "-c", "from trilat.cli.main import main; main()")
SAME = ("articles", "claims", "spans")
"""The tables that both forms of the peer write, with the same rows as Trilat."""
RECORDS = ("meetings", "positions", "participants", "statements", "outcomes", "conflicts")
"""Those that its fuller form writes too."""


@dataclass
class Figure:
    """How one way is to stand to another, by the clock: at most, or at least, so many times its time."""

    what: str
    way: str
    beside: str
    most: float = 0
    least: float = 0

    def line(self, tools: dict[str, Tool]) -> str:
        """A row of the table of figures: the ratio of medians, the lowest and highest of a round, and what is meant."""
        pairs = zip(tools[self.way].wall, tools[self.beside].wall, strict=True)
        ratios = sorted(b / a if self.least else a / b for a, b in pairs)
        middle = statistics.median(tools[self.way].wall) / statistics.median(tools[self.beside].wall)
        reached = 1 / middle >= self.least if self.least else middle <= self.most
        told = f"at least {self.least:g} times as fast" if self.least else f"at most {self.most:g} times the time"
        return (f"| {self.what} | {self.way} | {self.beside} | {1 / middle if self.least else middle:.2f} "
                f"| {ratios[0]:.2f}–{ratios[-1]:.2f} | {told} | {'yes' if reached else 'no'} |")


@dataclass
class Case:
    """Ways to do the same; what shows that they did, given the folders that they wrote; and how they are to stand."""

    title: str
    tools: dict[str, Tool]
    check: Callable[[], str]
    figures: Sequence[Figure]

    def run(self, rounds: int) -> list[str]:
        """Run every way once in each round, and tell of it."""
        said = ""
        for number in range(rounds):
            for tool in self.tools.values():
                tool.run()
            said = said if number else self.check()
        first = next(iter(self.tools.values()))
        lines = [f"{self.title}. {said}", "",
                 "| by | median s | min–max s | processor s | times the first, clock | processor | peak MiB |",
                 "|---|---:|---:|---:|---:|---:|---:|"]
        for name, tool in self.tools.items():
            middle, busy = statistics.median(tool.wall), statistics.median(tool.processor)
            lines.append(
                f"| {name} | {middle:.2f} | {min(tool.wall):.2f}–{max(tool.wall):.2f} | {busy:.2f} "
                f"| {middle / statistics.median(first.wall):.2f} | {busy / statistics.median(first.processor):.2f} "
                f"| {tool.memory:,.0f} |")
        return [*lines, ""]


def way(name: str, function: str, corpus: Path, out: Path, number: int) -> Tool:
    """A function below as a process of its own; it is given a number of workers or threads."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    return Tool(name, (sys.executable, __file__, "--way", function, corpus, out, str(number)))


def build(name: str, corpus: Path, out: Path, workers: int) -> Tool:
    """The command that builds a release."""
    return Tool(name, (*TRILAT, "build", corpus / "dataset", "--out", out, "--workers", str(workers)))


def flatten_trilat(paths: Sequence[Path], out: Path, workers: int) -> None:
    """Validate and flatten."""
    from flatten import by_trilat

    by_trilat(paths, out, workers)


def flatten_pyarrow(paths: Sequence[Path], out: Path, threads: int) -> None:
    """Flatten and validate nothing; on no number of threads it takes as many as it likes."""
    from flatten import by_pyarrow

    by_pyarrow(paths, out, threads)


def flatten_pydantic(paths: Sequence[Path], out: Path, _: int) -> None:
    """Validate into objects, dump these, and flatten."""
    from flatten import by_pydantic

    by_pydantic(paths, out)


def build_duckdb(paths: Sequence[Path], out: Path, threads: int) -> None:
    """Build in SQL."""
    from build_in_duckdb import build as in_sql

    in_sql(paths, paths[0].parents[2] / "registries", out, threads)


def build_duckdb_tables(paths: Sequence[Path], out: Path, threads: int) -> None:
    """Build all tables in SQL, sorted by key."""
    from tables_in_duckdb import build as in_sql

    in_sql(paths, paths[0].parents[2] / "registries", out, threads)


def build_trilat(paths: Sequence[Path], out: Path, workers: int) -> None:
    """Validate strictly, and make all tables; the rules that go beyond the models are not held, as SQL holds none."""
    import gc

    from trilat.workers import lean

    lean()  # before anything loads pyarrow; and the collector is off: both as the commands of Trilat do
    from trilat.bulk.build import build_tables
    from trilat.models.registries import REGISTRIES
    from trilat.sheets import dataset_files
    from trilat.workers import mapper

    gc.disable()
    registries = [(path, kind) for path, kind in dataset_files(paths[0].parents[1]) if kind in REGISTRIES]
    with tempfile.TemporaryDirectory() as scratch, mapper(workers) as run:
        build_tables(paths, registries, out, Path(scratch), run, workers=workers)


WAYS: dict[str, Callable[[Sequence[Path], Path, int], None]] = {
    one.__name__: one for one in (flatten_trilat, flatten_pyarrow, flatten_pydantic, build_trilat, build_duckdb,
                              build_duckdb_tables)
}


def make(folder: Path, number: int) -> Path:
    """A corpus of so many articles; one that is there already is taken as it is."""
    corpus = folder / f"corpus-{number}"
    if not (corpus / "registries" / "places.parquet").exists():
        Tool("the generator", (sys.executable, Path(__file__).with_name("generate.py"), corpus,
                               "--articles", str(number))).run()
        write_registries(corpus)
    return corpus


def write_registries(corpus: Path) -> None:
    """Registries as Parquet, for the peer that reads no YAML."""
    import pyarrow.parquet as pq

    from trilat.models.registries import REGISTRIES
    from trilat.reading.read import read
    from trilat.registries import registry_rows
    from trilat.tables.arrow import to_arrow
    from trilat.tables.rows import TABLES

    models: Any = {}
    for name, model in REGISTRIES.items():
        path = corpus / "dataset" / f"{name}.yaml"
        if path.exists():
            models[name] = next(iter(read(path.read_bytes(), path.name, model, lines=False))).model
    (corpus / "registries").mkdir(exist_ok=True)
    for name, rows in registry_rows(models).items():
        pq.write_table(to_arrow(TABLES[name], rows), corpus / "registries" / f"{name}.parquet")


def flattening(folder: Path, number: int) -> Case:
    """Validating and flattening to Parquet."""
    corpus, out = make(folder, number), folder / "flat"
    tools = [
        way("trilat, 1 worker", "flatten_trilat", corpus, out / "one", 1),
        way("trilat, 2 workers", "flatten_trilat", corpus, out / "two", 2),
        way("pyarrow.json, no validation, 1 thread", "flatten_pyarrow", corpus, out / "pyarrow-1", 1),
        way("pyarrow.json, no validation, 2 threads", "flatten_pyarrow", corpus, out / "pyarrow-2", 2),
        way("pyarrow.json, no validation, as it comes", "flatten_pyarrow", corpus, out / "pyarrow", 0),
        way("pydantic objects, from_pylist", "flatten_pydantic", corpus, out / "pydantic", 0),
    ]

    def check() -> str:
        from flatten import told

        first, *others = (told(path) for path in sorted(out.iterdir()))
        for other in others:
            if unlike := sorted(key for key in first.keys() | other.keys() if first.get(key) != other.get(key)):
                raise SystemExit(f"not all flatten the same: {unlike[:5]}")
        values = sum(count for count, _ in first.values())
        return f"All make the same {len(first)} columns with {values:,} values."

    one, two, *threads, pydantic = (tool.name for tool in tools)
    what = "validated and flattened"
    return Case(f"{size_of(corpus, number)} to Parquet", {tool.name: tool for tool in tools}, check, [
        Figure(what, one, threads[0], most=2.3), Figure(what, two, threads[1], most=1.5),
        Figure(what, one, threads[2], most=2.3), Figure(what, two, threads[2], most=1.5),
        Figure(what, one, pydantic, least=5), Figure(what, two, pydantic, least=5),
    ])


def building(folder: Path, number: int) -> Case:
    """The whole build."""
    corpus, out = make(folder, number), folder / "built"
    tools = [
        way("trilat without its rules, 1 worker", "build_trilat", corpus, out / "plain-1", 1),
        way("trilat without its rules, 2 workers", "build_trilat", corpus, out / "plain-2", 2),
        build("trilat build, 1 worker", corpus, out / "one", 1),
        build("trilat build, 2 workers", corpus, out / "two", 2),
        way("DuckDB, 1 thread", "build_duckdb", corpus, out / "duckdb-1", 1),
        way("DuckDB, 2 threads", "build_duckdb", corpus, out / "duckdb-2", 2),
        way("DuckDB, all tables, 1 thread", "build_duckdb_tables", corpus, out / "duckdb-tables-1", 1),
        way("DuckDB, all tables, 2 threads", "build_duckdb_tables", corpus, out / "duckdb-tables-2", 2),
    ]
    what = "claims, records, tables"
    return Case(f"{size_of(corpus, number)}, built", {tool.name: tool for tool in tools}, lambda: same_builds(out), [
        Figure(what, tools[0].name, tools[4].name, most=1), Figure(what, tools[1].name, tools[5].name, most=1),
        Figure("the same tables", tools[0].name, tools[6].name, most=1),
        Figure("the same tables", tools[1].name, tools[7].name, most=1),
        Figure("and every rule held", tools[2].name, tools[6].name, most=1),
        Figure("and every rule held", tools[3].name, tools[7].name, most=1),
        Figure("two workers beside one", tools[3].name, tools[2].name, least=1.5),
    ])


LEAN, FULL = ("duckdb-1", "duckdb-2"), ("duckdb-tables-1", "duckdb-tables-2")
"""The folders of the two forms of the peer."""


def same_builds(out: Path) -> str:
    """What Trilat and DuckDB built, held against each other; stop where anything differs."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from trilat.tables.rows import TABLES

    def ours(folder: Path, name: str) -> pa.Table:
        (parquet,) = folder.glob("*/parquet")
        path = parquet / f"{name}.parquet"
        return pq.read_table(path if path.exists() else parquet / name)

    sums = [(next((out / name).glob("*/SHA256SUMS"))).read_bytes() for name in ("one", "two")]
    if sums[0] != sums[1]:
        raise SystemExit("one worker and two build different releases")
    for name in (*SAME, *RECORDS):
        own = ours(out / "one", name).replace_schema_metadata()
        keys = [(key, "ascending") for key in TABLES[name].key]
        for peer in LEAN if name in SAME else ():
            theirs = pq.read_table(out / peer / f"{name}.parquet").select(own.column_names).sort_by(keys)
            if not theirs.cast(own.schema).equals(own):
                raise SystemExit(f"{peer} has other {name}")
        for peer in FULL:
            theirs = pq.read_table(out / peer / f"{name}.parquet")
            if theirs.schema.types != own.schema.types or not theirs.cast(own.schema).equals(own):
                raise SystemExit(f"{peer} has other {name}, or has them in another order")
    made = {name: ours(out / "one", name) for name in COVERED}
    peers = {peer: pq.read_table(out / peer / "chosen.parquet") for peer in LEAN}
    count, filled, _, shown = differences(made, peers)
    if shown:
        raise SystemExit("\n".join(shown))
    return (f"All have the same articles, claims and spans, and of {count:,} cells ({filled:,} with a value) "
            f"DuckDB differs in 0. Where it makes all tables, its {', '.join(RECORDS[:-1])} and {RECORDS[-1]} are the "
            "same too, every column of every row, all in the same order.")


def memory(folder: Path, sizes: Sequence[int], workers: Sequence[int]) -> Iterator[str]:
    """The peak of memory at several sizes, of validating and of building, with several numbers of workers."""
    yield "Peaks of memory, that of the workers summed, at the moment when it was most:"
    yield ""
    yield "| of | articles | s | processor s | peak MiB |"
    yield "|---|---:|---:|---:|---:|"
    for command in ("validate", "build"):
        for some in workers:
            for number in sizes:
                corpus, out = make(folder, number), folder / "memory"
                how = ("--out", out) if command == "build" else ()
                name = f"trilat {command}, {some} worker{'s' * (some > 1)}"
                tool = Tool(name, (*TRILAT, command, corpus / "dataset", *how, "--workers", str(some)))
                tool.run()
                shutil.rmtree(out, ignore_errors=True)
                yield f"| {name} | {number:,} | {tool.wall[0]:.1f} | {tool.processor[0]:.1f} | {tool.memory:,.0f} |"
    yield ""


def size_of(corpus: Path, number: int) -> str:
    """How large a corpus is, in words."""
    size = sum(path.stat().st_size for path in (corpus / "dataset" / "articles").iterdir())
    return f"{number:,} articles of {size / number / 1000:.1f} KB, {size / 1e6:,.0f} MB of JSON Lines"


def machine() -> str:
    """The machine and the versions."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("pyarrow", "pydantic", "duckdb"))
    return (f"{os.cpu_count()} cores ({platform.machine()}, shared with other work), {platform.system()}; "
            f"Python {platform.python_version()}, {packages}.")


def main() -> int:
    """Read the arguments."""
    if sys.argv[1:2] == ["--way"]:
        function, corpus, out, number = sys.argv[2:]
        paths = sorted((Path(corpus) / "dataset" / "articles").glob("*.jsonl"))
        WAYS[function](paths, Path(out), int(number))
        return 0
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=100_000, help="how many articles are flattened and built")
    parser.add_argument("--sizes", type=int, nargs="+", default=[20_000, 100_000],
                        help="at how many articles memory is measured; 100000 1000000 for the full run")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="with how many workers it is")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    parser.add_argument("--only", choices=("flattening", "building", "memory"), help="one part; it writes nothing")
    parser.add_argument("--folder", type=Path, help="where corpora are kept from run to run")
    parser.add_argument("--quick", action="store_true", help="few articles, one round; judges no times")
    chosen: Any = parser.parse_args()
    if chosen.quick:
        chosen.articles, chosen.sizes, chosen.workers, chosen.rounds = 60, [60], [1], 1
    with ExitStack() as stack:
        folder = chosen.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        how_often = "One round" if chosen.rounds == 1 else f"Medians of {chosen.rounds} rounds, in turns"
        lines, figures = [f"{machine()} {how_often}.", ""], []
        for part in (flattening, building):
            if chosen.only in (None, part.__name__):
                case = part(folder, chosen.articles)
                lines += case.run(chosen.rounds)
                figures += [figure.line(case.tools) for figure in case.figures]
        if chosen.only in (None, "memory"):
            lines += memory(folder, chosen.sizes, chosen.workers)
        if figures and not chosen.quick:
            lines += ["| task | by | beside | reached | lowest–highest of a round | to reach | is it |",
                      "|---|---|---|---:|---:|---|---|", *figures, ""]
    print("\n".join(lines))
    if not (chosen.quick or chosen.only):
        report("scale", lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
