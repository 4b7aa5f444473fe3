"""Flat tables hold every value of the articles once, at its place, and nothing else."""

import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import article, meeting, outcome, span, statement
from valid import values

from trilat import schemas
from trilat.bulk import flat
from trilat.bulk.flat import flatten, validated_and_flat
from trilat.models.article import ArticleFile

SCHEMA = schemas.json_schema("article")
DOCUMENTS = st.lists(values(SCHEMA, SCHEMA), max_size=3)

TALKS = article(
    meetings=[meeting(date="2031-03-08", parties=["US", "KR"], parties_complete=False, spans=[
        span(1), {"quote": "the words as they stand"}], firsts=[{"scope": "ever"}],
        participants=[{"slot": "us-head", "inferred": ["role"], "role": "head"}])],
    statements=[statement()], outcomes=[outcome()],
).model_dump(mode="json", exclude_unset=True)


def lines(*documents: Any) -> bytes:
    return b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in documents)


def put_together(tables: dict[str, pa.Table]) -> list[dict[str, Any]]:
    """The documents that tables were made of, their lines in order; what is null was left out."""
    made: dict[tuple[Any, ...], dict[str, Any]] = {}
    for name in sorted(tables, key=lambda name: name.count(".") if name != "articles" else -1):
        way = [] if name == "articles" else name.split(".")
        for row in tables[name].to_pylist():
            key = (row.pop("line"), *(row.pop(step) for step in way))
            at = made[name, key] = {}
            if way:
                owner = made[".".join(way[:-1]) or "articles", key[:-1]]
                assert len(owner.setdefault(way[-1], [])) == key[-1], "entries stand in their order"
                owner[way[-1]].append(at)
            for field, value in row.items():
                put(at, field.split("."), value)
    return [made[key] for key in made if key[0] == "articles"]


def put(at: dict[str, Any], way: list[str], value: Any) -> None:
    if value is not None:
        *before, last = way
        for step in before:
            at = at.setdefault(step, {})
        at[last] = value


def without_empty_lists(value: Any) -> Any:
    """Documents without the empty lists, which make no row."""
    if isinstance(value, dict):
        return {name: without_empty_lists(inner) for name, inner in value.items() if inner != []}
    return [without_empty_lists(inner) for inner in value] if isinstance(value, list) else value


def leaves(kind: pa.DataType) -> Iterator[pa.DataType]:
    if pa.types.is_list(kind):
        yield from leaves(kind.value_type)
    else:
        yield kind


@settings(max_examples=35)
@given(DOCUMENTS)
def test_documents_can_be_put_together_from_their_tables(documents: list[Any]) -> None:
    made = validated_and_flat(lines(*documents))
    assert made.refused == []
    assert put_together(made.tables) == without_empty_lists(documents)


def test_there_is_a_table_for_each_kind_of_entry_whether_or_not_there_are_any() -> None:
    names = flatten(b"").keys()
    assert names == flatten(lines(TALKS)).keys()
    assert names >= {"articles", "meetings", "meetings.positions", "meetings.participants.spans", "meetings.firsts",
                     "occasions", "statements", "outcomes", "outcomes.spans"}


def test_columns_are_lists_of_scalars_at_most_and_dates_are_text() -> None:
    for name, table in flatten(lines(TALKS)).items():
        assert all(not pa.types.is_nested(kind) for column in table.schema for kind in leaves(column.type)), name
    assert flatten(b"")["meetings"].schema.field("date").type == pa.string()


def test_what_a_line_leaves_out_is_null_and_false_is_not() -> None:
    [row] = flatten(lines(TALKS))["meetings"].to_pylist()
    assert (row["status"], row["topics"], row["parties_complete"], row["parties"]) == (None, None, False, ["US", "KR"])


