"""What is read at its place alone, or looked for by length first, gives what the plain way gives."""

from __future__ import annotations

import sys
import unicodedata

import plain
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilat.evidence import normalise
from trilat.evidence.normalise import tokens, words_between
from trilat.evidence.spans import Verdict, locate
from trilat.evidence.words import Words, digest
from trilat.models.article import Span

ORDINARY = "abC 12.,“”’—-\n\u00a0éß"
TRICKY = (
    "½㈱㍿ﬁﬀＡｶﾞﾊﾟｰガが々〇漢가각ㄱㅏㄳŉİςΐ①⒈ﷺ´¨≠=<"
    "\u1100\u1161\u11a8\u09c7\u09be\u0301\u0323\u0338\u0345\u3099\u034f\u200b\u200d\u00ad\ufe0f\ufeff\u3164"
)
CHARACTERS = st.one_of(st.sampled_from(ORDINARY), st.sampled_from(TRICKY), st.characters())
TEXTS = st.text(CHARACTERS, max_size=30)
STRETCHES = st.text(st.one_of(st.sampled_from("ab c. 漢"), CHARACTERS), max_size=12)


@given(TEXTS | st.text(st.sampled_from(ORDINARY)))
def test_a_text_is_cut_as_it_is_cluster_by_cluster(text: str) -> None:
    assert tokens(text) == plain.tokens(text)


@given(TEXTS, st.integers(-2, 32), st.integers(-2, 32))
def test_a_stretch_cut_alone_gives_what_the_whole_text_gives_or_leaves_it_to_that(
    text: str, start: int, end: int
) -> None:
    found = words_between(text, start, end)
    assert found is None or found == plain.words_between(text, start, end)


@given(TEXTS, st.data())
def test_where_tokens_begin_and_end_the_whole_text_answers_like_the_stretch_alone(
    text: str, data: st.DataObject
) -> None:
    edges = sorted({edge for token in tokens(text) for edge in (token.start, token.end)}) or [0]
    start, end = data.draw(st.sampled_from(edges)), data.draw(st.sampled_from(edges))
    wanted = plain.words_between(text, start, end)
    assert Words(text).stand(start, end, len(wanted), digest(wanted)) == bool(wanted)


@pytest.mark.parametrize(
    ("text", "stretch"),
    [
        ("On “Monday” the three envoys met.", "three envoys met"),
        ("それで「灯台」の会議は終わった。", "灯台」の会議"),
        ("外交 차관이 부산에서 만났다.", "차관이 부산에서 만났다"),
        ("第2回会合は港町で開く", "回会合は"),
    ],
)
def test_in_ordinary_texts_a_stretch_is_read_alone(text: str, stretch: str) -> None:
    start = text.index(stretch)
    assert words_between(text, start, start + len(stretch)) == [token.text for token in tokens(stretch)]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [("cafe\u0301 in Busan today", 0, 4), ("co\u00adoperate in Busan", 3, 11), ("\u1100\u1161\u11a8 one two", 1, 11),
     ("the seven-day visit", 5, 9)],
)
def test_where_a_neighbour_may_join_the_whole_text_is_asked(text: str, start: int, end: int) -> None:
    assert words_between(text, start, end) is None
    assert not Words(text).stand(start, end, 3, digest(["in", "busan", "today"]))


def test_no_mark_of_unicode_makes_a_letter_of_what_parts_words() -> None:
    pairs = [unicodedata.decomposition(chr(code)).split() for code in range(sys.maxunicode + 1)]
    composed = [(chr(int(one, 16)), chr(int(mark, 16))) for one, mark in (pair for pair in pairs if len(pair) == 2)
                if not one.startswith("<")]
    assert len(composed) > 900
    for character, mark in composed:
        if normalise._PARTED[ord(character)][0] == " ":
            first = normalise._kind(normalise.normalised(character + mark)[0][0])
            assert first in " h", (character, mark)


def test_every_character_of_unicode_alone_is_parted_as_its_tokens_are() -> None:
    for character in map(chr, range(sys.maxunicode + 1)):
        category = unicodedata.category(character)
        if category in ("Cn", "Co", "Cs") or (category == "Lo" and ord(character) > 0x4000 and ord(character) % 50):
            continue  # of the many thousand Han and Hangul characters, some
        parted = normalise._PARTED[ord(character)]
        assert parted
        if parted != normalise._ODD:
            assert parted.split() == [token.text for token in plain.tokens(character)]
        assert tokens(f"a{character} b") == plain.tokens(f"a{character} b")


@given(STRETCHES, TEXTS, TEXTS, TEXTS, TEXTS, st.data())
def test_every_answer_is_that_of_the_plain_way(
    stretch: str, before: str, behind: str, other: str, further: str, data: st.DataObject
) -> None:
    text = before + stretch + behind
    cut = tokens(text)
    if len(cut) < 1:
        return
    first = data.draw(st.integers(0, len(cut) - 1))
    window = cut[first : data.draw(st.integers(first + 1, len(cut)))]
    span = Span.model_construct(chars=[window[0].start, window[-1].end], words=len(window),
                                digest=digest([token.text for token in window]), supports=None)
    joined = data.draw(st.sampled_from([" ", "", "\n“"]))
    for copy in (text, joined.join([other, text, further]), joined.join([text, text]), other):
        for same_copy in (True, False):
            assert locate(span, Words(copy), same_copy) == plain.locate(span, copy, same_copy)


def test_of_many_spans_in_another_copy_each_is_found_where_it_stands() -> None:
    words = [f"word{number % 97}{'x' * (number % 5)}" for number in range(480)]
    text, other = " ".join(words), "Subscribe now! " + ",  ".join(words)
    cut, copy = tokens(text), Words(other)
    for first in range(0, 460, 7):
        for after in (first + 3, first + 11):
            span = Span(chars=[cut[first].start, cut[after - 1].end], words=after - first,
                        digest=digest(words[first:after]))
            answer = locate(span, copy, same_copy=False)
            assert answer == plain.locate(span, other, same_copy=False)
            assert answer.verdict is Verdict.MOVED
