"""Uncertain dates: the subset of EDTF (ISO 8601-2) that Trilat reads, and the days that each one can mean.

| written | means |
|---|---|
| ``2031-03-08`` | this day |
| ``2031-03``, ``2031``, ``2031-03-XX``, ``203X`` | one day within the month, the year, the decade |
| ``[2031-03-08..2031-03-14]``, ``[..2031-03-14]`` | one day within the range; open where an end is left out |
| ``2031-03-08/2031-03-09``, ``2031-03-08/..`` | all days from the first to the last; open where an end is ``..`` |
| ``2031-03-08~`` | approximately: the days widen by one unit (day, month, year, decade) on each side |
| ``2031-03-08?`` | uncertain: the same days, less sure |
| ``2031-03-08%`` | both |

Weeks run from Monday to Sunday and are written as ranges. The source is the Library of Congress's EDTF specification,
levels 0 to 2, of which this is a part; what is not in the table is refused.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_POINT = (
    r"[12][0-9]{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]|XX))?|-XX(?:-XX)?)?[?~%]?"
    r"|[12][0-9](?:[0-9]X|XX)[?~%]?"
)
PATTERN = (
    rf"^(?:{_POINT}"
    rf"|(?:{_POINT})/(?:{_POINT}|\.\.)|\.\./(?:{_POINT})"
    rf"|\[(?:{_POINT})\.\.(?:{_POINT})?\]|\[\.\.(?:{_POINT})\])$"
)
"""What a date may look like; read alike by Python, Rust and JavaScript. Calendars are checked by `parse`."""

_WHOLE = re.compile(PATTERN[1:-1])


@dataclass(frozen=True, slots=True)
class Edtf:
    """A date as written, and the first and last day that it can mean (None where open).

    `lasting` is true where the event takes up every day from `earliest` to `latest` rather than one day between them.
    """

    text: str
    earliest: date | None
    latest: date | None
    lasting: bool = False
    approximate: bool = False
    uncertain: bool = False

    def __str__(self) -> str:
        return self.text

    def overlaps(self, other: "Edtf") -> bool:
        """Whether there is a day that both can mean.

        >>> parse("2031-03").overlaps(parse("[2031-03-29..2031-04-02]"))
        True
        """
        begins = self.latest is None or other.earliest is None or other.earliest <= self.latest
        return begins and (other.latest is None or self.earliest is None or self.earliest <= other.latest)

    @property
    def days(self) -> int | None:
        """How many days the date spans, or None where an end is open."""
        if self.earliest is None or self.latest is None:
            return None
        return (self.latest - self.earliest).days + 1


@lru_cache(100_000)
def parse(text: str) -> Edtf:
    """Read a date.

    Raises ValueError where the text is not of the subset, names a day that no calendar has, or runs backwards.

    >>> parse("[2031-03-08..2031-03-14]").latest
    datetime.date(2031, 3, 14)
    >>> parse("2023-02-29")
    Traceback (most recent call last):
    ValueError: 2023-02-29: February 2023 has 28 days
    """
    if not _WHOLE.fullmatch(text):
        raise ValueError(f"{text!r} is not a date of the form 2031-03-08, 2031-03, [2031-03-08..2031-03-14] or "
                         "2031-03-08/2031-03-09")
    lasting = "/" in text
    ends = text.split("/") if lasting else text.strip("[]").split("..")
    points = [None if end in ("", "..") else _point(end) for end in ends]
    first, last = points[0], points[-1]
    earliest = first[0] if first else None
    latest = last[1] if last else None
    if earliest and latest and earliest > latest:
        raise ValueError(f"{text}: the date runs backwards")
    marks = {end[-1] for end in ends if end[-1:] in ("?", "~", "%")}
    return Edtf(text, earliest, latest, lasting, bool(marks & {"~", "%"}), bool(marks & {"?", "%"}))


def _point(text: str) -> tuple[date, date]:
    bare = text.rstrip("?~%")
    widen = text[-1] in "~%"
    year_text, _, rest = bare.partition("-")
    if "X" in year_text:
        size = 10 if year_text[2] != "X" else 100
        start = int(year_text.replace("X", "0"))
        return _years(start - widen * size, start + size - 1 + widen * size)
    year = int(year_text)
    if rest in ("", "XX", "XX-XX"):
        return _years(year - widen, year + widen)
    month = int(rest[:2])
    if len(rest) == 2 or rest.endswith("XX"):
        return _month(year, month - widen)[0], _month(year, month + widen)[1]
    day = int(rest[3:])
    last = _month(year, month)[1]
    if day > last.day:
        raise ValueError(f"{text}: {last:%B} {year} has {last.day} days")
    exact = date(year, month, day)
    return exact - timedelta(days=widen), exact + timedelta(days=widen)


def _years(first: int, last: int) -> tuple[date, date]:
    return date(first, 1, 1), date(last, 12, 31)


def _month(year: int, month: int) -> tuple[date, date]:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    first = date(year, month, 1)
    return first, date(year, month, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)
