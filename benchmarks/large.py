"""Large releases, 10^7 meetings and claims in Parquet parts: what loading and asking cost, beside pyarrow and DuckDB.

Every task is a process of its own over the same files, and tells what it found, so that the run fails where two ways
find something else. Bytes read are those of the system's calls (`/proc/self/io`). Judges no times.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pyarrow as pa
from parts import PART, write_release
from report import report

from trilat.tables.arrow import arrow_schema
from trilat.tables.columns import columns
from trilat.tables.rows import ClaimRow, MeetingRow
from trilat.vocabularies import Topic

FIELDS = ("date", "place", "status", "parties", "level", "topics", "title", "summary")
COUNTRIES = ("US", "JP", "KR", "CN", "DE", "FR", "GB", "IN", "AU", "PH")


def some(chance: np.random.Generator, values: Sequence[object], rows: int, kind: pa.DataType) -> pa.Array:
    """Values, each as likely as the others."""
    return pa.array(list(values), kind).take(pa.array(chance.integers(0, len(values), rows)))


def listed(chance: np.random.Generator, values: Sequence[str], rows: int, least: int, most: int) -> pa.Array:
    """Lists of so many values."""
    ends = np.concatenate([[0], np.cumsum(chance.integers(least, most + 1, rows))]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(ends), some(chance, values, int(ends[-1]), pa.string()))


def invented(row_type: type, rows: int, chance: np.random.Generator, given: dict[str, pa.Array]) -> pa.Table:
    """A table of which some columns are given; the others hold terms, countries, numbers and few texts."""
    made = {}
    for column in columns(row_type):
        kind = arrow_schema(row_type).field(column.name).type
        terms = [str(one) for one in column.vocabulary] if column.vocabulary else list(COUNTRIES)
        if column.name in given:
            made[column.name] = given[column.name]
        elif column.many:
            made[column.name] = listed(chance, terms, rows, 0, 0 if column.name == "disputed" else 2)
        elif column.kind == "string":
            made[column.name] = some(chance, terms, rows, kind)
        elif column.kind == "date":
            made[column.name] = pa.array(np.full(rows, 11000, np.int32)).cast(pa.date32())
        elif column.kind == "boolean":
            made[column.name] = pa.array(chance.integers(0, 2, rows).astype(bool))
        else:
            made[column.name] = pa.array(chance.integers(1, 9, rows))
    return pa.table(made, schema=arrow_schema(row_type))


def meetings(rows: int, part: int = PART) -> Iterator[pa.Table]:
    """Meetings, each with a title of its own; ids begin with parties and level, as those of people do."""
    for start in range(0, rows, part):
        chance, count = np.random.default_rng(start), min(part, rows - start)
        numbers = range(start, start + count)
        days = pa.array(chance.integers(11000, 20000, count, np.int32)).cast(pa.date32())
        texts = pa.array([day.isoformat() for day in days.to_pylist()])
        yield invented(MeetingRow, count, chance, {
            "meeting_id": pa.array([f"us-jp-kr-envoys-{number:08}" for number in numbers]),
            "title": pa.array([f"Envoys of three capitals, round {number}" for number in numbers]),
            "date": texts, "date_earliest": days, "date_latest": days,
            "place_id": some(chance, [f"place-{one}" for one in range(2000)], count, pa.string()),
            "within_id": pa.nulls(count, pa.string()), "series": pa.nulls(count, pa.string()),
            "topics": listed(chance, [str(one) for one in Topic], count, 0, 3),
            "parties": listed(chance, COUNTRIES, count, 2, 4),
        })


def claims(rows: int, about: int, part: int = PART) -> Iterator[pa.Table]:
    """Claims on these many meetings, in the order of ids that are hashes: those on one meeting lie far apart."""
    for start in range(0, rows, part):
        chance, count = np.random.default_rng(start + 1), min(part, rows - start)
        tails = chance.integers(0, 2**32, count)
        on = chance.integers(0, about, count)
        ids = pa.array([f"us-jp-kr-envoys-{number:08}" for number in on])
        days = pa.array(chance.integers(11000, 20000, count, np.int32)).cast(pa.date32())
        yield invented(ClaimRow, count, chance, {
            "claim_id": pa.array([f"{number:08x}{tail:08x}" for number, tail in zip(
                range(start, start + count), tails, strict=True)]),
            "article_id": pa.array([f"harbour-post-{one:07}" for one in chance.integers(0, rows // 50 + 1, count)]),
            "record_table": pa.array(["meetings"] * count), "record_id": ids, "canonical_id": ids,
            "field": some(chance, FIELDS, count, pa.string()),
            "value": some(chance, [json.dumps(f"value {one}") for one in range(5000)], count, pa.string()),
            "origin_id": some(chance, [f"person-{one}" for one in range(20_000)], count, pa.string()),
            "asserted_earliest": days, "asserted_latest": days, "known_from": days,
            "span_ids": pa.array([[f"{number:08x}span"] for number in range(start, start + count)],
                                 pa.list_(pa.string())),
            "via_ids": listed(chance, ["agency-x", "agency-y", "agency-z"], count, 0, 1),
        })


def release(folder: Path, rows: int, part: int = PART, group: int = 50_000) -> Path:
    """A release with so many meetings, and as many claims on them."""
    return write_release(folder, {"meetings": meetings(rows, part), "claims": claims(rows, max(rows // 20, 1), part)},
                         group)


ROW = """
row = dataset.load(path=FOLDER).meetings[ID]
found = {name: str(getattr(row, name)) for name in ("meeting_id", "title", "date", "status")}
"""
ROW_ARROW = """
table = pyarrow.dataset.dataset(FOLDER + "/parquet/meetings").to_table(filter=pc.field("meeting_id") == ID)
found = {name: table[name][0].as_py() for name in ("meeting_id", "title", "date", "status")}
"""
ROW_DUCKDB = """
answer = duckdb.sql(f"select * from '{FOLDER}/parquet/meetings/*.parquet' where meeting_id = '{ID}'").to_arrow_table()
found = {name: answer[name][0].as_py() for name in ("meeting_id", "title", "date", "status")}
"""
DATED = """
found = len(dataset.load(path=FOLDER).meetings.where(status="held", since="2024-06").ids)
"""
DATED_ARROW = """
fits = (pc.field("status") == "held") & (pc.field("date_latest") >= pyarrow.scalar(datetime.date(2024, 6, 1)))
found = pyarrow.dataset.dataset(FOLDER + "/parquet/meetings").to_table(["meeting_id"], filter=fits).num_rows
"""
DATED_DUCKDB = """
found = len(duckdb.sql(f"select meeting_id from '{FOLDER}/parquet/meetings/*.parquet' "
                       "where status = 'held' and date_latest >= date '2024-06-01'").fetchall())
