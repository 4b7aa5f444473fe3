from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from trilat.evidence.normalise import tokens
from trilat.evidence.pin import pin
from trilat.evidence.spans import find_quote
from trilat.evidence.texts import Texts
from trilat.evidence.words import Words
from trilat.hashing import sha256
from trilat.reading.scalars import is_typed

if TYPE_CHECKING:
    from conftest import Sample

TEXT = "Envoys to meet.\r\n\r\nOn Monday the three envoys met in “Busan”. The three envoys met again, said Doe.\r\n"
HEAD = f"""# kept
article:
  id: an-article
  text: {{sha256: {sha256(TEXT.encode())}, characters: {len(TEXT)}, extent: full}}
"""


def told(quote: str, text: str = TEXT) -> tuple[str, str, str]:
    (located,) = find_quote(Words(text), quote)
    return f"[{located.start}, {located.end}]", str(located.words), located.digest


CHARS, WORDS, DIGEST = told("met in Busan")


@pytest.fixture(scope="module")
def texts(samples: list[Sample], tmp_path_factory: pytest.TempPathFactory) -> Texts:
    folder = tmp_path_factory.mktemp("texts")
    (folder / "some-copy.txt").write_bytes(TEXT.encode())
    for sample in samples:
        (folder / f"coded {sample.id}").write_bytes(sample.coded)
        (folder / f"{sample.id}.txt").write_bytes(sample.rescrape)
    return Texts(folder)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- quote: met in Busan\n", "- chars: C\n  words: W\n  digest: D\n"),
        ("- quote: 'met in Busan'  # why\n", "- chars: C\n  words: W\n  digest: D  # why\n"),
        ('-   quote:   "met \\\n      in “Busan”"\n', "-   chars: C\n    words: W\n    digest:   D\n"),
        ("- quote: met\n    in\n\n    Busan # why\n", "- chars: C\n  words: W\n  digest: D # why\n"),
        (
            "- supports: [date]\n  # before\n  quote: met in Busan\n  # after\n",
            "- supports: [date]\n  # before\n  chars: C\n  words: W\n  digest: D\n  # after\n",
        ),
        (
            "- quote: met in Busan\n  supports:   [ date,  place ]\n",
            "- chars: C\n  words: W\n  digest: D\n  supports:   [ date,  place ]\n",
        ),
        ("- quote: |\n    met\n    in Busan\n", "- chars: C\n  words: W\n  digest: D\n"),
        (
            "- quote: >-  # folded\n    met\n    in Busan\n\n  # after\n  supports: [date]\n",
            "- chars: C\n  words: W\n  digest: D  # folded\n\n  # after\n  supports: [date]\n",
        ),
        ("- quote: # why\n    met in Busan\n", "- chars: C\n  words: W\n  digest: # why\n    D\n"),
        ("- {quote: met in Busan }\n", "- {chars: C, words: W, digest: D }\n"),
        (
            '- {supports: [date], quote: "met in Busan"} # why\n',
            "- {supports: [date], chars: C, words: W, digest: D} # why\n",
        ),
        (
            "- { quote: 'met in Busan',\n    supports: [date] }\n",
            "- { chars: C, words: W, digest: D,\n    supports: [date] }\n",
        ),
        ('- {"quote":"met in Busan"}\n', '- {"chars": C, "words": W, "digest":"D"}\n'),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_quote_becomes_a_span_and_all_else_stays(before: str, after: str, line_end: str, texts: Texts) -> None:
    def whole(spans: str) -> bytes:
        indented = "".join(f"      {line}" if line.strip() else line for line in spans.splitlines(keepends=True))
        text = f"{HEAD}meetings:\n  -  spans:\n{indented}     id:  é-国 # end\n"
        return text.replace("\n", line_end).encode()

    expected = after.replace("C", CHARS).replace("W", WORDS).replace("D", DIGEST)
    assert pin(whole(before), "a.yaml", texts) == (whole(expected), [])


def test_spans_of_participants_and_positions_are_pinned_too(texts: Texts) -> None:
    data = f"""{HEAD}meetings:
  - positions: [{{party: US, spans: [{{quote: met in Busan}}]}}]
    participants:
      - slot: a
        spans: [{{quote: met in Busan}}, {{chars: [0, 3], words: 3, digest: ab}}]
outcomes:
  - spans:
      - quote: again said Doe
    summary: "quote: no span"
""".encode()
    pinned, findings = pin(data, "a.yaml", texts)
    assert findings == []
    assert pinned.count(f"{{chars: {CHARS}, words: {WORDS}, digest: {DIGEST}}}".encode()) == 2
    assert b"quote: again" not in pinned
    assert b'"quote: no span"' in pinned
    assert pin(pinned, "a.yaml", texts) == (pinned, [])


