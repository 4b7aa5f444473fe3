"""Finding records by words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilat import dataset
from trilat.dataset.search import FIELDS
from trilat.errors import UsageError

DS = dataset.load()


def test_a_hit_leads_to_its_record(invented):
    hit = invented.search("picture")[0]
    assert (hit.table, hit.field) == ("outcomes", "summary")
    assert hit.record is invented.outcomes[hit.id]
    assert hit.text == hit.record.summary
    assert "picture" in hit.excerpt
    assert repr(hit).startswith(f"<outcomes {hit.id}, summary: ")


@pytest.mark.parametrize("words", ["haruko minami", "HARUKO MINAMI", "Harukō Minámi", "minami, haruko!"])
def test_case_accents_and_signs_make_no_difference(invented, words):
    assert [hit.id for hit in invented.search(words, tables=["people"])] == ["haruko-minami"]


def test_words_are_words_and_no_operators(invented):
    assert invented.search('"haruko" AND minami', tables=["people"]) == []
    assert invented.search("text:haruko", tables=["people"]) == []


def test_other_forms_of_a_word_are_found(invented):
    assert {hit.id for hit in invented.search("sanction")} == {hit.id for hit in invented.search("sanctions")} != set()


def test_all_words_have_to_stand_there_and_those_together_come_first(invented):
    assert invented.search("picture pyongyang") == []
    scores = [hit.score for hit in invented.search("the three")]
    assert scores == sorted(scores, reverse=True)


def test_some_tables_alone_and_so_many_hits_alone(invented):
    assert {hit.table for hit in invented.search("busan", tables=["places"])} == {"places"}
    assert len(invented.search("busan", limit=1)) == 1
    with pytest.raises(UsageError, match="did you mean places"):
        invented.search("busan", tables=["place"])
    with pytest.raises(UsageError, match="no words"):
        invented.search("?!")


@given(st.text(max_size=30))
def test_no_text_breaks_the_search(text):
    try:
        assert isinstance(DS.search(text), list)
    except UsageError as error:
        assert "no words" in str(error)  # noqa: PT017  # either is right


@given(st.data())
def test_every_text_is_found_by_its_own_words(data):
    table = data.draw(st.sampled_from(["statements", "outcomes", "places", "people"]))
    field = FIELDS[table][0]
    rows = [row for row in DS.table(table) if getattr(row, field)]
    row = data.draw(st.sampled_from(rows))
    found = DS.search(getattr(row, field), tables=[table], limit=1000)
    assert getattr(row, row.key[0]) in {hit.id for hit in found}
