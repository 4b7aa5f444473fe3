"""Whether the number of a release fits what changed since the one before. Pure.

What it needs at least: *major*, where a reader of the release before would break; *minor*, where there are more records
or columns, or fewer records; *patch*, for corrections. Before 1.0.0 nothing is promised that long: what would need a
major needs a minor there.
"""

from collections.abc import Iterator, Mapping, Set
from enum import IntEnum

from trilat import versions
from trilat.release.changes import Changes, Kind, RecordChange

COUNTED = ("articles", "people", "organizations", "offices", "places", "meetings", "participants", "statements",
           "outcomes")
"""Tables whose rows have ids that people cite; the rows of the others follow from claims."""

Columns = Mapping[str, Set[str]]
"""The names of the columns of each table."""


class Part(IntEnum):
    """A part of a version, the greater the more a release changes."""

    PATCH = 1
    MINOR = 2
    MAJOR = 3


def unfit(version: str, changes: Changes, before: Columns, after: Columns) -> str | None:
    """Why the version does not fit the changes since the release before, and which would; None where it fits."""
    if changes.before is None:
        return None
    previous = changes.before.version
    needs = sorted(_needs(changes, before, after), key=lambda need: -need[0])
    needed, why = needs[0] if needs else (Part.PATCH, "")
    fits = following(previous, needed)
    if numbers(version) <= numbers(previous):
        return f"release {version} does not come after {previous}, the one before it: {fits} would fit"
    if numbers(version) < numbers(fits):
        return f"release {version} does not fit what changed since {previous}: {why}; {fits} would fit"
    return None


def following(version: str, part: Part) -> str:
    """The next version, where this part of it changes.

    >>> following("1.2.3", Part.MINOR), following("0.2.0", Part.MAJOR)
    ('1.3.0', '0.3.0')
    """
    major, minor, patch = numbers(version)
    if part is Part.MAJOR and major:
        return f"{major + 1}.0.0"
    return f"{major}.{minor}.{patch + 1}" if part is Part.PATCH else f"{major}.{minor + 1}.0"


def numbers(version: str) -> tuple[int, int, int]:
    """The three numbers of a version; a working build counts as the version that it may become."""
    return versions.numbers(version.removesuffix(".dev")) or (0, 0, 0)


def _needs(changes: Changes, before: Columns, after: Columns) -> Iterator[tuple[Part, str]]:
    """What the changes need, and why."""
    if changes.before is None:
        return
    old, new = changes.before.schema_version, changes.after.schema_version
    if numbers(old)[0] != numbers(new)[0]:
        yield Part.MAJOR, f"schema {new} breaks with {old}"
    if gone := _columns(before, after):
        yield Part.MAJOR, f"{_some(gone)} {_is(gone)} gone"
    if added := _columns(after, before):
        yield Part.MINOR, f"{_some(added)} {_is(added)} new"
    if numbers(old) < numbers(new):
        yield Part.MINOR, f"schema {new} follows {old}"
    counted = [one for one in changes.records if one.table in COUNTED]
    if lost := [_named(one) for one in counted if one.kind is Kind.REMOVED]:
        yield Part.MINOR, f"{_some(lost)} {_is(lost)} gone without a redirect"
    if more := [_named(one) for one in counted if one.kind is Kind.ADDED and not one.was]:
        yield Part.MINOR, f"{_some(more)} {_is(more)} new"


def _columns(one: Columns, other: Columns) -> list[str]:
    """The columns of one side that the other lacks; a table that it lacks altogether counts as one."""
    tables = [f"the table {name}" for name in one if name not in other]
    return tables + [f"the column {name}.{column}" for name in one if name in other
                     for column in sorted(one[name] - other[name])]


def _named(one: RecordChange) -> str:
    return f"{one.record_id} ({one.table})"


def _some(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def _is(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"
