"""Long: every naughty string, in all fields of prose that a file has, through all that Trilat does with files."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from naughty import FILES, PROSE, field_of, texts_in, with_texts
from output.hostile import strings
from pipeline import judged

from trilat.evidence.texts import Texts

TESTS = Path(__file__).parents[1]
FIELDS = {name: [way for way in texts_in(value) if field_of(way) in PROSE] for name, value in FILES.items()}
KINDS = [(name, form) for name, ways in FIELDS.items() for form in ("yaml", "json") if ways]


@pytest.fixture
def dataset(tmp_path: Path) -> Iterator[Path]:
    shutil.copytree(TESTS / "cases" / "common", tmp_path / "dataset")
    (tmp_path / "dataset" / "articles").mkdir()
    yield tmp_path / "dataset"
    shutil.rmtree(tmp_path)


@pytest.mark.long
@pytest.mark.parametrize(("name", "form"), KINDS)
def test_no_string_in_any_field_brings_trilat_down(dataset: Path, name: str, form: str) -> None:
    texts = Texts(TESTS / "golden" / "texts")
    path = dataset / name
    if form == "json" and name.startswith("articles/"):
        path = path.with_suffix(".jsonl")
    for number, string in enumerate(strings()):
        value = with_texts(FILES[name], dict.fromkeys(FIELDS[name], string))
        is_ascii = number % 2 == 0
        if form == "json":  # which is YAML too, but for pairs of surrogates
            text = json.dumps(value, ensure_ascii=is_ascii) + "\n"
        else:
            text = yaml.safe_dump(value, allow_unicode=not is_ascii, default_style="'" if number % 3 else None)
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            judged(path, texts)
        except Exception as error:
            error.add_note(repr(string[:200]))
            raise
