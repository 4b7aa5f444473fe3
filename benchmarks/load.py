"""The loader beside the usual ways: importing pyarrow, pydantic over `to_pylist`, Hugging Face `datasets`.

Every task is a process of its own, in rounds that take turns, and tells what it counted, so that the run fails where
two ways read something else. Judges no times.
"""

import argparse
import json
import os
import platform
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from report import report

from trilat.hashing import sha256
from trilat.release.files import About, files_of, json_bytes
from trilat.tables.arrow import arrow_schema, from_arrow
from trilat.tables.rows import TABLES, StatementRow
from trilat.vocabularies import Act, Channel, Topic, Wording

ROOT = Path(__file__).parents[1]
PEER = "datasets"

COUNT = """
counted = [len(rows), sum(act == "urge" for act in acts), sum(numbers), str(max(days))]
"""
IMPORT = "import pyarrow"
BUNDLED = """
from trilat import dataset
assert dataset.load().meetings[0].title
"""
SMALL = """
from trilat import dataset
ds = dataset.load(path=FOLDER)
for row in ds.statements:
    row.statement_id, row.act, row.date_earliest, row.summary
counted = [len(ds.statements)]
"""
SMALL_ARROW = """
from trilat import dataset
counted = [dataset.load(path=FOLDER).statements.to_arrow().num_rows]
"""
EVERY = """
from collections import deque
from operator import attrgetter
import pyarrow.parquet
from trilat import dataset
begin()
table = dataset.load(path=FOLDER).statements
rows = list(table)
deque(map(attrgetter(*table.columns), rows), maxlen=0)
end()
acts, numbers, days = zip(*((row.act, row.article_count, row.date_earliest) for row in rows))
""" + COUNT
OBJECTS = """
import pyarrow.parquet
from trilat import dataset
begin()
rows = list(dataset.load(path=FOLDER).statements)
end()
acts, numbers, days = zip(*((row.act, row.article_count, row.date_earliest) for row in rows))
""" + COUNT
THREE = """
import pyarrow.parquet
from trilat import dataset
begin()
table = dataset.load(path=FOLDER).statements
acts, numbers, days = (table.column(name) for name in ("act", "article_count", "date_earliest"))
for one in zip(acts, numbers, days):
    pass
end()
rows = acts
""" + COUNT
THREE_TOUCHED = """
import pyarrow.parquet
from trilat import dataset
begin()
table = dataset.load(path=FOLDER).statements
for row in table:
    row.act, row.article_count, row.date_earliest
end()
rows = table
acts, numbers, days = zip(*((row.act, row.article_count, row.date_earliest) for row in table))
""" + COUNT
PYDANTIC = """
import pyarrow.parquet as pq
from typing import get_type_hints
from pydantic import TypeAdapter, create_model
from trilat.tables.columns import columns
from trilat.tables.rows import StatementRow
hints = get_type_hints(StatementRow)
Model = create_model("Model", **{column.name: (hints[column.name], ...) for column in columns(StatementRow)})
adapter = TypeAdapter(list[Model])
begin()
rows = adapter.validate_python(pq.ParquetFile(FOLDER + "/parquet/statements.parquet").read().to_pylist())
end()
acts, numbers, days = zip(*((row.act, row.article_count, row.date_earliest) for row in rows))
""" + COUNT
HUGGING_FACE = """
import datasets
datasets.disable_progress_bars()
begin()
found = datasets.load_dataset("parquet", data_files=FOLDER + "/parquet/statements.parquet", split="train",
                              cache_dir=FOLDER + "/cache")
rows = [row for row in found]
end()
acts, numbers, days = zip(*((row["act"], row["article_count"], row["date_earliest"]) for row in rows))
""" + COUNT
LOOK_UP = """
from trilat import dataset
table = dataset.load(path=FOLDER).statements
ids = table.ids[::97]
table[ids[1]].summary
begin()
found = [table[one] for one in ids]
end()
times = len(ids)
counted = [len(found)]
"""
AROUND = """
import time
FOLDER = {folder!r}
taken = [0.0, 0.0]
times = 1
def begin(): taken[0] = time.process_time()
def end(): taken[1] = time.process_time()
counted = []
{work}
import json
print(json.dumps([(taken[1] - taken[0]) / times, counted]))
"""


