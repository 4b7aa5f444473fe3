"""What Trilat, check-jsonschema, frictionless and yamllint tell of the same faulty files.

The faulty files are the failing cases of the tests, of the rules and of the reader, and inputs made here to bring a
parser down. Each tool judges each case in a process of its own, with a time limit and a memory limit. A fault counts as
found where the tool fails, and with its line where it names the line of the fault. What a tool says of sound files too
is not counted: the tools are set up so that they pass those.

    .venv/bin/python benchmarks/faults.py          # some minutes; writes docs/validators.md
    .venv/bin/python benchmarks/faults.py --quick  # a few cases, without peers; prints
"""

import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile
import venv
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from trilat import __version__

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "validators.md"
CASES = ROOT / "tests" / "cases"
PEERS = {"check-jsonschema": "check-jsonschema", "frictionless": "frictionless", "yamllint": "yamllint"}
COMMON = "tests/cases/common"
TODAY = "2031-12-31"
SECONDS = 20
BYTES = 3 * 2**30
REGISTRIES = ("people", "organizations", "offices", "places", "resolutions", "redirects", "distinct", "release")
YAMLLINT = "{extends: relaxed, rules: {line-length: disable, key-duplicates: enable, truthy: disable}}"

SUBJECTS = {
    "reading": "Bytes and syntax",
    "bombs": "Input made to bring a parser down",
    "shape": "Fields, types and vocabularies",
    "ids": "Ids, references, redirects and circles",
    "dates": "Dates",
    "sense": "Countries, states, speakers, outcomes",
    "evidence": "Evidence and own words",
    "duplicates": "Duplicates, registries and layout",
}
SUBJECT_OF = {
    "evidence": ("unpinned-quote", "span-out-of-range", "claim-without-span", "unknown-claimed-field",
                 "evidence-not-found", "text-length-mismatch", "words-of-the-text", "empty-prose", "hidden-character"),
    "dates": ("impossible-date", "written-after-published", "open-publication", "coded-before-published", "future-date",
              "statement-after-article", "held-before-its-day", "sideline-outside-parent", "first-out-of-order"),
    "sense": ("participant-country-mismatch", "participant-of-no-party", "person-country-mismatch", "format-mismatch",
              "actor-not-a-party", "contradictory-states", "unlikely-states", "status-transition", "named-and-unnamed",
              "mixed-speakers", "named-handle", "attribution-loop", "publisher-as-relay"),
    "duplicates": ("duplicate-slot", "duplicate-participant", "duplicate-entry", "duplicate-span", "near-copy",
                   "likely-duplicate", "duplicate-text", "duplicate-name", "shared-alias", "unused-entry",
                   "not-canonical", "not-normalised"),
}


@dataclass(frozen=True)
class Case:
    """A fault: its files, what it is about, and the lines at which it stands, by file; none where nobody can tell."""

    name: str
    subject: str
    files: tuple[Path, ...]
    lines: frozenset[int]
    texts: Path | None = None


SOUND = Case("sound", "", (CASES / "file-name-mismatch" / "pass" / "envoys.yaml",), frozenset())


def cases(scratch: Path) -> Iterator[Case]:
    """Every faulty case."""
    for folder in sorted(CASES.glob("*/fail/*")):
        rule = folder.parts[-3]
        files = tuple(sorted(folder.rglob("*.yaml"))) if folder.is_dir() else (folder,)
        lines = frozenset(int(line) for file in files for line in re.findall(r"(\d+):\d+", _first_line(file)))
        subject = next((name for name, rules in SUBJECT_OF.items() if rule in rules), "ids")
        texts = folder / "texts" if (folder / "texts").is_dir() else None
        yield Case(f"{rule}/{folder.stem}", subject, files, lines, texts)
    for file in sorted((ROOT / "tests" / "reading" / "cases").glob("*.yaml")):
        lines = frozenset(int(line) for line in re.findall(r"(\d+):\d+", _first_line(file)))
        if lines:
            yield Case(f"reading/{file.stem}", "reading", (file,), lines)
    article = (CASES / "file-name-mismatch" / "pass" / "envoys.yaml").read_text(encoding="utf-8")
    for kind, name, line, data in [*_shapes(article), *_bombs(article)]:
        file = scratch / name / "envoys.yaml"
        file.parent.mkdir()
        file.write_bytes(data)
        yield Case(name, kind, (file,), frozenset([line] if line else []))