def test_lines_of_json_keep_their_form(texts: Texts) -> None:
    def line(span: str, sha: str = sha256(TEXT.encode())) -> str:
        return f'{{"article": {{"id":"x","text":{{"sha256":"{sha}"}}}},  "statements":[{{"spans":[{span}]}}]}}\r\n'

    quote = '{"supports":["date"] ,"quote" : "met in \\u201cBusan\\u201d"}'
    span = f'{{"supports":["date"] ,"chars": {CHARS}, "words": {WORDS}, "digest" : "{DIGEST}"}}'
    broken = '{"article": \n'
    data = line(quote) + broken + line(quote, "0" * 64) + line("") + line(quote)
    pinned, findings = pin(data.encode(), "a.jsonl", texts)
    assert pinned.decode() == line(span) + broken + line(quote, "0" * 64) + line("") + line(span)
    assert [(finding.line, finding.rule) for finding in findings] == [(2, "json-syntax"), (3, "text-not-found")]
    assert json.loads(pinned.splitlines()[0])["statements"][0]["spans"][0]["words"] == 3


def with_quotes(*quotes: str) -> bytes:
    spans = "".join(f"      - quote: {json.dumps(quote, ensure_ascii=False)}\n" for quote in quotes)
    return f"{HEAD}meetings:\n  - spans:\n{spans}".encode()


def test_what_can_be_pinned_is_and_the_rest_is_reported_at_its_place(texts: Texts) -> None:
    pinned, findings = pin(
        with_quotes("the three envoys met", "met in Busan", "in Busan", "three envoys met in Seoul", "", "one of many"),
        "a.yaml",
        texts,
    )
    assert [(finding.line, finding.column, finding.rule, finding.path) for finding in findings] == [
        (7, 16, "quote-ambiguous", "meetings[0].spans[0].quote"),
        (9, 16, "quote-too-short", "meetings[0].spans[2].quote"),
        (10, 16, "quote-not-found", "meetings[0].spans[3].quote"),
        (11, 16, "quote-too-short", "meetings[0].spans[4].quote"),
        (12, 16, "quote-not-found", "meetings[0].spans[5].quote"),
    ]
    assert f"- chars: {CHARS}\n        words: {WORDS}\n".encode() in pinned
    assert pinned.count(b"quote:") == 5
    ambiguous, _, missing, _, astray = findings
    assert "stands 2 times in the text, at characters 29 to 49, 62 to 82" in ambiguous.message
    assert "first 4 of 5 words do, at characters 33 to 52" in missing.help
    assert "Not even its first word" in astray.help
    again, same = pin(pinned, "a.yaml", texts)
    assert again == pinned
    assert [finding.rule for finding in same] == [finding.rule for finding in findings]


def test_many_places_of_a_quote_are_cut_short(tmp_path: Path) -> None:
    text = "they met there " * 9
    (tmp_path / "t").write_text(text)
    data = with_quotes("they met there").replace(sha256(TEXT.encode()).encode(), sha256(text.encode()).encode())
    (finding,) = pin(data, "a.yaml", Texts(tmp_path))[1]
    assert "stands 9 times" in finding.message
    assert "60 to 74 and 4 more" in finding.message


@pytest.mark.parametrize("quote", ["the three envoys met", "three envoys met in Seoul, said none", "ｿｳﾙで会談した"])
def test_findings_show_no_more_than_three_words_of_a_quote(quote: str, texts: Texts) -> None:
    (finding,) = pin(with_quotes(quote), "a.yaml", texts)[1]
    assert quote[tokens(quote)[0].start : tokens(quote)[2].end] in str(finding)
    shown = str(finding).partition("“")[2].partition("”")[0]
    assert len(tokens(shown)) == 3


def test_another_copy_is_not_enough_to_pin_to(sample: Sample, texts: Texts) -> None:
    data = f"""article: {{id: {sample.id}, text: {{sha256: {"0" * 64}}}}}
meetings: [{{spans: [{{quote: "{sample.missing}"}}]}}]
""".encode()
    pinned, (finding,) = pin(data, "a.yaml", texts)
    assert pinned == data
    assert (finding.rule, finding.path, finding.line) == ("text-not-found", "article.text.sha256", 1)
    assert "0" * 64 in finding.message
    assert sha256(sample.rescrape) in finding.help