@dataclass
class Way:
    """One way of doing a task; of one that is cold the whole process counts, of another what it measures itself.

    One that is cold (whose modules are compiled once), or that caches, is run once before it is measured.
    """

    name: str
    work: str
    folder: Path
    python: str = sys.executable
    cold: bool = False
    caches: bool = False
    seconds: list[float] = field(default_factory=list)
    counted: object = None

    def run(self) -> None:
        """Run it once."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        code = self.work if self.work == IMPORT else AROUND.format(folder=str(self.folder), work=self.work)
        done = subprocess.run([self.python, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            raise SystemExit(f"{self.name}: {done.stderr[-2000:]}")
        own, self.counted = json.loads(done.stdout) if done.stdout else (0.0, None)
        whole = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        self.seconds.append(whole if self.cold else own)

    @property
    def median(self) -> float:
        """The median of its rounds, in seconds of processor time."""
        return statistics.median(self.seconds)


@dataclass
class Case:
    """A task, ours and another way; `least` times as fast, at most `most` times the time, or below `below` seconds."""

    what: str
    ours: Way
    other: Way | None = None
    least: float = 0
    most: float = 0
    below: float = 0

    @property
    def ratio(self) -> float:
        """How many times as fast ours is; for a bound on the time, its part of the other's; or its seconds."""
        if self.other is None:
            return self.ours.median
        return self.other.median / self.ours.median if self.least else self.ours.median / self.other.median

    @property
    def told(self) -> tuple[str, str]:
        """What was reached and what was to be, in words."""
        if self.below:
            return f"{self.ratio * 1e6:.1f} µs", f"below {self.below * 1e6:g} µs"
        times = "times as fast" if self.least else "times the time"
        wanted = f"at least {self.least:g}" if self.least else f"at most {self.most:g}"
        return f"{self.ratio:.2f} {times}", f"{wanted}"

    @property
    def is_missed(self) -> bool:
        """Whether what is to be reached is not."""
        return self.ratio < self.least if self.least else self.ratio > (self.most or self.below)


def statements(number: int) -> pa.Table:
    """Invented statements: as many people, meetings, topics and summaries as a large dataset would have."""
    chance = random.Random(1)  # noqa: S311  # nothing secret
    first, countries = date(2000, 1, 1), ["US", "JP", "KR", "CN", "DE"]
    days = [first + timedelta(chance.randrange(9000)) for _ in range(number)]
    topics = [[str(one) for one in chance.sample(list(Topic), chance.randrange(3))] for _ in range(number)]

    def some(terms: Sequence[str]) -> list[str]:
        return [str(chance.choice(terms)) for _ in range(number)]

    def maybe(part: float, made: Sequence[str]) -> list[str | None]:
        return [one if chance.random() < part else None for one in made]

    def few(names: Sequence[str]) -> list[list[str]]:
        return [chance.sample(names, chance.randrange(2)) for _ in range(number)]

    people = [f"person-{chance.randrange(5000)}" for _ in range(number)]
    values = {
        "statement_id": [f"statement-{one:07}" for one in range(number)],
        "speaker_ids": [[person] for person in people],
        "speaker_country": some(countries), "speaker_unnamed": [chance.random() < 0.3 for _ in range(number)],
        "speaker_description": maybe(0.3, some([f"Official {one}" for one in range(300)])),
        "occasion": maybe(0.5, [f"occasion-{chance.randrange(100_000)}" for _ in range(number)]),
        "channel": some(list(Channel)), "wording": some(list(Wording)), "date": [day.isoformat() for day in days],
        "date_earliest": days, "date_latest": days,
        "about_ids": few([f"meeting-{one}" for one in range(50_000)]), "act": some(list(Act)),
        "plover": maybe(0.5, some(["AGREE", "REQUEST"])), "topics": topics, "concerning": few(countries),
        "via_ids": few(["agency-x", "agency-y", "agency-z"]),
        "summary": [f"Says that matter {one} is to be settled with {country} in the course of the year."
                    for one, country in enumerate(some(countries))],
        "article_count": [chance.randrange(1, 5) for _ in range(number)], "disputed": [[] for _ in range(number)],
    }
    return pa.table(values, schema=arrow_schema(StatementRow))


