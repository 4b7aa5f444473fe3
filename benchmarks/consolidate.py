"""Trilat's consolidation beside the same rules in pandas and in DuckDB, and its vintages beside rebuilding.

All in one run, each on one thread, in rounds that take turns. Fails where results differ; judges no times.
"""

import argparse
import gc
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import world
from generate import corpus, tables_of
from report import report
from stories import Used
from world import Fields

from trilat.edtf import parse
from trilat.relations import AND_OTHERS

RECORDS = ("meetings", "positions", "participants", "statements", "outcomes", "firsts", "conflicts")
VALUES = "Trilat, values only"
PER_ARTICLE = 76.4
"""Claims that an article of the corpus has on average."""

KEYS = {"meetings": "meeting_id", "participants": "participant_id", "statements": "statement_id",
        "outcomes": "outcome_id"}
COVERED = {
    "meetings": {"status": "status", "date": "date", "place": "place_id", "level": "level", "title": "title",
                 "portfolio": "portfolio", "parties": "parties", "topics": "topics"},
    "positions": {"position": "position"},
    "participants": {"person": "person_id", "office": "office_id", "party": "party", "role": "role",
                     "attendance": "attendance", "named_as": "named_as", "titled_as": "titled_as"},
    "statements": {"speakers": "speaker_ids", "about": "about_ids", "act": "act", "date": "date",
                   "channel": "channel", "wording": "wording", "topics": "topics", "summary": "summary"},
    "outcomes": {"kind": "kind", "stage": "stage", "actors": "actors", "topics": "topics", "summary": "summary"},
}
"""The fields of which the corpus has claims, by table, with their columns."""

Tables = dict[str, Any]
Cells = dict[tuple[str, str], str]


