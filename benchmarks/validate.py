"""`trilat validate` beside check-jsonschema and frictionless: whole processes in one run, on the same records.

All are told to judge sound records, in rounds that take turns; fails where a tool finds a fault in them, and where
Trilat misses one of those that were put in. Judges no times.
"""

import argparse
import json
import os
import platform
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from articles import write_dataset, write_lines
from generate import corpus, tables_of
from report import report
from stories import Used

from trilat.hashing import sha256
from trilat.release.cards.data_package import data_package
from trilat.release.files import About, draft_of
from trilat.tables.columns import sort_rows
from trilat.tables.rows import TABLES
from trilat.tables.text import to_csv

ROOT = Path(__file__).parents[1]
SCHEMA = ROOT / "schema" / "1.0.0" / "article.schema.json"
PEERS = ("check-jsonschema", "frictionless")
TRILAT = (sys.executable, "-c", "from trilat.cli.main import main; main()", "validate")

FAULTS: Sequence[Callable[[str], str]] = (
    lambda text: text.replace("status: scheduled", "status: scheduld", 1),
    lambda text: text.replace("mention: main", "mentioned: main", 1),
    lambda text: text.replace("language: en\n", "language: en\n  language: ko\n", 1),
    lambda text: text.replace("words: 11", "words: eleven", 1),
    lambda text: text.replace("person: person-", "person: nobody-", 1),
    lambda text: text.replace("stance: planned", "stance: &a planned", 1),
)
"""What is done to one file each: a misspelt term, an unknown field, a duplicate key, a text for a number, a person whom
nobody knows, an anchor."""


@dataclass
class Tool:
    """A command that judges files, and what each round of it took, in seconds."""

    name: str
    command: Sequence[str | Path]
    finds: int = 0
    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def run(self) -> None:
        """Run it once; it must end with the exit code that it should."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        done = subprocess.run(self.command, capture_output=True, text=True, check=False)  # noqa: S603  # our own
        self.wall.append(time.perf_counter() - start)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.processor.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        errors, warnings = (len(re.findall(f"^{kind} ", done.stdout, re.MULTILINE)) for kind in ("error", "warning"))
        if done.returncode != bool(self.finds) or errors < self.finds or (warnings and not self.finds):
            raise SystemExit(f"{self.name} ends with {done.returncode}: {done.stdout[-2000:]}{done.stderr[-2000:]}")


@dataclass
class Case:
    """What is judged, by whom, and how many times as long as the first the second is to take: at least, or at most."""

    what: str
    tools: list[Tool]
    least: float = 0
    most: float = 0

    @property
    def wanted(self) -> str:
        """What is to be reached, in words."""
        return f"at most {self.most:g} times the time" if self.most else f"{self.least:g} times as fast"

    @property
    def ratio(self) -> float:
        """How many times as long as the first tool the last takes, by the clock."""
        first, last = (statistics.median(tool.wall) for tool in (self.tools[0], self.tools[-1]))
        return last / first

    @property
    def is_missed(self) -> bool:
        """Whether what is to be reached is not."""
        return len(self.tools) > 1 and (self.ratio > self.most if self.most else self.ratio < self.least)


def trilat(*paths: Path, name: str = "trilat validate", finds: int = 0) -> Tool:
    """Trilat on some paths, with this interpreter and these sources."""
    return Tool(name, (*TRILAT, *paths), finds)


def articles_case(folder: Path, number: int, peers: Path | None) -> Case:
    """YAML articles, a file each, in a dataset folder with its registries."""
    write_dataset(folder, number)
    files = sorted((folder / "articles").rglob("*.yaml"))
    tools = [trilat(folder)]
    if peers:
        tools.append(Tool("check-jsonschema", (peers / "check-jsonschema", "--schemafile", SCHEMA, *files)))
    return Case(f"{number:,} YAML articles of {_size(files)}", tools, least=15)


def faulty_case(clean: Path, folder: Path, number: int) -> Case:
    """The same articles, a twentieth of them with a fault each."""
    shutil.copytree(clean, folder)
    spoiled = sorted((folder / "articles").rglob("*.yaml"))[::20]
    for place, path in enumerate(spoiled):
        text = path.read_text(encoding="utf-8")
        wrong = FAULTS[place % len(FAULTS)](text)
        if wrong == text:
            raise SystemExit(f"fault {place % len(FAULTS)} changes nothing in {path}")
        path.write_text(wrong, encoding="utf-8")
    faulty = trilat(folder, name="trilat validate, 5% faulty", finds=len(spoiled))
    return Case(f"{number:,} YAML articles, 5% of them faulty", [trilat(clean), faulty], most=1.3)


def one_case(folder: Path, peers: Path | None) -> Case:
    """A single article in a dataset of one."""
    write_dataset(folder, 1)
    files = sorted((folder / "articles").rglob("*.yaml"))
    tools = [trilat(*files)]
    if peers:
        tools.append(Tool("check-jsonschema", (peers / "check-jsonschema", "--schemafile", SCHEMA, *files)))
    return Case(f"one YAML article of {_size(files)}", tools, least=2)


def lines_case(folder: Path, number: int, peers: Path | None) -> Case:
    """Articles in one JSON Lines file; for check-jsonschema, which knows no such files, in one JSON array."""
    path = write_lines(folder / "dataset", number)
    tools = [trilat(folder / "dataset")]
    if peers:
        lines = path.read_text(encoding="utf-8").splitlines()
        array, schema = folder / "all.json", folder / "array.schema.json"
        array.write_text(f"[{','.join(lines)}]", encoding="utf-8")
        article = json.loads(SCHEMA.read_text(encoding="utf-8"))
        schema.write_text(json.dumps({
            "$schema": article["$schema"], "type": "array", "items": {"$ref": article["$id"]},
            "$defs": {"article": article},
        }), encoding="utf-8")
        tools.append(Tool("check-jsonschema", (peers / "check-jsonschema", "--schemafile", schema, array)))
    return Case(f"{number:,} JSON records of {path.stat().st_size / number / 1000:.1f} KB in one file", tools,
                least=20)


def table_case(folder: Path, rows: int, peers: Path | None) -> Case:
    """The claims table of a release, held against its hash, and against the tables that it points at.

    Its lists of spans are empty, as frictionless does not follow lists.
    """
    used: Used = set()
    made = tables_of([article for article, _, _ in corpus(rows // 75 + 1, 1, 0, used)], used)
    tables = {name: [] for name in TABLES} | {name: sort_rows(some) for name, some in made.items()}
    tables["claims"] = [replace(row, span_ids=()) for row in tables["claims"][:rows]]
    csv = {f"csv/{name}.csv": to_csv(TABLES[name], some) for name, some in tables.items()}
    (folder / "csv").mkdir(parents=True)
    for name, data in csv.items():
        (folder / name).write_bytes(data)
    package = folder / "datapackage.json"
    described = data_package(draft_of(tables, About("1.0.0", "2031-01-01", b""), csv))
    package.write_text(json.dumps(described), encoding="utf-8")
    sums = "".join(f"{sha256(data)}  {name}\n" for name, data in csv.items())
    (folder / "SHA256SUMS").write_text(sums, encoding="utf-8")
    path = folder / "csv" / "claims.csv"
    tools = [trilat(path)]
    if peers:
        command = (peers / "frictionless", "validate", package, "--resource-name", "claims")
        tools.append(Tool("frictionless", command))
    return Case(f"a table of {len(tables['claims']):,} rows ({path.stat().st_size / 1e6:.0f} MB of CSV)", tools,
                least=5)


def _size(files: Sequence[Path]) -> str:
    return f"{sum(path.stat().st_size for path in files) / len(files) / 1000:.1f} KB"


def environment(given: Path | None) -> Path:
    """The folder of the peers' programs: that of an environment at hand, or of one that is made in build/peers."""
    home = given or ROOT / "build" / "peers"
    programs = home / "bin"
    if not all((programs / peer).exists() for peer in PEERS):
        venv.create(home, with_pip=True)
        subprocess.run((programs / "pip", "install", "--quiet", *PEERS), check=True)  # noqa: S603  # the two above
    return programs