def release(folder: Path, number: int) -> Path:
    """A release of nothing but statements; a large one has no JSON Lines and no CSV of them."""
    table = statements(number)
    few = table.slice(0, min(number, 1000))
    rows = [StatementRow(*values) for values in from_arrow(StatementRow, few)]
    tables = {name: [] for name in TABLES} | {"statements": rows}
    files = files_of(tables, About("1.0.0", "2031-01-01", b""))
    if number > len(rows):
        package = json.loads(files["datapackage.json"])
        package["trilat"]["tables"]["statements"]["rows"] = number
        files["datapackage.json"] = json_bytes(package)
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink, compression="zstd", write_page_checksum=True)
        files["parquet/statements.parquet"] = sink.getvalue().to_pybytes()
        del files["json/statements.jsonl"], files["csv/statements.csv"]
    files["SHA256SUMS"] = "".join(f"{sha256(data)}  {name}\n" for name, data in sorted(files.items())).encode()
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def cases(small: Path, large: Path, peer: Path | None) -> list[Case]:
    """Everything that is measured."""
    arrow = Way("import pyarrow", IMPORT, small, cold=True)
    models = Way("`to_pylist` and a pydantic TypeAdapter", PYDANTIC, large)
    every = Way("`list(ds.statements)`, every field of each read", EVERY, large)
    made = Way("`list(ds.statements)`, values when touched", OBJECTS, large)
    found = [
        Case("the bundled release, one meeting, cold",
             Way("`dataset.load().meetings[0].title`", BUNDLED, small, cold=True), arrow, most=0.6),
        Case("10³ statements as objects, cold", Way("fields of `ds.statements`", SMALL, small, cold=True), arrow,
             most=1.25),
        Case("10³ statements from Parquet, cold",
             Way("`ds.statements.to_arrow()`", SMALL_ARROW, small, cold=True), arrow, most=1.25),
        Case("statements to typed objects", made, models, least=8),
        Case("statements to typed objects, every value", every, models, least=8),
        Case("three fields of all statements", Way("three times `ds.statements.column`", THREE, large), models,
             least=30),
        Case("three fields of all statements, by object",
             Way("`for row in ds.statements`", THREE_TOUCHED, large), models, least=30),
        Case("a look-up by id, after the first", Way("`ds.statements[id]`", LOOK_UP, large), below=1e-5),
    ]
    if peer is not None:
        hugging = Way("`datasets`, its cache built, to dicts", HUGGING_FACE, large, str(peer), caches=True)
        found += [Case("statements to objects", made, hugging, least=4),
                  Case("statements to objects, every value", every, hugging, least=4)]
    return found


def environment(given: Path | None) -> Path:
    """The Python of an environment with the peer: one at hand, or one that is made in build/loaders."""
    home = given or ROOT / "build" / "loaders"
    if not (home / "bin" / "python").exists():
        venv.create(home, with_pip=True)
        subprocess.run((home / "bin" / "pip", "install", "--quiet", PEER), check=True)  # noqa: S603  # the one above
    return home / "bin" / "python"


def measure(found: Sequence[Case], rounds: int) -> None:
    """Run every way once in every round, in turns; they must count the same."""
    ways = list({id(way): way for case in found for way in (case.ours, case.other) if way is not None}.values())
    for way in ways:
        if way.cold or way.caches:
            way.run()
            way.seconds.clear()
    for _ in range(rounds):
        for way in ways:
            way.run()
    for case in found:
        if case.other is not None and not case.ours.cold and case.ours.counted != case.other.counted:
            raise SystemExit(f"{case.what}: {case.ours.counted} differs from {case.other.counted}")


def table(found: Sequence[Case]) -> list[str]:
    """The results as Markdown, by processor time."""
    lines = ["| task | Trilat | s | beside | s | reached | to reach |", "|---|---|---:|---|---:|---:|---:|"]
    for case in found:
        other = f"{case.other.name} | {case.other.median:.3f}" if case.other else " | "
        took = f"{case.ours.median:.3f}" if case.other else ""
        reached, wanted = case.told
        lines.append(f"| {case.what} | {case.ours.name} | {took} | {other} | {reached} | {wanted} |")
    missed = "; ".join(f"{case.what} ({case.told[0]})" for case in found if case.is_missed)
    return [*lines, "", f"Not reached: {missed or 'nothing'}."]


def main() -> int:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    parser.add_argument("--peers", type=Path, help="an environment with the peer; else one is made in build/loaders")
    parser.add_argument("--quick", action="store_true", help="few rows, one round and no peer: judges no times")
    chosen = parser.parse_args()
    peer = None if chosen.quick else environment(chosen.peers)
    number = 5_000 if chosen.quick else 1_000_000
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as where it is installed: compiled once
    os.environ |= {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        os.environ |= {"PYTHONPYCACHEPREFIX": str(folder / "compiled"), "HF_HOME": str(folder / "home")}
        found = cases(release(folder / "small", 1_000), release(folder / "large", number), peer)
        rounds = 1 if chosen.quick else chosen.rounds
        measure(found, rounds)
    how_often = "one round" if rounds == 1 else f"medians of {rounds} rounds"
    machine = f"{os.cpu_count()} cores ({platform.machine()}, shared with other work), {platform.system()}"
    versions = f"Python {platform.python_version()}, pyarrow {pa.__version__}"
    said = f"{number:,} statements where no other number stands; processor time, {how_often}, in turns."
    lines = [f"{machine}; {versions}. {said}", "", *table(found)]
    print("\n".join(lines))
    if not chosen.quick:
        report("loading", lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
