"""Finding records by words."""

import pytest
from dataset.hostile import changed, dataset_of
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


@pytest.mark.parametrize(("name", "words", "there"), [
    ("韓國外交部", "外交部", True), ("韓國外交部", "交韓", False), ("韓國外交部", "國 部", True),
    ("문재인 대통령은", "대통령", True), ("さくら外務省", "外務", True), ("Yōko", "yo\u0304ko", True),
    ("وزارة الخارجية", "الخارجية", True), ("МИД России", "мид", True),
])
def test_words_of_scripts_that_do_not_part_them_are_found_within(name, words, there):
    person = changed(DS.people["ned-price"], name=name)
    hits = dataset_of({"people": [person]}).search(words, tables="people")
    assert [(hit.text, hit.excerpt) for hit in hits] == [(name, name)] * there


def test_only_texts_are_words_and_only_tables_with_texts_have_them():
    for words in (None, 3, ["north", "korea"]):
        with pytest.raises(UsageError, match="is none"):
            DS.search(words)
    with pytest.raises(UsageError, match="claims have no words to search"):
        DS.search("korea", tables=["claims"])


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