def versions(programs: Path) -> str:
    """Which versions of the peers these are."""
    names = json.dumps(PEERS)
    code = f"from importlib.metadata import version\nfor name in {names}: print(name, version(name))"
    done = subprocess.run((programs / "python", "-c", code), check=True, capture_output=True, text=True)  # noqa: S603
    return ", ".join(done.stdout.splitlines())


def measure(cases: Sequence[Case], rounds: int) -> None:
    """Run every tool of a case once in every round, in turns, after a round that only warms up."""
    for case in cases:
        for number in range(rounds + 1 if rounds > 1 else 1):
            for tool in case.tools:
                tool.run()
                if rounds > 1 and number == 0:
                    tool.wall.clear()
                    tool.processor.clear()


def table(cases: Sequence[Case]) -> list[str]:
    """The results as Markdown. The ratios are of the medians of whole processes, by the clock and by processor time."""
    lines = ["| judged | by | median s | min–max s | processor s | ratio | ratio of processor s | to reach |",
             "|---|---|---:|---:|---:|---:|---:|---|"]
    for case in cases:
        first, worked = (statistics.median(took) for took in (case.tools[0].wall, case.tools[0].processor))
        for tool in case.tools:
            middle, busy = statistics.median(tool.wall), statistics.median(tool.processor)
            lines.append(
                f"| {case.what} | {tool.name} | {middle:.2f} | {min(tool.wall):.2f}–{max(tool.wall):.2f} "
                f"| {busy:.2f} | {middle / first:.1f} | {busy / worked:.1f} "
                f"| {case.wanted if tool is case.tools[-1] else ''} |"
            )
    return lines


def missed(cases: Sequence[Case]) -> str:
    """What is not reached, in words."""
    found = [f"{case.what} ({case.ratio:.1f}; {case.wanted})" for case in cases if case.is_missed]
    return f"Not reached, by the clock: {'; '.join(found) or 'nothing'}."


def main() -> int:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured")
    parser.add_argument("--peers", type=Path, help="an environment with the peers; else one is made in build/peers")
    parser.add_argument("--quick", action="store_true", help="few records, one round and no peers: judges no times")
    parser.add_argument("--only", help="only the cases of which this is a part of the name")
    chosen = parser.parse_args()
    peers = None if chosen.quick else environment(chosen.peers)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as where it is installed: compiled once
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(folder / "compiled"))
        few = chosen.quick
        cases = [
            articles_case(folder / "clean", 40 if few else 1_000, peers),
            faulty_case(folder / "clean", folder / "faulty", 40 if few else 1_000),
            one_case(folder / "one", peers),
            lines_case(folder / "lines", 100 if few else 10_000, peers),
            table_case(folder / "release", 500 if few else 100_000, peers),
        ]
        cases = [case for case in cases if (chosen.only or "") in case.what]
        measure(cases, 1 if few else chosen.rounds)
    how_often = "one round" if few else f"medians of {chosen.rounds} rounds"
    machine = f"{os.cpu_count()} cores ({platform.machine()}, shared with other work), {platform.system()}"
    beside = versions(peers) if peers else "no peers"
    lines = [f"{machine}; Python {platform.python_version()}; {beside}. Whole processes; {how_often}, in turns.", "",
             *table(cases), *([] if few else ["", missed(cases)])]
    print("\n".join(lines))
    if not few and not chosen.only:
        report("validation", lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
