"""The coding manual agrees with the schema, and its examples can be coded as they stand.

A table between `<!-- terms: Status -->` (or `fields: MeetingEntry`, or `dates: edtf`) and `<!-- end -->` is made from
the schema; run as a program, this file writes these tables anew. A fenced block `yaml meetings` (or statements,
outcomes, article, people, …) is a snippet of such a part of a file. Blocks that end in `example` make one whole
article with its text and registries.
"""

import re
from collections.abc import Iterator, Sequence
from inspect import cleandoc, getmembers, isclass
from pathlib import Path
from typing import Any, get_args

import pytest

from trilat import edtf
from trilat.check import check, findings_of
from trilat.evidence.pin import pin
from trilat.evidence.spans import Verdict
from trilat.evidence.texts import Texts
from trilat.evidence.verify import verify
from trilat.hashing import sha256
from trilat.mend import formatted
from trilat.models import article, registries
from trilat.models.base import Strict, claim_fields
from trilat.sheets import Sheets, read_dataset, read_files
from trilat.vocabularies import RESERVED_ORIGINS, VOCABULARIES, Term

ROOT = Path(__file__).parents[1]
MANUAL = ROOT / "docs" / "coding-manual.md"
TEXT = MANUAL.read_text(encoding="utf-8")

TABLE = re.compile(r"<!-- (terms|fields|dates): (\w+) -->\n(.*?)<!-- end -->\n", re.DOTALL)
FENCE = re.compile(r"^```(\w+)(?: (?!example)([a-z]+))?( example)?\n(.*?)^```$", re.DOTALL | re.MULTILINE)

MODELS: dict[str, type[Strict]] = {
    name: model for module in (article, registries) for name, model in getmembers(module, isclass)
    if issubclass(model, Strict) and model.__module__ == module.__name__
}
VOCABULARY = {vocabulary.__name__: vocabulary for vocabulary in VOCABULARIES}

ARTICLE = {
    "id": "example", "language": "en", "published": "2031-03-05", "published_basis": "metadata",
    "source_kind": "newspaper", "text": {"sha256": "0" * 64, "characters": 2000, "extent": "full"}, "coders": ["a"],
    "coded_on": "2031-03-06",
}
ALONE = {"unknown-claimed-field", "outcome-id-mismatch", "impossible-date", "within-itself", "open-publication",
         "written-after-published"}
"""The rules that a snippet keeps without the rest of its file."""


def table(kind: str, name: str) -> str:
    """The table that stands between two markers."""
    if kind == "dates":
        rows = [line for line in cleandoc(edtf.__doc__ or "").splitlines() if line.startswith("|")]
        return "\n".join(rows).replace("``", "`") + "\n"
    if kind == "terms":
        terms = RESERVED_ORIGINS if name == "RESERVED_ORIGINS" else {t: t.definition for t in VOCABULARY[name]}
        return _table(["term", "definition"], [[f"`{term}`", definition] for term, definition in terms.items()])
    claims = claim_fields(MODELS[name])
    return _table(["field", "needed", "basis", "what it holds"], [
        [f"`{field}`", "yes" if info.is_required() else "", _basis(field, claims), _description(info)]
        for field, info in MODELS[name].model_fields.items()
    ])


def _basis(field: str, claims: dict[str, Any]) -> str:
    return ("coded" if claims[field].coded else "reported") if field in claims else ""


def _description(info: Any) -> str:
    """A field's description, which may stand on its type."""
    told = info.description or next((part.description for part in info.metadata if hasattr(part, "description")), "")
    return str(told).replace("|", "\\|")


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    ruled = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    return "".join(f"{line}\n" for line in [*ruled, *("|" + "".join(f" {cell} |" for cell in row) for row in rows)])


