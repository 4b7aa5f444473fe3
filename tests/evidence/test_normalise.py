import sys
import unicodedata
from itertools import pairwise

import pytest
from guard import no_hang
from hypothesis import given
from hypothesis import strategies as st

from trilat.evidence import normalise
from trilat.evidence.normalise import Token, normalised, tokens

FORMS = ("NFC", "NFD", "NFKC", "NFKD")
TRICKY = (
    "aZé'’-.½㈱㍿ﬁﬀＡｶﾞﾊﾟｰガが々〇漢가각ㄱㅏㄳŉİßςΐ①2⒈ﷺ\n\u1100\u1161\u11a8\u09c7\u09be"
    "\u0301\u0323\u0345\u3099\u034f\u200b\u200d\u00ad\ufe0f\ufeff\u3164"
)
TEXT = st.text(st.one_of(st.sampled_from(TRICKY), st.characters()), max_size=30)


def words(text: str) -> list[str]:
    return [token.text for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Amb. Doe’s 2nd visit", ["amb", "doe", "s", "2nd", "visit"]),
        ("won't won’t wonʼt won＇t", ["won", "t"] * 4),
        ("storm-warning storm‑warning storm–warning", ["storm", "warning"] * 3),
        ("STRASSE straße ﬁrst", ["strasse", "strasse", "first"]),
        ("café cafe\u0301 CAFÉ", ["café"] * 3),
        ("日本と韓国", list("日本と韓国")),
        ("ｶﾞｽ灯 ガス灯", list("ガス灯ガス灯")),
        ("ケーブル・佐々木〇", list("ケーブル佐々木〇")),
        ("외교 차관 \u110e\u1161\u1100\u116a\u11ab", ["외교", "차관", "차관"]),
        ("㈱北洋 (株)北洋", list("株北洋株北洋")),
        ("2½ ㍿", ["21", "2", "株", "式", "会", "社"]),
        ("co\u00adop\u200berate\ufeff sy\u200dm\ufe0fbol", ["cooperate", "symbol"]),
        ("\u0301 — … \u200b", []),
        ("", []),
    ],
)
def test_a_text_is_cut_into_these_tokens(text: str, expected: list[str]) -> None:
    assert words(text) == [unicodedata.normalize("NFC", word) for word in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\ufeff“ﬁne", [Token("fine", 2, 5)]),
        ("(ｶﾞ)", [Token("ガ", 1, 3)]),
        ("e\u0301\u0323t\u200b.", [Token("ẹ\u0301t", 0, 4)]),
        ("\u1100\u200d\u1161\u11a8.", [Token("각", 0, 4)]),
        (".ㅏ", [Token("\u1161", 1, 2)]),
        ("2½.", [Token("21", 0, 2), Token("2", 1, 2)]),
        ("😀 ok", [Token("ok", 2, 4)]),
    ],
)
def test_offsets_count_the_code_points_of_the_text_as_it_is(text: str, expected: list[Token]) -> None:
    assert tokens(text) == expected


@given(TEXT)
def test_all_unicode_forms_of_a_text_have_the_same_tokens(text: str) -> None:
    assert {tuple(words(unicodedata.normalize(form, text))) for form in FORMS} == {tuple(words(text))}


@given(TEXT)
def test_normalising_by_pieces_is_normalising_the_whole(text: str) -> None:
    shown = normalise._IGNORED.sub("", text)
    whole = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", shown).casefold())
    assert normalised(text)[0] == whole


@given(st.text(st.characters(max_codepoint=127)))
def test_the_short_way_for_ascii_gives_what_the_long_way_gives(text: str) -> None:
    assert tokens(text) == [token for token in tokens(text + "\u2028") if token.start < len(text)]


@given(TEXT)
def test_tokens_stand_in_order_within_the_text(text: str) -> None:
    found = tokens(text)
    assert all(0 <= token.start < token.end <= len(text) for token in found)
    for one, other in pairwise(found):
        assert one.start <= other.start
        assert one.end <= other.end
        if one.end > other.start:
            assert len(words(text[other.start : one.end])) > 1


@given(TEXT)
def test_a_token_that_shares_no_character_is_cut_from_its_own_slice_again(text: str) -> None:
    found = tokens(text)
    for before, token, after in zip([None, *found], found, [*found[1:], None], strict=False):
        if (before is None or before.end <= token.start) and (after is None or token.end <= after.start):
            assert words(text[token.start : token.end]) == [token.text]


def test_no_character_of_unicode_breaks_what_the_clusters_rest_on() -> None:
    for character in map(chr, range(sys.maxunicode + 1)):
        if unicodedata.category(character) in ("Cn", "Co", "Cs"):
            continue
        if normalise._bond(character) == "ignored":
            assert not unicodedata.combining(character)
            continue
        assert not normalise._IGNORED.search(unicodedata.normalize("NFKD", character))
        if normalise._bond(character) == "none":
            assert normalise._bond(normalise._folded(character)[0]) == "none"
        parts = unicodedata.decomposition(character).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            assert normalise._bond(chr(int(parts[1], 16))) == "mark"


@pytest.mark.parametrize(
    "text",
    [
        "a" + "\u0301\u0323" * 50_000,
        "\u0301" * 100_000,
        "a" + "\u0345\u0301" * 50_000,
        "\u1100" + "\u1161" * 100_000,
        "가" + "\u200d\u11a8" * 50_000,
        "a\u200d" * 50_000,
        "é" * 100_000,
        "ﷺ" * 20_000,
    ],
    ids=lambda text: ascii(text[:4]),
)
def test_hostile_texts_take_no_more_than_linear_time(text: str) -> None:
    with no_hang():
        tokens(text)


def test_long_runs_of_marks_are_put_in_order_as_short_ones_are() -> None:
    text = "a" + "\u0301\u0323" * 100
    assert words(text) == [unicodedata.normalize("NFKC", text)]
