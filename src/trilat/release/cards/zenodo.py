""".zenodo.json: what Zenodo reads of a deposit."""

from typing import Any

from trilat.citation import AUTHOR, KEYWORDS, LICENSE, SUMMARY, TITLE
from trilat.release.about import Draft


def zenodo(draft: Draft) -> dict[str, Any]:
    """The metadata of a deposit; the type is said, since Zenodo takes for software what says nothing."""
    return {
        "upload_type": "dataset",
        "title": TITLE,
        "version": draft.about.version,
        "publication_date": draft.about.day,
        "creators": [{"name": AUTHOR}],
        "description": SUMMARY,
        "keywords": list(KEYWORDS),
        "access_right": "open",
        "license": LICENSE.lower(),
        "language": "eng",
        "notes": draft.citation.note,
    }
