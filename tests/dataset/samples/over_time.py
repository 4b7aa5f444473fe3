"""How often, and at what level, the three met: every type here is checked, and none is written down."""

# ruff: noqa: T201  # a program

from collections import Counter
from typing import assert_type

from trilat import dataset
from trilat.dataset import Meeting, Participant, Person, Place
from trilat.vocabularies import Level, Status

ds = dataset.load()
held = ds.meetings.where(status="held", country=["JP", "KR"], since="2019", level=["foreign-ministers", Level.LEADERS])
by_year: Counter[int] = Counter()
for meeting in held.sort("date_earliest").head(100):
    assert_type(meeting, Meeting)
    assert_type(meeting.status, Status | None)
    assert_type(meeting.place, Place | None)
    if meeting.date_earliest is not None:
        by_year[meeting.date_earliest.year] += 1
    for seat in meeting.participants:
        assert_type(seat, Participant)
        assert_type(seat.person, Person | None)
        assert_type(seat.name, str | None)
        assert meeting in ds.meetings.where(person=seat.person)
print(by_year, held[0].title, held["us-jp-kr-foreign-ministers-2021-1"].level, "g7-2021-1" in held, held.ids[:2])
first, *rest = held[1:]
assert_type(first, Meeting)
