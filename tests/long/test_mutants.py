"""Long: structured mutants of sound files are judged without an error of ours, and in bounded time."""

import random
import time
from pathlib import Path

import pytest

from trilat.check import findings_of
from trilat.sheets import read_dataset, read_files

GOLDEN = Path(__file__).parents[1] / "golden" / "dataset"
FILES = sorted(GOLDEN.rglob("*.yaml"))
MUTANTS = 20_000
PIECES = ["", "\n", "  ", ": ", "- ", "[", "]", "{", "}", '"', "'", "#", "&a ", "*a", "!!str ", "null", "~", "\t", "\r",
          "2031-02-30", "US", "org:", "…", "\u200b", "\x00", "999999999999999999999", "...", "---\n", "? ", "<<: "]


def mutant(text: str, chance: random.Random) -> str:
    """The text with one to four stretches cut, doubled, moved or replaced."""
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice([0, 1, 3, 10, 40]))
        other = chance.randrange(len(text) + 1)
        piece = chance.choice([*PIECES, text[start:end], text[other:other + 30]])
        text = text[:start] + piece + text[end:]
    return text


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_no_mutant_brings_the_validator_down_or_holds_it_up(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # nothing secret
    whole = read_dataset(GOLDEN)
    refused = 0
    for number in range(MUTANTS // 4):
        source = chance.choice(FILES)
        path = tmp_path / source.name
        path.write_text(mutant(source.read_text(encoding="utf-8"), chance), encoding="utf-8", newline="")
        began = time.process_time()
        sheets = read_files([path])
        sheets.articles.extend(sheet for sheet in whole.articles if Path(sheet.file).name != source.name)
        for name, sheet in whole.registries.items():
            sheets.registries.setdefault(name, sheet)
        found = findings_of(sheets)
        refused += bool(found)
        assert all(str(finding).isprintable() for finding in found), (seed, number)
        assert time.process_time() - began < 5, (seed, number)
    assert refused > MUTANTS // 8