@pytest.mark.parametrize(
    "wrong",
    [
        b"", b"{", b"[]", b"{}", lines(TALKS).replace(b'"US"', b'"us"').strip(), lines(TALKS | {"more": 1}).strip(),
        lines(TALKS).replace(b'"2031-03-08"', b"null").strip(), lines(TALKS).strip() + lines(TALKS).strip(),
        lines(TALKS).strip().replace(b'"date":', b'"date": "2031", "date":'), b"\xff",
    ],
    ids=["blank", "cut off", "a list", "empty", "wrong term", "unknown field", "null", "two objects", "key twice",
         "not UTF-8"],
)
def test_lines_that_do_not_fit_are_told_and_left_out(wrong: bytes) -> None:
    sound = lines(TALKS).strip()
    made = validated_and_flat(b"\n".join([sound, wrong, sound, wrong, sound]) + b"\n")
    assert made.refused == [2, 4]
    assert made.tables["articles"]["line"].to_pylist() == [1, 3, 5]
    assert made.tables["statements"]["line"].to_pylist() == [1, 3, 5]


def test_lines_of_which_none_fits_give_tables_without_rows() -> None:
    made = validated_and_flat(b"{}\n{}\n")
    assert made.refused == [1, 2]
    assert {table.num_rows for table in made.tables.values()} == {0}


@settings(max_examples=20)
@given(DOCUMENTS.filter(bool), st.data())
def test_a_line_fits_where_the_model_says_so(documents: list[Any], data: st.DataObject) -> None:
    text = lines(*documents)
    at = data.draw(st.integers(0, len(text) - 1))
    broken = text[:at] + data.draw(st.sampled_from([b"", b"x", b'"', b"0", b"\xc3", b"\\", b" "])) + text[at + 1:]
    assert_judged_as_by_the_model(broken)


@settings(max_examples=60)
@given(values(SCHEMA, SCHEMA) | st.just(TALKS), st.data())
def test_a_document_with_one_thing_changed_fits_where_the_model_says_so(document: Any, data: st.DataObject) -> None:
    changed = json.loads(json.dumps(document))
    holder, key = data.draw(st.sampled_from(list(holders(changed))))
    other = data.draw(st.sampled_from(OTHER))
    match data.draw(st.sampled_from(["put", "leave out", "twice", "add"])):
        case "leave out":
            del holder[key]
        case "twice" if isinstance(holder, list):
            holder.append(holder[key])
        case "add" if isinstance(holder, dict):
            holder[data.draw(st.sampled_from(["more", "quote", "digest", "since", "supports"]))] = other
        case _:
            holder[key] = other
    assert_judged_as_by_the_model(lines(document, changed))


OTHER = [
    None, "", "x", "US", "org:eu", "2031-02", "2031-13", "a\nb", 0, -1, 2**53, 1.0, True, [], {}, [None], ["x", "x"],
    ["US"], ["null,"], [0, 3], [0, 3, 4], [f"a-{n}" for n in range(200)], {"quote": "a"}, [{"quote": "a", "words": 3}],
    [{"scope": "ever"}, {"scope": "ever"}], [{"scope": "ever"}, {"scope": "ever", "since": "2031"}],
]


def holders(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each object or list in a document, with each of its keys or places."""
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from holders(value[key])


def assert_judged_as_by_the_model(text: bytes) -> None:
    refused = validated_and_flat(text).refused
    assert refused == [number for number, line in enumerate(text.removesuffix(b"\n").split(b"\n"), 1) if not fits(line)]


def test_articles_of_which_all_fit_are_not_judged_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(flat, "_fits")
    made = validated_and_flat(lines(TALKS, TALKS))
    assert made.refused == []
    assert made.tables["articles"].num_rows == 2


@pytest.mark.parametrize("text", [b"null\n", b"{}null{}\n\n", b"{}null{}\n{}\n", b"{} {}\n\n", b"\n", b"[null]\n{}\n"])
def test_lines_that_would_crash_or_mislead_the_parser_of_columns_are_refused(text: bytes) -> None:
    assert validated_and_flat(text).refused == list(range(1, text.count(b"\n") + 1))


def test_no_lines_make_empty_tables() -> None:
    made = validated_and_flat(b"")
    assert (made.refused, made.tables["articles"].num_rows) == ([], 0)


def fits(line: bytes) -> bool:
    try:
        ArticleFile.model_validate_json(line)
    except ValueError:
        return False
    return True
