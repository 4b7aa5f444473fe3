"""Rules on ids and the names of files."""

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from trilat.findings import Finding
from trilat.sheet import Sheet
from trilat.sheets import Sheets


def file_name_mismatch(sheets: Sheets) -> Iterator[Finding]:
    """A YAML file of one article bears the article's id as its name.

    Fails:
        # harbour-post.yaml
        article: {id: harbour-post-2031-03-02-envoys}

    Passes:
        # harbour-post-2031-03-02-envoys.yaml
        article: {id: harbour-post-2031-03-02-envoys}
    """
    for sheet in sheets.articles:
        path = PurePosixPath(sheet.file)
        if path.suffix == ".yaml" and path.stem != sheet.model.article.id:
            yield sheet.finding(("article", "id"), f"the file is called {path.name}",
                                f"call it {sheet.model.article.id}.yaml, or mend the id")


def duplicate_id(sheets: Sheets) -> Iterator[Finding]:
    """No two articles, and no two entries of a registry, have one id.

    An id is the join: whatever has the same id is taken for the same thing.

    Fails:
        people:
          - {id: jane-doe, name: Jane Doe}
          - {id: jane-doe, name: Jane B. Doe}

    Passes:
        people:
          - {id: jane-doe, name: Jane Doe}
          - {id: jane-b-doe, name: Jane B. Doe}
    """
    yield from _twice(sheets, lambda sheet: sheet.gist.article.id, ("article", "id"))
    for name in ("people", "organizations", "offices", "places", "redirects"):
        if name in sheets.registries:
            sheet = sheets.registries[name]
            seen: dict[object, int] = {}
            for place, entry in enumerate(getattr(sheet.model, name)):
                key = (entry.table, entry.old) if name == "redirects" else entry.id
                first = seen.setdefault(key, place)
                if first != place:
                    line = sheet.document.locate((name, first)).line
                    yield sheet.finding((name, place), f"the id stands at line {line} already",
                                        "give each its own id, or make them one")


def duplicate_text(sheets: Sheets) -> Iterator[Finding]:
    """No two articles were coded from one text.

    Its claims would count twice. A second reading of an article lives in a dataset of its own, `dataset/second`.

    Fails:
        article:
          text: {sha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}
        ---
        article:
          text: {sha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}

    Passes:
        article:
          text: {sha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}
        ---
        article:
          text: {sha256: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb}
    """
    path = ("article", "text", "sha256")
    yield from _twice(sheets, lambda sheet: sheet.gist.text, path)


def outcome_id_mismatch(sheets: Sheets) -> Iterator[Finding]:
    """An outcome's id begins with its meeting's.

    Fails:
        outcomes:
          - {id: round.pact, meeting: talks}

    Passes:
        outcomes:
          - {id: talks.pact, meeting: talks}
    """
    for sheet in sheets.articles:
        for place, outcome in enumerate(sheet.model.outcomes):
            if outcome.id.partition(".")[0] != outcome.meeting:
                message = f"the outcome's meeting is {outcome.meeting}"
                yield sheet.finding(("outcomes", place, "id"), message,
                                    f"let it begin with {outcome.meeting}.")


def _twice(sheets: Sheets, key: Callable[[Sheet], str], path: tuple[str, ...]) -> Iterator[Finding]:
    seen: dict[str, Sheet] = {}
    for sheet in sheets.articles:
        first = seen.setdefault(key(sheet), sheet)
        if first is not sheet:
            place = f"{first.file}:{first.line_of(path)}"
            yield sheet.finding(path, f"stands in {place} already", "keep one of the two")
