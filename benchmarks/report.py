"""The one place that writes results into README.md, each benchmark's between marks of its own."""

from collections.abc import Sequence
from pathlib import Path

README = Path(__file__).parent / "README.md"


def report(name: str, lines: Sequence[str]) -> None:
    """Put the lines between the marks of this name, `<!-- NAME: begin -->` and `<!-- NAME: end -->`."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    text = README.read_text(encoding="utf-8")
    if begin not in text or end not in text:
        raise SystemExit(f"{README} has no marks {begin} and {end}")
    before, after = text.partition(begin)[0], text.partition(end)[2]
    README.write_text("\n".join([before + begin, "", *lines, "", end + after]), encoding="utf-8")