"""
PARTY = """
found = len(dataset.load(path=FOLDER).meetings.where(country="PH", level="envoys").ids)
"""
PARTY_ARROW = """
made = pyarrow.dataset.dataset(FOLDER + "/parquet/meetings")
table = made.to_table(["meeting_id", "parties"], filter=pc.field("level") == "envoys")
found = sum("PH" in parties for parties in table["parties"].to_pylist())
"""
PARTY_DUCKDB = """
found = len(duckdb.sql(f"select meeting_id from '{FOLDER}/parquet/meetings/*.parquet' "
                       "where level = 'envoys' and list_contains(parties, 'PH')").fetchall())
"""
CLAIMS = """
found = sorted(claim.claim_id for claim in dataset.load(path=FOLDER).meetings[ABOUT].claims)
"""
CLAIMS_ARROW = """
made = pyarrow.dataset.dataset(FOLDER + "/parquet/claims").to_table(filter=pc.field("canonical_id") == ABOUT)
found = sorted(made["claim_id"].to_pylist())
"""
CLAIMS_DUCKDB = """
made = duckdb.sql(f"select * from '{FOLDER}/parquet/claims/*.parquet' where canonical_id = '{ABOUT}'").to_arrow_table()
found = sorted(made["claim_id"].to_pylist())
"""
COUNTS = """
found = sorted((str(status), n) for status, n in dataset.load(path=FOLDER).meetings.counts("status").items())
"""
COUNTS_ARROW = """
made = pyarrow.dataset.dataset(FOLDER + "/parquet/meetings").to_table(["status"])
found = sorted((one["status"], one["status_count"]) for one in
               made.group_by("status").aggregate([("status", "count")]).to_pylist())