@pytest.mark.parametrize("article", ["", "article: no\n", "article: {id: an-article}\n", "article: {text: [a]}\n"])
def test_an_annotation_that_does_not_tell_its_text_is_reported(article: str, texts: Texts) -> None:
    data = f"{article}meetings: [{{spans: [{{quote: met in Busan}}]}}]\n".encode()
    pinned, (finding,) = pin(data, "a.yaml", texts)
    assert (pinned, finding.rule) == (data, "text-not-found")


def test_an_annotation_without_quotes_needs_no_text(texts: Texts) -> None:
    assert pin(b"article: {id: b}\n", "a.yaml", texts) == (b"article: {id: b}\n", [])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"meetings: [\n",
        b"\xff\xfeb\x00",
        with_quotes("met in Busan")[:-1],
        with_quotes("met in Busan").replace(b"quote:", b"quote: &a"),
        with_quotes("met in Busan") + b"meetings: []\n",
        with_quotes("met in Busan").replace(b"met", b"met \xe9"),
    ],
)
@pytest.mark.parametrize("name", ["a.yaml", "a.jsonl"])
def test_a_file_with_faults_stays_as_it_is(data: bytes, name: str, texts: Texts) -> None:
    pinned, findings = pin(data, name, texts)
    assert pinned == data
    assert findings


@pytest.mark.parametrize(
    "span",
    [
        "? quote\n        : met in Busan",
        "quote: met in Busan\n        words: 3",
        "words: 3\n        quote: met in Busan",
    ],
)
def test_a_quote_that_cannot_be_replaced_where_it_stands_leaves_the_file_alone(span: str, texts: Texts) -> None:
    data = f"{HEAD}meetings:\n  - spans:\n      - {span}\n      - quote: again, said Doe\n".encode()
    pinned, (finding,) = pin(data, "a.yaml", texts)
    assert (pinned, finding.rule) == (data, "quote-layout")


BLOCK = "chars: C\n        words: W\n        digest: D"
LAYOUTS: list[tuple[Callable[[str], str], str]] = [
    (lambda quote: f"quote: {json.dumps(quote, ensure_ascii=False)} # why", f"{BLOCK} # why"),
    (lambda quote: "quote: '" + quote.replace("'", "''").replace(" ", "\n          ") + "'", BLOCK),
    (lambda quote: "quote: | # why\n          " + quote.replace(" ", "\n          "), f"{BLOCK} # why"),
    (lambda quote: f"{{ quote : {json.dumps(quote)} }}", "{ chars: C, words: W, digest : D }"),
    (
        lambda quote: f'{{"quote":{json.dumps(quote)},"supports":[date]}}',
        '{"chars": C, "words": W, "digest":"D","supports":[date]}',
    ),
]


@given(st.data())
def test_outside_of_the_quotes_every_byte_stays_and_pinning_again_changes_nothing(
    texts: Texts, samples: list[Sample], data: st.DataObject
) -> None:
    sample = data.draw(st.sampled_from(samples))
    prose = st.sampled_from(["# a # b", "  ", "", "      # quote: none", "# é国"])
    before = f"{data.draw(prose)}\narticle: {{text: {{sha256: {sha256(sample.coded)}}}}}\nstatements:\n  - spans:\n"
    after = before
    cut = tokens(sample.text)
    for first in data.draw(st.lists(st.integers(0, len(cut) - 12), min_size=1, max_size=4)):
        quote = " ".join(sample.text[cut[first].start : cut[first + 11].end].split())
        assume(len(find_quote(Words(sample.text), quote)) == 1)
        layout, pinned_layout = data.draw(st.sampled_from(LAYOUTS))
        chars, words, digest = told(quote, sample.text)
        shown = f'"{digest}"' if is_typed(digest) and '"D"' not in pinned_layout else digest
        span = pinned_layout.replace("C", chars).replace("W", words).replace("D", shown)
        rest = f"\n{data.draw(prose)}\n"
        before += f"      - {layout(quote)}{rest}"
        after += f"      - {span}{rest}"
    line_end = data.draw(st.sampled_from(["\n", "\r\n"]))
    pinned, findings = pin(before.replace("\n", line_end).encode(), "a.yaml", texts)
    assert findings == []
    assert pinned.decode() == after.replace("\n", line_end)
    assert pin(pinned, "a.yaml", texts) == (pinned, [])