def _first_line(file: Path) -> str:
    return file.read_bytes().partition(b"\n")[0].decode(errors="replace")


def _shapes(article: str) -> Iterator[tuple[str, str, int, bytes]]:
    """An article with one value at fault: subject, name, line and bytes."""
    changes = {
        "misspelt-term": ("source_kind: newspaper", "source_kind: newspapr"),
        "unknown-field": ("language: en", "languge: en\n  language: en"),
        "country-by-name": ("parties: [US", "parties: [USA"),
        "number-for-text": ("coders: [a]", "coders: a"),
        "date-with-slashes": ("published: 2031-03-0", "published: 2031/03/0"),
        "id-with-capitals": ("id: envoys", "id: Envoys"),
        "negative-length": ("characters: ", "characters: -"),
        "short-hash": ("sha256: ", "sha256: 0 # "),
    }
    for name, (old, new) in changes.items():
        if old in article:
            yield "shape", name, article[: article.index(old)].count("\n") + 1, article.replace(old, new, 1).encode()


def _bombs(article: str) -> Iterator[tuple[str, str, int, bytes]]:
    """Input that has brought parsers down."""
    names = "abcdefghi"
    aliases = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in pairwise(names))
    merges = "a: &a {x: 1}\n" + "".join(
        f"{name}: &{name} {{<<: [{', '.join([f'*{before}'] * 9)}]}}\n"
        for before, name in pairwise(names))
    yield "bombs", "alias-bomb", 1, aliases.encode()
    yield "bombs", "merge-key-bomb", 1, merges.encode()
    yield "bombs", "alias-of-itself", 1, b"a: &a [*a]\n"
    yield "bombs", "two-hundred-thousand-brackets", 1, b"a: " + b"[" * 200_000 + b"\n"
    yield "bombs", "deep-mappings", 0, b"".join(b" " * depth + b"a:\n" for depth in range(3000))
    yield "bombs", "five-thousand-digits", 0, article.replace("characters: ", "characters: " + "9" * 5000, 1).encode()
    yield "bombs", "python-tag", 1, b"a: !!python/object/apply:os.system ['true']\n"
    yield "bombs", "nul", 2, b"a: b\nc: d\0e\n"
    yield "bombs", "utf-16", 0, article.encode("utf-16")
    yield "bombs", "latin-1", 2, b"a: b\nc: caf\xe9\n"
    yield "bombs", "megabyte-of-text-for-a-term", 0, article.replace("newspaper", "n" * 1_000_000, 1).encode()


def commands(case: Case, peers: Path) -> dict[str, list[list[str]]]:
    """The processes that judge a case, by tool."""
    files = [os.path.relpath(file, ROOT) for file in case.files]  # frictionless refuses absolute paths
    by_schema: dict[str, list[str]] = defaultdict(list)
    for file in case.files:
        by_schema[file.stem if file.stem in REGISTRIES else "article"].append(os.path.relpath(file, ROOT))
    schema = ROOT / "schema" / "1.0.0"
    start = [sys.executable, "-c", "from trilat.cli.main import main; main()", "validate", "--format", "concise"]
    beside = [rule for rule in ("not-canonical", "unused-entry") if rule not in case.name]
    start += ["--today", TODAY, *(["--texts", str(case.texts)] if case.texts else [])]
    start += [part for rule in beside for part in ("--ignore", rule)]
    judge = str(peers / "check-jsonschema")
    return {
        "Trilat": [[*start, *([COMMON] if len(files) == 1 else []), *files]],
        "check-jsonschema": [[judge, "--schemafile", str(schema / f"{name}.schema.json"), *some]
                             for name, some in by_schema.items()],
        "frictionless": [[str(peers / "frictionless"), "validate", *files]],
        "yamllint": [[str(peers / "yamllint"), "-d", YAMLLINT, "-f", "parsable", *files]],
    }


