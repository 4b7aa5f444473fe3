from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from trilat.evidence.normalise import tokens
from trilat.evidence.spans import Located, Verdict, find_quote, locate
from trilat.evidence.words import Words, digest
from trilat.models.article import Span

if TYPE_CHECKING:
    from conftest import Sample


def span(located: Located, **changes: Any) -> Span:
    fields = {"chars": [located.start, located.end], "words": located.words, "digest": located.digest}
    return Span.model_construct(**(fields | changes))


def only(text: str, quote: str) -> Located:
    (located,) = find_quote(Words(text), quote)
    return located


def test_a_quote_in_the_coded_text_is_found(sample: Sample) -> None:
    for quote in (sample.moved, sample.ambiguous, sample.missing):
        located = only(sample.text, quote)
        assert sample.text[located.start : located.end] in quote
        answer = locate(span(located), Words(sample.text), same_copy=True)
        assert answer == (Verdict.FOUND, ((located.start, located.end),))


def test_in_another_scrape_it_is_moved_ambiguous_or_missing(sample: Sample) -> None:
    text, other = sample.text, sample.rescrape.decode()
    verdicts = {}
    for quote in (sample.moved, sample.ambiguous, sample.missing):
        answer = locate(span(only(text, quote)), Words(other), same_copy=False)
        verdicts[quote] = answer.verdict, len(answer.places)
        for start, end in answer.places:
            assert [token.text for token in tokens(other[start:end])] == [token.text for token in tokens(quote)]
    assert verdicts == {
        sample.moved: (Verdict.MOVED, 1),
        sample.ambiguous: (Verdict.AMBIGUOUS, 2),
        sample.missing: (Verdict.MISSING, 0),
    }


def test_a_repeated_stretch_is_found_by_its_offsets_and_ambiguous_without_them(sample: Sample) -> None:
    one, other = find_quote(Words(sample.text), sample.repeated)
    assert locate(span(other), Words(sample.text), same_copy=True).places == ((other.start, other.end),)
    shifted = span(one, chars=[one.start + 1, one.end + 1])
    answer = locate(shifted, Words(sample.text), same_copy=True)
    assert answer == (Verdict.AMBIGUOUS, ((one.start, one.end), (other.start, other.end)))


def test_the_offsets_of_another_copy_are_not_trusted(english: Sample) -> None:
    located = only(english.text, english.moved)
    assert locate(span(located), Words(english.text), same_copy=False).verdict is Verdict.MOVED


@pytest.mark.parametrize(
    ("start", "end"),
    [(10**6, 10**6 + 20), (-40, -20), (30, 20), (0, 0), (-1, 10**9), (2**53 - 1, 2**53 - 1), (5, 5)],
)
def test_offsets_that_make_no_sense_are_never_found(english: Sample, start: int, end: int) -> None:
    located = only(english.text, english.moved)
    answer = locate(span(located, chars=[start, end]), Words(english.text), same_copy=True)
    assert answer == (Verdict.MOVED, ((located.start, located.end),))
    assert locate(span(located, chars=[start, end]), Words(""), same_copy=True) == (Verdict.MISSING, ())
    astray = span(located, chars=[start, end], digest="0" * 16)
    assert locate(astray, Words(english.text), same_copy=True).verdict is Verdict.MISSING


@pytest.mark.parametrize("change", [{"words": 4}, {"words": 0}, {"words": 2**53 - 1}, {"digest": "f" * 16}])
def test_right_offsets_with_other_words_are_missing(english: Sample, change: dict[str, Any]) -> None:
    located = only(english.text, english.moved)
    assert locate(span(located, **change), Words(english.text), same_copy=True).verdict is Verdict.MISSING


def test_offsets_inside_a_word_or_with_a_space_around_are_not_found(english: Sample) -> None:
    located = only(english.text, english.moved)
    for start, end in ((-1, 0), (0, 1), (1, 0), (0, -1)):
        moved = span(located, chars=[located.start + start, located.end + end])
        assert locate(moved, Words(english.text), same_copy=True).verdict is Verdict.MOVED


def test_offsets_in_utf_16_or_bytes_or_without_carriage_returns_are_not_found() -> None:
    text = "😀 Three\r\nenvoys\r\nmet in Seoul é today, they said.\r\n"
    located = only(text, "met in Seoul")
    for wrong in (text.encode("utf-16-le").find("met".encode("utf-16-le")) // 2, text.replace("\r", "").find("met")):
        assert wrong != located.start
        chars = [wrong, wrong + located.end - located.start]
        answer = locate(span(located, chars=chars), Words(text), same_copy=True)
        assert answer == (Verdict.MOVED, ((located.start, located.end),))


def test_a_stretch_never_begins_or_ends_inside_a_character() -> None:
    text = "The ㍿ of Busan"
    assert find_quote(Words(text), "会社 of Busan") == []
    assert find_quote(Words(text), "the 株式") == []
    located = only(text, "株式会社 of")
    assert text[located.start : located.end] == "㍿ of"
    cut = span(located, words=3, digest=digest(["会", "社", "of"]))
    assert locate(cut, Words(text), same_copy=True).verdict is Verdict.MISSING


def test_digests_tell_stretches_apart_that_read_alike_when_run_together() -> None:
    assert digest(["ab", "c", "d"]) != digest(["a", "bc", "d"])
    assert digest([]) != digest([""]) or Words("a b c").places(0, digest([]), 0) == []


def test_the_digest_is_a_plain_hash_that_any_tool_can_compute() -> None:
    assert digest(["three", "envoys", "met"]) == "9b4b8006d7b69f18"  # printf 'three envoys met' | sha256sum


def test_every_verdict_has_a_definition() -> None:
    assert all(verdict.definition.endswith(".") for verdict in Verdict)


@given(st.data())
def test_any_stretch_that_cuts_no_character_is_found_again(samples: list[Sample], data: st.DataObject) -> None:
    sample = data.draw(st.sampled_from(samples))
    text = sample.text
    cut, whole = tokens(text), Words(text)
    first = data.draw(st.integers(0, len(cut) - 3))
    after = data.draw(st.integers(first + 3, min(len(cut), first + 60)))
    start, end = cut[first].start, cut[after - 1].end
    assume([token.text for token in tokens(text[start:end])] == [token.text for token in cut[first:after]])
    found = find_quote(whole, text[start:end])
    (located,) = [place for place in found if (place.start, place.end) == (start, end)]
    assert located.words == after - first
    assert locate(span(located), whole, same_copy=True) == (Verdict.FOUND, ((start, end),))

    around = st.text(st.sampled_from("ab |\n“é国"), max_size=20)
    form = data.draw(st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
    space = data.draw(st.sampled_from([" ", "\r\n", "\u00a0\u200b ", "\t"]))
    scraped = unicodedata.normalize(form, text).replace(" ", space).replace("“", '"')
    other = f"{data.draw(around)}\n{scraped}\n{data.draw(around)}"
    answer = locate(span(located), Words(other), same_copy=False)
    assert answer.verdict is (Verdict.MOVED if len(found) == 1 else Verdict.AMBIGUOUS)
    assert len(answer.places) == len(found)
