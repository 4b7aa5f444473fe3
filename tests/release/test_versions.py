"""The number of a release fits what changed since the one before, or is refused with one that would."""

import pytest
from invented import THREE, article, meeting, tables

from trilat.release.changes import Stated, changes
from trilat.release.versions import Part, following, unfit

COLUMNS = {"meetings": frozenset({"meeting_id", "date"}), "people": frozenset({"person_id"})}


def post(record="talks", date="2031-03-08"):
    return article("post-1", meetings=[meeting(parties=THREE, record=record, date=date)])


MOVED = [{"table": "meetings", "old": "talks", "new": "round", "kind": "renamed", "reason": "A better id.",
          "since": "2031-12-01"}]
SAME = (tables(post()), tables(post()))
CORRECTED = (tables(post()), tables(post(date="2031-03-09")))
MORE = (tables(), tables(post()))
RENAMED = (tables(post()), tables(post("round"), redirects=MOVED))
FEWER = (tables(post(), article("post-2")), tables(post()))


def fits(before, version, sides=SAME, schemas=("1.0.0", "1.0.0"), columns=(COLUMNS, COLUMNS)):
    found = changes(Stated(before, "a", schemas[0]), sides[0], Stated(version, "b", schemas[1]), sides[1])
    return unfit(version, found, *columns)


@pytest.mark.parametrize(("before", "version", "sides"), [
    ("1.0.0", "1.0.1", CORRECTED), ("1.0.0", "1.0.1", RENAMED), ("1.0.0", "1.1.0", MORE), ("1.0.0", "1.1.0", FEWER),
    ("1.0.0", "2.0.0", SAME), ("0.1.0", "0.2.0", MORE), ("0.1.0", "0.1.1", CORRECTED), ("0.9.0", "1.0.0", MORE),
    ("1.0.0", "1.0.1.dev", CORRECTED), ("1.9.0", "1.10.0", MORE),
])
def test_a_number_that_fits_passes(before, version, sides):
    assert fits(before, version, sides) is None


@pytest.mark.parametrize(("before", "version", "sides", "why", "would"), [
    ("1.0.0", "1.0.1", MORE, "post-1 (articles) and 1 more are new", "1.1.0"),
    ("0.1.0", "0.1.1", MORE, "post-1 (articles) and 1 more are new", "0.2.0"),
    ("1.0.0", "1.0.1", FEWER, "post-2 (articles) is gone without a redirect", "1.1.0"),
    ("1.0.0", "1.0.0", CORRECTED, "does not come after 1.0.0", "1.0.1"),
    ("1.2.0", "1.1.9", MORE, "does not come after 1.2.0", "1.3.0"),
    ("1.10.0", "1.9.0", SAME, "does not come after 1.10.0", "1.10.1"),
])
def test_a_number_that_does_not_is_refused_with_one_that_would(before, version, sides, why, would):
    told = fits(before, version, sides)
    assert why in told
    assert told.endswith(f"{would} would fit")
    assert fits(before, would, sides) is None


FEWER_COLUMNS = COLUMNS | {"meetings": frozenset({"meeting_id"})}
MORE_TABLES = COLUMNS | {"places": frozenset({"place_id"})}


@pytest.mark.parametrize(("before", "schemas", "columns", "why", "would"), [
    ("1.0.0", ("1.0.0", "2.0.0"), (COLUMNS, COLUMNS), "schema 2.0.0 breaks with 1.0.0", "2.0.0"),
    ("0.4.0", ("1.0.0", "2.0.0"), (COLUMNS, COLUMNS), "schema 2.0.0 breaks with 1.0.0", "0.5.0"),
    ("1.0.0", ("1.0.0", "1.1.0"), (COLUMNS, COLUMNS), "schema 1.1.0 follows 1.0.0", "1.1.0"),
    ("1.0.0", ("1.0.0", "1.0.0"), (COLUMNS, FEWER_COLUMNS), "the column meetings.date is gone", "2.0.0"),
    ("1.0.0", ("1.0.0", "1.0.0"), (MORE_TABLES, COLUMNS), "the table places is gone", "2.0.0"),
    ("1.0.0", ("1.0.0", "1.0.0"), (FEWER_COLUMNS, COLUMNS), "the column meetings.date is new", "1.1.0"),
    ("0.4.0", ("1.0.0", "1.0.0"), (COLUMNS, MORE_TABLES), "the table places is new", "0.5.0"),
])
def test_what_breaks_readers_needs_a_major_and_what_they_need_not_know_a_minor(before, schemas, columns, why, would):
    told = fits(before, following(before, Part.PATCH), SAME, schemas, columns)
    assert why in told
    assert told.endswith(f"{would} would fit")
    assert fits(before, would, SAME, schemas, columns) is None
