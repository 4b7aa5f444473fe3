from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from trilat.evidence.pin import pin
from trilat.evidence.spans import Verdict
from trilat.evidence.texts import Texts
from trilat.evidence.verify import Checked, count, verify
from trilat.hashing import sha256
from trilat.models.article import ArticleFile
from trilat.reading.document import Document
from trilat.reading.yaml import read_yaml

if TYPE_CHECKING:
    from conftest import Sample


def annotation(sample: Sample) -> str:
    return f"""schema_version: 1.0.0
article:
  id: {sample.id}
  language: en
  published: 2031-04-02
  published_basis: metadata
  source_kind: newspaper
  text: {{sha256: {sha256(sample.coded)}, characters: {len(sample.text)}, extent: full}}
  coders: [a]
  coded_on: 2031-04-05
meetings:
  - id: a-meeting-2031-1
    by: [author]
    spans:
      - quote: "{sample.moved}"
    positions:
      - party: KR
        position: confirmed
        spans:
          - quote: "{sample.ambiguous}"
    participants:
      - slot: kr-head
        spans: [{{quote: "{sample.missing}"}}]
statements:
  - id: a-statement-2031-04
    speakers: [unattributed]
    spans:
      - {{quote: "{sample.repeated}"}}
"""


def folder_with(folder: Path, name: str, data: bytes) -> Texts:
    folder.mkdir()
    (folder / name).write_bytes(data)
    return Texts(folder)


def pinned(sample: Sample, texts: Texts) -> tuple[str, ArticleFile, Document]:
    data, _ = pin(annotation(sample).encode(), "a.yaml", texts)
    document, findings = read_yaml(data, "a.yaml")
    assert document
    assert findings == []
    return "a.yaml", ArticleFile.model_validate(document.value), document


def verdicts(checked: list[Checked]) -> list[str]:
    return [str(one.verdict) for one in checked]


def test_every_span_gets_one_of_the_answers(sample: Sample, tmp_path: Path) -> None:
    coded = folder_with(tmp_path / "coded", "any-name", sample.coded)
    other = folder_with(tmp_path / "other", f"{sample.id}.txt", sample.rescrape)
    none = folder_with(tmp_path / "none", "something-else.txt", sample.rescrape)
    article = pinned(sample, coded)
    assert verdicts(list(verify([article], coded))) == ["found", "found", "found", "unpinned"]
    assert verdicts(list(verify([article], other))) == ["moved", "ambiguous", "missing", "unpinned"]
    assert verdicts(list(verify([article], none))) == ["unchecked"] * 3 + ["unpinned"]
    assert verdicts(list(verify([article]))) == ["unchecked"] * 3 + ["unpinned"]


def test_each_answer_tells_where_the_span_stands_in_the_annotation_and_in_the_text(
    english: Sample, tmp_path: Path
) -> None:
    coded = folder_with(tmp_path / "coded", "any-name", english.coded)
    file, article, document = pinned(english, coded)
    checked = list(verify([(file, article, document)], coded))
    assert [(one.path, one.line, one.column) for one in checked] == [
        ("meetings[0].spans[0]", 15, 9),
        ("meetings[0].positions[0].spans[0]", 22, 13),
        ("meetings[0].participants[0].spans[0]", 27, 17),
        ("statements[0].spans[0]", 32, 9),
    ]
    ((start, end),) = checked[0].places
    assert english.text[start:end] == "We won’t settle everything in one evening,” said"
    assert {one.article for one in checked} == {english.id}
    assert [(one.line, one.column) for one in verify([(file, article, None)])] == [(0, 0)] * 4


def test_the_answers_are_counted_in_order_noughts_too(english: Sample, tmp_path: Path) -> None:
    coded = folder_with(tmp_path / "coded", "any-name", english.coded)
    counted = count(verify([pinned(english, coded)], coded))
    assert list(counted) == list(Verdict)
    assert list(counted.values()) == [3, 0, 0, 0, 0, 1]
