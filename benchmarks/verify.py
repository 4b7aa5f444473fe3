"""Verifying evidence beside `sha256sum` over the same texts, and finding what moved beside hashing every window.

Whole processes in turns, on a synthetic corpus whose spans hold; then, in this process, the spans of texts that were
scraped again with other words around them.
"""

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from generate import corpus, write
from processes import Tool
from report import report

from trilat.evidence.normalise import cut
from trilat.evidence.spans import Verdict, locate
from trilat.evidence.words import Words, digest
from trilat.models.article import ArticleFile, Span
from trilat.models.parts import evidence_of

READ = """
import gc, sys
from pathlib import Path
from trilat.bulk.chunks import chunks, pieces_of
from trilat.models.article import ArticleFile
gc.disable()
for chunk in chunks(sorted(Path(sys.argv[1]).iterdir())):
    if any(piece.read(ArticleFile).findings for piece in pieces_of(chunk)):
        sys.exit(1)
"""
TRILAT = (sys.executable, "-c", "from trilat.cli.main import main; main()")


def whole(folder: Path, number: int, characters: int, rounds: int) -> list[str]:
    """A corpus of so many articles with texts of so many characters, verified by whole processes."""
    write(folder, number, characters=characters, texts="txt")
    dataset, texts = folder / "dataset" / "articles", folder / "texts"
    sizes = [sum(path.stat().st_size for path in found.iterdir()) for found in (texts, dataset)]
    spans = sum(line.count(b'"digest"') for part in dataset.iterdir() for line in part.open("rb"))
    hash_all = 'find "$0" -type f -print0 | xargs -0 sha256sum > /dev/null'
    found = f"{spans} spans: {spans} found"
    tools = [
        Tool("sha256sum", ("sh", "-c", hash_all, texts)),
        Tool("sha256sum, annotations too", ("sh", "-c", hash_all, folder)),
        Tool("trilat verify", (*TRILAT, "verify", dataset, "--texts", texts), found),
        Tool("trilat verify, 2 workers", (*TRILAT, "verify", dataset, "--texts", texts, "--workers", "2"), found),
        Tool("reading the annotations alone", (sys.executable, "-c", READ, dataset)),
    ]
    for _ in range(rounds):
        for tool in tools:
            tool.run()
    what = (f"{number:,} texts of {sizes[0] / number / 1000:.1f} KB ({sizes[0] / 1e6:,.0f} MB), "
            f"annotations of {sizes[1] / 1e6:,.0f} MB with {spans:,} spans")
    lines = [f"{what}:", "",
             "| by | median s | min–max s | processor s | times sha256sum, clock | processor | peak MiB |",
             "|---|---:|---:|---:|---:|---:|---:|"]
    clock, busy = (statistics.median(took) for took in (tools[0].wall, tools[0].processor))
    for tool in tools:
        middle, worked = statistics.median(tool.wall), statistics.median(tool.processor)
        lines.append(f"| {tool.name} | {middle:.2f} | {min(tool.wall):.2f}–{max(tool.wall):.2f} | {worked:.2f} "
                     f"| {middle / clock:.1f} | {worked / busy:.1f} | {tool.memory:,.0f} |")
    shutil.rmtree(folder)
    return [*lines, ""]


def every_window(span: Span, words: list[str]) -> list[int]:
    """Where a span stands, by hashing every window of as many words."""
    return [first for first in range(len(words) - span.words + 1)
            if digest(words[first : first + span.words]) == span.digest]


Held = Sequence[tuple[str, str, list[Span]]]
"""Texts, each with another scrape of it and its spans."""


def plainly(held: Held) -> int:
    """How many spans stand in one place of another scrape, by hashing every window."""
    cuts = ((cut(other)[0], spans) for _, other, spans in held)
    return sum(len(every_window(span, words)) == 1 for words, spans in cuts for span in spans)


def by_length(held: Held) -> int:
    """The same as Trilat does it."""
    return sum(locate(span, words, same_copy=False).verdict is Verdict.MOVED
               for _, other, spans in held for words in [Words(other)] for span in spans)


def in_place(held: Held) -> int:
    """How many spans stand at their offsets in the text that was coded."""
    return sum(locate(span, words, same_copy=True).verdict is Verdict.FOUND
               for text, _, spans in held for words in [Words(text)] for span in spans)


WAYS: dict[str, Callable[[Held], int]] = {
    "hashing every window": plainly, "by length first": by_length, "at its place, in the same copy": in_place,
}


def moved(number: int, characters: int, rounds: int) -> list[str]:
    """The spans of so many articles, looked for in texts that were scraped again."""
    held = []
    for article, text, _ in corpus(number, 1, characters, set()):
        spans = [one for _, one in evidence_of(ArticleFile.model_validate(article)) if isinstance(one, Span)]
        held.append((text, f"Subscribe to our letter today!\r\n\r\n{text}\r\nRead more.", spans))
    count = sum(len(spans) for _, _, spans in held)
    took: dict[str, list[float]] = {name: [] for name in WAYS}
    found = {}
    for _ in range(rounds):
        for name, way in WAYS.items():
            start = time.process_time()
            found[name] = way(held)
            took[name].append(time.process_time() - start)
    by_window, filtered, placed = found.values()
    if by_window != filtered or placed != count:  # a sentence that stands in a text twice is moved to no one place
        raise SystemExit(f"not all find the same spans: {found}, of {count}")
    slowest = statistics.median(took["hashing every window"])
    what = f"{count:,} spans of {number:,} texts of {characters / 1000:g} KB and more ({by_window:,} in one place)"
    lines = [f"{what}, cutting the text into words included where it is done, in one process:", "",
             "| by | µs a span (processor) | times as fast as hashing every window |", "|---|---:|---:|"]
    lines += [f"| {name} | {1e6 * statistics.median(seconds) / count:.1f} | "
              f"{slowest / statistics.median(seconds):.1f} |" for name, seconds in took.items()]
    return [*lines, ""]


def main() -> int:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--corpora", nargs="+", default=["3000:30", "30000:100", "300000:400"],
                        help="characters that texts have at least, and megabytes of them")
    parser.add_argument("--rounds", type=int, default=2, help="how often each is measured")
    parser.add_argument("--quick", action="store_true", help="little text, one round; prints and writes nothing")
    parser.add_argument("--print-only", action="store_true", help="print the results and write nothing")
    chosen: Any = parser.parse_args()
    rounds = 1 if chosen.quick else chosen.rounds
    corpora = [[int(part) for part in one.split(":")] for one in chosen.corpora]
    how_often = "One round" if rounds == 1 else f"Medians of {rounds} rounds, in turns"
    machine = f"{os.cpu_count()} cores ({platform.machine()}, shared with other work), {platform.system()}"
    lines = [f"{machine}; Python {platform.python_version()}. {how_often}.", ""]
    with tempfile.TemporaryDirectory() as folder:
        for characters, megabytes in [(3_000, 0.2)] if chosen.quick else corpora:
            number = max(1, int(megabytes * 1_000_000 / characters))
            lines += whole(Path(folder) / str(characters), number, characters, rounds)
    lines += moved(3 if chosen.quick else 100, 5_000, rounds)
    print("\n".join(lines))
    if not (chosen.quick or chosen.print_only):
        report("verify", lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