def renewed(text: str) -> str:
    """The manual with every table as the schema has it, and the example's hash and length as its text has them."""
    text = TABLE.sub(lambda m: f"<!-- {m[1]}: {m[2]} -->\n{table(m[1], m[2])}<!-- end -->\n", text)
    [words] = [block for kind, _, whole, block in FENCE.findall(text) if kind == "text" and whole]
    head, mark, example = text.partition("```yaml article example\n")
    example = re.sub(r"sha256: [0-9a-f]{64}", f"sha256: {sha256(words.encode())}", example, count=1)
    return head + mark + re.sub(r"characters: \d+", f"characters: {len(words)}", example, count=1)


def snippets() -> Iterator[tuple[str, str]]:
    """Every snippet of a part of a file: which part, and its YAML."""
    for kind, part, whole, block in FENCE.findall(TEXT):
        if kind == "yaml" and not whole:
            yield part, block


def terms_in(annotation: Any) -> Iterator[type[Term]]:
    """The vocabularies that a type takes its values from."""
    if isclass(annotation) and issubclass(annotation, Term):
        yield annotation
    for part in get_args(annotation):
        yield from terms_in(part)


def test_every_table_is_as_the_schema_says():
    assert renewed(TEXT) == TEXT, "run python tests/test_manual.py"


def test_every_vocabulary_that_a_file_uses_is_shown():
    used = {term for model in MODELS.values() for info in model.model_fields.values()
            for term in terms_in(info.annotation)}
    shown = [name for kind, name, _ in TABLE.findall(TEXT) if kind == "terms"]
    assert sorted(shown) == sorted([*(vocabulary.__name__ for vocabulary in used), "Basis", "RESERVED_ORIGINS"])


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_every_field_is_told_of_outside_the_tables(model):
    prose = FENCE.sub("", TABLE.sub("", TEXT))
    assert [name for name in model.model_fields if f"`{name}`" not in prose] == []


def test_every_block_of_yaml_says_what_it_is():
    parts = {*registries.REGISTRIES, "article", "meetings", "occasions", "statements", "outcomes"}
    assert {part for part, _ in snippets()} <= parts


@pytest.mark.parametrize(("part", "block"), list(snippets()))
def test_every_snippet_is_of_the_schema(part, block, tmp_path):
    whole = f"schema_version: 1.0.0\n{part}:\n" + re.sub("^(?=.)", "  ", block, flags=re.MULTILINE)
    path = tmp_path / (f"{part}.yaml" if part in registries.REGISTRIES else "example.yaml")
    if part in ("meetings", "occasions", "statements", "outcomes"):
        whole += f"article: {ARTICLE}\n"
    path.write_text(whole, encoding="utf-8")
    sheets = read_files([path])
    assert sheets.findings == []
    assert [finding for finding in findings_of(Sheets(sheets.articles)) if finding.rule in ALONE] == []


@pytest.fixture
def example(tmp_path):
    """A dataset of the example alone, unpinned, and the folder of its text."""
    for kind, part, whole, block in FENCE.findall(TEXT):
        if whole:
            path = tmp_path / ("texts/a.txt" if kind == "text" else f"dataset/{part}.yaml")
            if part == "article":
                [record] = re.findall(r"^  id: (\S+)$", block, re.MULTILINE)
                path = tmp_path / "dataset" / "articles" / "2031" / f"{record}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(block.encode())
    return tmp_path


def test_the_example_is_in_the_canonical_layout(example):
    assert [path for path, before, after, _ in formatted([example / "dataset"]) if before != after] == []


def test_the_example_is_coded_without_a_fault(example):
    [path] = (example / "dataset" / "articles" / "2031").iterdir()
    texts = Texts(example / "texts")
    pinned, findings = pin(path.read_bytes(), path.name, texts)
    assert findings == []
    path.write_bytes(pinned)
    left = check([example / "dataset"])[0]
    assert [finding for finding in left if finding.file != path.as_posix() or finding.rule != "not-canonical"] == []
    sheets = read_dataset(example / "dataset")
    checked = list(verify([(sheet.file, sheet.model, sheet.document) for sheet in sheets.articles], texts))
    assert len(checked) > 15
    assert {one.verdict for one in checked} == {Verdict.FOUND}


if __name__ == "__main__":
    MANUAL.write_text(renewed(TEXT), encoding="utf-8")