"""
COUNTS_DUCKDB = """
found = sorted(duckdb.sql(f"select status, count(*) from '{FOLDER}/parquet/meetings/*.parquet' group by 1").fetchall())
"""
SQL = """
rows = dataset.load(path=FOLDER).sql("select status, count(*) from meetings group by 1").rows
found = sorted(rows)
"""
LOAD = """
ds = dataset.load(path=FOLDER)
found = [len(ds.meetings), len(ds.claims)]
"""
TASKS: dict[str, dict[str, str]] = {
    "load, and count the rows": {"Trilat": LOAD},
    "a meeting by its id": {"Trilat": ROW, "pyarrow": ROW_ARROW, "DuckDB": ROW_DUCKDB},
    "meetings by status and date": {"Trilat": DATED, "pyarrow": DATED_ARROW, "DuckDB": DATED_DUCKDB},
    "meetings by party and level": {"Trilat": PARTY, "pyarrow": PARTY_ARROW, "DuckDB": PARTY_DUCKDB},
    "all claims on a meeting": {"Trilat": CLAIMS, "pyarrow": CLAIMS_ARROW, "DuckDB": CLAIMS_DUCKDB},
    "meetings counted by status": {"Trilat": COUNTS, "Trilat, ds.sql": SQL, "pyarrow": COUNTS_ARROW,
                                   "DuckDB": COUNTS_DUCKDB},
}
IMPORTS = {
    "Trilat": "import pyarrow.compute\nimport pyarrow.parquet\nfrom trilat import dataset",
    "Trilat, ds.sql": "import duckdb\nimport pyarrow.parquet\nfrom trilat import dataset",
    "pyarrow": "import datetime\nimport pyarrow\nimport pyarrow.compute as pc\nimport pyarrow.dataset",
    "DuckDB": "import duckdb\nimport pyarrow",
}
AROUND = """
import json
import time
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
{imports}
FOLDER, ID, ABOUT = {folder!r}, {id!r}, {about!r}
def told(file, what):
    path = Path("/proc/self") / file
    lines = [line.split() for line in path.read_text().splitlines()] if path.exists() else []
    return next((int(line[1]) for line in lines if line[0] == what), 0)
def read(): return told("io", "rchar:")
before, begun = read(), time.process_time()
{work}
took, bytes_read = time.process_time() - begun, read() - before
print(json.dumps([took, bytes_read, told("status", "VmHWM:"), found]))
"""


@dataclass
class Way:
    """One way of doing a task, and what each of its rounds took: seconds of processor time, bytes read, KiB at most."""

    task: str
    name: str
    rounds: list[tuple[float, int, int]] = field(default_factory=list)
    found: object = None

    def run(self, folder: Path, rows: int) -> None:
        """Run it once, in a process of its own."""
        code = AROUND.format(imports=IMPORTS[self.name], work=TASKS[self.task][self.name], folder=str(folder),
                             id=f"us-jp-kr-envoys-{rows // 2 + 7:08}", about=f"us-jp-kr-envoys-{rows // 50:08}")
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise SystemExit(f"{self.name}, {self.task}: {done.stderr[-2000:]}")
        *taken, self.found = json.loads(done.stdout)
        self.rounds.append((taken[0], taken[1], taken[2]))

    def told(self) -> tuple[str, str, str]:
        """The medians, in words."""
        seconds, read, peak = (statistics.median(values) for values in zip(*self.rounds, strict=True))
        return f"{seconds:.3f}", f"{read / 1e6:,.1f}", f"{peak / 1024:.0f}"


def measure(folder: Path, rows: int, rounds: int) -> list[tuple[str, Way]]:
    """Every task by every way, in turns: ours first in a cache that is empty, so that files are hashed."""
    found = []
    for task, works in TASKS.items():
        ways = {name: Way(task, name) for name in works}
        first = Way(task, "Trilat")
        for _ in range(rounds):
            with tempfile.TemporaryDirectory() as cache:
                os.environ["TRILAT_CACHE"] = cache
                first.run(folder, rows)
                Way(task, "Trilat").run(folder, rows)
                for way in ways.values():
                    way.run(folder, rows)
        found += [("Trilat, for the first time", first), *ways.items()]
        if any(way.found != first.found for way in ways.values()):
            raise SystemExit(f"{task}: " + "; ".join(f"{name} finds {way.found}" for name, way in ways.items()))
    return found


def main() -> int:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000, help="how many meetings, and as many claims")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    parser.add_argument("--release", type=Path, help="a folder to keep the release in, made once")
    parser.add_argument("--quick", action="store_true", help="few rows and one round: judges no times")
    chosen = parser.parse_args()
    rows, rounds = (200_000, 1) if chosen.quick else (chosen.rows, chosen.rounds)
    with tempfile.TemporaryDirectory() as made:
        folder = chosen.release or Path(made) / "release"
        if not (folder / "SHA256SUMS").exists():
            release(folder, rows, *((60_000, 25_000) if chosen.quick else ()))
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        found = measure(folder, rows, rounds)
    often = "one round" if rounds == 1 else f"medians of {rounds} rounds"
    said = (f"{rows:,} meetings and as many claims in Parquet parts ({size / 1e6:,.0f} MB); each task in a process of "
            f"its own, without its imports; {often}, in turns. {os.cpu_count()} cores ({platform.machine()}, shared "
            f"with other work), {platform.system()}, Python {platform.python_version()}, pyarrow {pa.__version__}, "
            f"DuckDB {version('duckdb')}.")
    lines = [
        said,
        "", "| task | by | processor time, s | read, MB | memory at most, MiB |", "|---|---|---:|---:|---:|",
        *(f"| {way.task} | {name} | {' | '.join(way.told())} |" for name, way in found),
    ]
    print("\n".join(lines))
    if not chosen.quick:
        report("large", lines)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