def outcome(processes: list[list[str]], case: Case) -> str:
    """What a tool makes of a case: with its line, found, missed, crashed or hung."""
    told = ""
    failed = False
    for command in processes:
        try:
            run = subprocess.run(  # noqa: S603  # our own list of programs
                command, capture_output=True, text=True, errors="replace", timeout=SECONDS, check=False,
                preexec_fn=_limited, cwd=ROOT,
            )
        except subprocess.TimeoutExpired:
            return "hung"
        own = [line for line in run.stdout.splitlines() if not line.startswith(COMMON)]
        out = "\n".join(own) + run.stderr
        if run.returncode < 0 or run.returncode >= 64 or "Traceback (most recent call last)" in out:
            return "crashed"
        failed |= run.returncode != 0 or any(mark in out for mark in (" warning: ", " advice: ", "[warning]"))
        told += out
    if not failed:
        return "missed"
    named = {int(line) for line in re.findall(r"(?:\.yaml:|line )(\d+)", told)}
    return "with its line" if not case.lines or case.lines & named else "found"


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))


def environment() -> Path:
    """The peers' programs, in an environment of their own that is made once."""
    home = ROOT / "build" / "tools" / "validators"
    if not (home / "ready").exists():
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([home / "bin" / "pip", "install", "--quiet", *PEERS.values()], check=True)  # noqa: S603
        (home / "ready").touch()
    return home / "bin"


OUTCOMES = ("with its line", "found", "missed", "crashed", "hung")


def page(results: dict[str, dict[str, Counter[str]]], versions: dict[str, str]) -> str:
    """The page of the comparison."""
    lines = [
        "# What validators tell of the same faults", "",
        "Made by `python benchmarks/faults.py`: the failing cases of the tests, and inputs made to bring a parser",
        "down. *With its line* means that the tool failed and named the line of the fault (or that the fault has",
        "none), *found* that it failed without that line. Each case had 20 seconds and 3 GiB. check-jsonschema got the",
        "schemas of `schema/1.0.0`, yamllint its relaxed rules without line lengths, frictionless the files as they",
        "are.", "",
        "Most of these rules are Trilat's own, and no other tool sets out to hold them; the table says what a",
        "contributor who runs only that tool is told, not how well it does its own work.", "",
        "| tool | version |", "|---|---|", *(f"| {tool} | {number} |" for tool, number in versions.items()), "",
        f"| faults in | cases | tool | {' | '.join(OUTCOMES)} |", f"|---|---|---|{'---|' * len(OUTCOMES)}",
    ]
    for subject, title in [*SUBJECTS.items(), ("all", "**All**")]:
        for tool, counts in results[subject].items():
            cells = " | ".join(str(counts[one]) for one in OUTCOMES)
            lines.append(f"| {title} | {sum(counts.values())} | {tool} | {cells} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Judge all cases with all tools, and write the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="a few cases, without peers; prints and writes nothing")
    quick = parser.parse_args().quick
    peers = Path() if quick else environment()
    results: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    (ROOT / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder, ThreadPoolExecutor(2) as pool:
        for tool, processes in commands(SOUND, peers).items():
            if (not quick or tool == "Trilat") and outcome(processes, SOUND) != "missed":
                sys.exit(f"{tool} finds fault with a sound file, so that what it finds would say nothing")
        every = list(cases(Path(folder)))
        chosen = every[:: len(every) // 8] if quick else every
        tasks = [(case, tool, processes) for case in chosen for tool, processes in commands(case, peers).items()
                 if not quick or tool == "Trilat"]
        for (case, tool, _), what in zip(tasks, pool.map(lambda task: outcome(task[2], task[0]), tasks), strict=True):
            if tool == "Trilat" and what not in ("with its line",):
                print(f"{case.name}: {what}")
            results[case.subject][tool][what] += 1
            results["all"][tool][what] += 1
    if quick:
        print(dict(results["all"]["Trilat"]))
        return
    code = "import sys; from importlib.metadata import version; print(version(sys.argv[1]))"
    versions = {"Trilat": __version__} | {
        tool: subprocess.run([peers / "python", "-c", code, package], capture_output=True,  # noqa: S603
                             text=True, check=True).stdout.strip() for tool, package in PEERS.items()
    }
    PAGE.write_text(page(results, versions), encoding="utf-8")
    print(page(results, versions))


if __name__ == "__main__":
    main()
