"""Rules on the occasions that an article's statements share."""

from collections.abc import Iterator

from trilat.findings import Finding
from trilat.sheets import Sheets


def unused_occasion(sheets: Sheets) -> Iterator[Finding]:
    """Every occasion that a file tells of is named by one of its statements.

    Fails:
        occasions:
          - {id: call-2031-03-04, channel: conference-call}
        statements:
          - {id: remarks, occasion: call-2031-03-05}

    Passes:
        occasions:
          - {id: call-2031-03-04, channel: conference-call}
        statements:
          - {id: remarks, occasion: call-2031-03-04}
    """
    for sheet in sheets.articles:
        named = {statement.occasion for statement in sheet.model.statements}
        for place, occasion in enumerate(sheet.model.occasions):
            if occasion.id not in named:
                yield sheet.finding(("occasions", place, "id"), f"no statement names {occasion.id}",
                                    "name it as the occasion of the statements made there, or take it out")


def duplicate_occasion(sheets: Sheets) -> Iterator[Finding]:
    """A file tells of each occasion once.

    Fails:
        occasions:
          - {id: call-2031-03-04, channel: conference-call}
          - {id: call-2031-03-04, date: 2031-03-04}
        statements:
          - {id: remarks, occasion: call-2031-03-04}

    Passes:
        occasions:
          - {id: call-2031-03-04, channel: conference-call, date: 2031-03-04}
        statements:
          - {id: remarks, occasion: call-2031-03-04}
    """
    for sheet in sheets.articles:
        seen: set[str] = set()
        for place, occasion in enumerate(sheet.model.occasions):
            if occasion.id in seen:
                yield sheet.finding(("occasions", place, "id"), f"{occasion.id} stands in the list twice",
                                    "put both together, or give one another id")
            seen.add(occasion.id)