@dataclass
class Timed:
    """The seconds that each of some things took, round by round; `results` are of the first round."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    results: dict[str, Any] = field(default_factory=dict)

    def median(self, name: str) -> float:
        return statistics.median(self.seconds[name])

    def spread(self, name: str, digits: int = 2) -> str:
        return f"{min(self.seconds[name]):.{digits}f}–{max(self.seconds[name]):.{digits}f}"


def in_turns(rounds: int, runs: Mapping[str, Callable[[], Any]]) -> Timed:
    """Time each of some functions once in every round, in turns."""
    timed = Timed({name: [] for name in runs})
    for _ in range(rounds):
        for name, run in runs.items():
            gc.collect()
            start = time.perf_counter()
            result = run()
            timed.seconds[name].append(time.perf_counter() - start)
            timed.results.setdefault(name, result)
            del result
    return timed


def by_trilat(tables: Tables) -> Tables:
    """Encode and consolidate."""
    from trilat.consolidate.encode import encode
    from trilat.consolidate.records import consolidate_columns
    from trilat.consolidate.vintage import rows_beside

    return consolidate_columns(encode(rows_beside(tables, tables["claims"]), tables["claims"]))


def values_by_trilat(tables: Tables) -> Any:
    """Encode and decide what stands, without making tables of it: what the peers do, and the conflicts."""
    from trilat.consolidate.encode import encode
    from trilat.consolidate.settle import PRECEDENCE
    from trilat.consolidate.standing import stand
    from trilat.consolidate.vintage import rows_beside

    return stand(encode(rows_beside(tables, tables["claims"]), tables["claims"]), PRECEDENCE)


def by_pandas(tables: Tables) -> Any:
    """The formulation in pandas."""
    import in_pandas

    return in_pandas.consolidate(tables)


def by_duckdb(tables: Tables) -> Any:
    """The formulation in SQL."""
    import in_duckdb

    return in_duckdb.consolidate(tables)


VARIANTS: dict[str, Callable[[Tables], Any]] = {
    "Trilat": by_trilat, VALUES: values_by_trilat, "pandas": by_pandas, "DuckDB": by_duckdb,
}


def one_thread() -> None:
    """Keep Arrow on one thread; DuckDB is told where it is opened, and pandas has but one."""
    import pyarrow as pa

    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)


def documents(articles: int) -> tuple[list[Fields], Used]:
    """So many articles as they are written, and what they use of the registries."""
    used: Used = set()
    return [article for article, _, _ in corpus(articles, 1, 0, used)], used


def make(claims: int, folder: Path) -> None:
    """Write a corpus as Arrow files."""
    import pyarrow as pa

    from trilat.tables.arrow import to_arrow
    from trilat.tables.columns import sort_rows
    from trilat.tables.rows import TABLES

    for name, rows in tables_of(*documents(round(claims / PER_ARTICLE))).items():
        table = to_arrow(TABLES[name], sort_rows(rows))
        with pa.OSFile(str(folder / f"{name}.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as out:
            out.write_table(table)


def load(folder: Path) -> Tables:
    """The tables of a corpus."""
    import pyarrow as pa

    tables = {}
    for path in sorted(folder.glob("*.arrow")):
        with pa.OSFile(str(path)) as source:
            tables[path.stem] = pa.ipc.open_file(source).read_all().combine_chunks()
    return tables


def left_out(tables: Tables) -> list[str]:
    """What the corpus has that the peers leave out: nothing, or the comparison is not of the same rules."""
    import pyarrow.compute as pc

    claims, found = tables["claims"], []
    denied = claims.filter(pc.equal(claims["stance"], "denied"))
    if not set(pc.unique(denied["field"]).to_pylist()) <= {"topics", "about"}:
        found.append("denials of values that are not in unions")
    dates = pc.unique(claims.filter(pc.equal(claims["field"], "date"))["value"]).to_pylist()
    if any("/" in text or "~" in text or "X" in text for text in dates):
        found.append("dates that last, or that can be written differently")
    found += [name for name in ("resolutions", "redirects") if len(tables[name])]
    there = {tuple(pair.values()) for pair in claims.select(["record_table", "field"]).group_by(
        ["record_table", "field"]).aggregate([]).to_pylist()}
    compared = {(table, name) for table, names in COVERED.items() for name in names}
    compared |= {("meetings", "mention"), ("meetings", "parties_complete")}
    return found + [f"{table}.{name}" for table, name in sorted(there - compared)]


def cells_of(made: Tables) -> tuple[Cells, int]:
    """What Trilat chose, by field and record as its peers write it; and how many cells there are, empty ones too."""
    cells, count = {}, 0
    for table, names in COVERED.items():
        ids = _ids(made[table], table)
        count += len(ids) * len(names)
        for name, column in names.items():
            values = made[table][column].to_pylist()
            if name == "place":
                vague = made[table]["place_approximate"].to_pylist()
                values = [f"{value}~" if mark else value for value, mark in zip(values, vague, strict=True)]
            if (table, name) == ("meetings", "parties"):
                whole = made[table]["parties_complete"].to_pylist()
                values = [value + [AND_OTHERS] * (known is False) for value, known in zip(values, whole, strict=True)]
            for record, value in zip(ids, values, strict=True):
                if value:
                    cells[f"{table}.{name}", record] = "|".join(sorted(value)) if isinstance(value, list) else value
    return cells, count


def _ids(made: Any, table: str) -> list[str]:
    """The ids of records; a position has none of its own in its table."""
    if table == "positions":
        pairs = zip(made["meeting_id"].to_pylist(), made["party"].to_pylist(), strict=True)
        return [".".join(pair) for pair in pairs]
    return list(made[KEYS[table]].to_pylist())


def long_cells(result: Any) -> Cells:
    """What a peer chose."""
    if hasattr(result, "index"):
        return dict(zip(result.index, result.tolist(), strict=True))
    columns = (result[name].to_pylist() for name in ("field", "record", "value"))
    return {(name, record): value for name, record, value in zip(*columns, strict=True)}


def differences(made: Tables, peers: Mapping[str, Any]) -> tuple[int, int, dict[str, int], list[str]]:
    """How many cells there are, how many Trilat fills, in how many each peer differs, and some of those."""
    own, count = cells_of(made)
    numbers, shown = {}, []
    for name, result in peers.items():
        theirs = long_cells(result)
        differ = sorted(key for key in own.keys() | theirs.keys() if own.get(key) != theirs.get(key))
        numbers[name] = len(differ)
        shown += [f"{name}: {' of '.join(key)} is {theirs.get(key)!r}, for Trilat {own.get(key)!r}"
                  for key in differ[:5]]
    return count, len(own), numbers, shown


def measure(variant: str, folder: Path) -> None:
    """Print the peak of this process's memory, and what it had in use before consolidating, in megabytes."""
    one_thread()
    tables = load(folder)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result = VARIANTS[variant](tables)
    print(json.dumps([resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, before / 1024]))
    del result


def peaks(folder: Path) -> dict[str, tuple[float, float]]:
    """The peak memory of each variant in a process of its own.

    The parent must be small still: the kernel counts what a process had in use before its program was loaded.
    """
    return {name: tuple(json.loads(_child("--measure", name, str(folder)))) for name in VARIANTS}


def _child(*arguments: str) -> str:
    command = [sys.executable, __file__, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603  # this very script


def known_by(tables: Tables, day: date) -> Tables:
    """The tables with the claims that were known by a day."""
    import pyarrow as pa
    import pyarrow.compute as pc

    claims = tables["claims"]
    return tables | {"claims": claims.filter(pc.less_equal(claims["known_from"], pa.scalar(day, pa.date32())))}


def days_of(tables: Tables, shares: Sequence[float]) -> list[date]:
    """The days by which these shares of the claims were known."""
    days = sorted(tables["claims"]["known_from"].to_pylist())
    return [days[min(int(share * len(days)), len(days) - 1)] for share in shares]


@dataclass
class Vintage:
    """The times of one vintage by several ways, with the number of claims known and of tables that differ."""

    day: date
    claims: int
    timed: Timed
    differing: list[str]


def vintages(tables: Tables, made: Tables, shares: Sequence[float], rounds: int) -> Iterator[Vintage]:
    """Vintages from the tables, beside consolidating all known claims again."""
    from trilat.consolidate.vintage import as_of, units_of

    whole = tables | made
    units = units_of(tables["claims"]["record_table"], tables["claims"]["canonical_id"])
    for day in days_of(tables, shares):
        timed = in_turns(rounds, {
            "as_of": partial(as_of, whole, day, units=units),
            "consolidate": partial(lambda day: by_trilat(known_by(tables, day)), day),
        })
        then, again = timed.results["as_of"], timed.results["consolidate"]
        yield Vintage(day, len(then["claims"]), timed, [name for name in RECORDS if not then[name].equals(again[name])])


def rebuilds(articles: int, shares: Sequence[float], rounds: int) -> Iterator[Vintage]:
    """The same, and beside a rebuild from the annotated articles of the day, on a corpus of about so many articles."""
    from trilat.consolidate.vintage import as_of, units_of
    from trilat.release.assemble import assemble
    from trilat.sheets import read_dataset
    from trilat.tables.arrow import to_arrow
    from trilat.tables.rows import TABLES

    def build(root: Path) -> dict[str, list[Any]]:
        sheets = read_dataset(root)
        if sheets.findings:
            raise SystemExit(f"the corpus does not read: {sheets.findings[0]}")
        return assemble([sheet.model for sheet in sheets.articles], {n: s.model for n, s in sheets.registries.items()})

    made, used = documents(articles)
    written = [(parse(one["article"]["published"]).latest or date.max, json.dumps(one) + "\n") for one in made]
    with tempfile.TemporaryDirectory() as folder:
        def sheets_of(day: date) -> Path:
            root = Path(folder) / day.isoformat()
            (root / "articles").mkdir(parents=True)
            (root / "articles" / "all.jsonl").write_text("".join(text for known, text in written if known <= day))
            for name, entries in world.registries(used).items():
                registry = {"schema_version": "1.0.0", name: entries}
                (root / f"{name}.yaml").write_text(json.dumps(registry, indent=1) + "\n")
            return root

        whole = {name: to_arrow(TABLES[name], some) for name, some in build(sheets_of(date.max)).items()}
        units = units_of(whole["claims"]["record_table"], whole["claims"]["canonical_id"])
        for day in days_of(whole, shares):
            timed = in_turns(rounds, {
                "as_of": partial(as_of, whole, day, units=units),
                "consolidate": partial(lambda day: by_trilat(known_by(whole, day)), day),
                "rebuild": partial(build, sheets_of(day)),
            })
            then = timed.results["as_of"]
            built = {name: to_arrow(TABLES[name], some) for name, some in timed.results["rebuild"].items()}
            different = [name for name in TABLES if not then[name].equals(built[name])]
            yield Vintage(day, len(then["claims"]), timed, different)


def machine() -> str:
    """The machine and the versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in ("pyarrow", "pandas", "duckdb"))
    return (f"{os.cpu_count()} cores ({platform.machine()}, shared with other work), {memory:.0f} GiB of memory, "
            f"{platform.system()}; Python {platform.python_version()}, {packages}; one thread each.")


def variants_table(timed: Timed, memory: Mapping[str, tuple[float, float]], claims: int) -> list[str]:
    """Times, ratios and memory of the formulations."""
    lines = ["| formulation | median s | min–max s | times Trilat | claims a second | peak MiB | of which input |",
             "|---|---:|---:|---:|---:|---:|---:|"]
    for name in VARIANTS:
        seconds = timed.median(name)
        peak, before = (f"{size:,.0f}" for size in memory[name]) if name in memory else ("–", "–")
        lines.append(f"| {name} | {seconds:.2f} | {timed.spread(name)} | {seconds / timed.median('Trilat'):.2f} | "
                     f"{claims / seconds:,.0f} | {peak} | {before} |")
    return lines


def vintages_table(found: Sequence[Vintage], ways: Sequence[tuple[str, str]]) -> list[str]:
    """Times and ratios of vintages."""
    columns = [title for _, title in ways]
    lines = ["| day | claims known | " + " | ".join(f"{title} s (min–max)" for title in columns)
             + " | " + " | ".join(f"{title} / as_of" for title in columns[1:]) + " |",
             "|---|---:|" + "---:|" * (2 * len(ways) - 1)]
    for one in found:
        times = [f"{one.timed.median(way):.3f} ({one.timed.spread(way, 3)})" for way, _ in ways]
        ratios = [f"{one.timed.median(way) / one.timed.median('as_of'):.1f}" for way, _ in ways[1:]]
        lines.append(f"| {one.day} | {one.claims:,} | " + " | ".join([*times, *ratios]) + " |")
    return lines


def run(claims: int, rounds: int, articles: int, *, quick: bool) -> int:
    """Measure, print, and write the README; 1 where results differ."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _child("--make", str(claims), str(folder))
        memory = {} if quick else peaks(folder)
        one_thread()
        tables = load(folder)
    if unlike := left_out(tables):
        raise SystemExit(f"the corpus has what the formulations leave out: {'; '.join(unlike)}")
    claims = len(tables["claims"])
    timed = in_turns(rounds, {name: partial(variant, tables) for name, variant in VARIANTS.items()})
    made = timed.results.pop("Trilat")
    del timed.results[VALUES]
    count, filled, differing, shown = differences(made, timed.results)
    timed.results.clear()
    shares = (0.5,) if quick else (0.1, 0.5, 0.9, 0.99)
    large = list(vintages(tables, made, shares, rounds))
    del tables
    gc.collect()
    small = list(rebuilds(articles, (0.5,) if quick else (0.1, 0.5, 0.9), rounds))
    wrong = [f"the vintage of {one.day} has other {', '.join(one.differing)}"
             for one in [*large, *small] if one.differing]
    beside = [("as_of", "as_of"), ("consolidate", "all known claims again")]
    contested = len({tuple(row.values()) for row in made["conflicts"].select(
        ["record_table", "record_id", "field"]).to_pylist()})
    how_often = "one round" if rounds == 1 else f"medians of {rounds} rounds"
    unlike_theirs = ", ".join(f"{name} differs in {number}" for name, number in differing.items())
    costs = ", ".join(
        f"{1e6 * statistics.median(one.timed.median(way) / one.claims for one in small):,.0f} µs {title}"
        for way, title in (("rebuild", "from articles"), ("consolidate", "consolidated again"))
    )
    lines = [
        machine(), "",
        (f"{claims:,} claims on {sum(len(made[table]) for table in COVERED):,} records; {how_often}, in "
         f"turns. {count:,} cells compared ({filled:,} with a value, {contested:,} in conflict); {unlike_theirs}."), "",
        *variants_table(timed, memory, claims), "",
        (f"Vintages of these {claims:,} claims, by `as_of` from the tables (units at hand), and by consolidating all "
         f"claims known by the day again; {sum(bool(one.differing) for one in large)} of {len(large)} differ:"), "",
        *vintages_table(large, beside), "",
        ("The same and a rebuild from the annotated articles of the day (read, validate, claims, consolidate) on a "
         f"smaller corpus of about {articles:,} articles, where all three were measured; "
         f"{sum(bool(one.differing) for one in small)} of {len(small)} differ:"), "",
        *vintages_table(small, [*beside, ("rebuild", "from articles")]), "",
        f"A claim costs {costs} on that smaller corpus.",
    ]
    print("\n".join([*lines, *shown, *wrong]))
    if not quick:
        report("consolidation", lines)
    return 1 if shown or wrong else 0


def main() -> int:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=1_000_000, help="how many claims the corpus has, about")
    parser.add_argument("--articles", type=int, default=2_000, help="how many articles the smaller corpus has, about")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    parser.add_argument("--quick", action="store_true", help="a small corpus and one round: compares, judges no times")
    parser.add_argument("--make", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.make:
        make(int(chosen.make[0]), Path(chosen.make[1]))
        return 0
    if chosen.measure:
        measure(chosen.measure[0], Path(chosen.measure[1]))
        return 0
    if chosen.quick:
        return run(50_000, 1, 50, quick=True)
    return run(chosen.claims, chosen.rounds, chosen.articles, quick=False)


if __name__ == "__main__":
    sys.exit(main())
