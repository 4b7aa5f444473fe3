"""How a release is cited: what a citation says, and how each style writes it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from trilat.errors import ReleaseError, UsageError

TITLE = "Trilat: an open event dataset of diplomatic meetings"
AUTHOR = "Trilat contributors"
SUMMARY = (
    "Diplomatic meetings as news articles report them, first of all those of the United States, Japan and the Republic "
    "of Korea: who is said to meet, when, where and with what result, by whom, and on what evidence. Every value "
    "traces to a span of a source; what sources disagree on is kept in the claims and conflicts tables."
)
KEYWORDS = (
    "diplomatic meetings", "event data", "international relations", "news sources", "provenance", "United States",
    "Japan", "Republic of Korea",
)
LICENSE = "CC-BY-4.0"
LICENSE_TITLE = "Creative Commons Attribution 4.0 International"
LICENSE_URL = "https://creativecommons.org/licenses/by/4.0/"
RELEASED = "precedence"
"""The strategy by which releases are settled, which a citation need not name."""

SHOWN_DIGITS = 16
"""Digits of the content hash that a citation for readers shows; the styles for machines bear all 64."""


@dataclass(frozen=True)
class Citation:
    """What a citation says: the version and day (YYYY-MM-DD) of a release, the hash of its content, and any view of it.

    `view` tells a vintage, or another strategy than that of the release, in words.
    """

    version: str
    day: str
    content_sha256: str
    view: str = ""

    @property
    def year(self) -> str:
        """The year of the release."""
        return self.day[:4]

    @property
    def key(self) -> str:
        """A short name for lists of references."""
        return f"trilat-{self.version}"

    def of_view(self, day: object, strategy: str) -> "Citation":
        """The citation of what was known on a day (None for all), settled by a strategy.

        >>> Citation("1.0.0", "2031-04-01", "").of_view("2031-03-26", "precedence").view
        'As known on 2031-03-26.'
        """
        known = f"As known on {day}." if day else ""
        settled = f"Settled by the strategy {strategy}." if strategy != RELEASED else ""
        return replace(self, view=" ".join(part for part in (known, settled) if part))

    @property
    def note(self) -> str:
        """What has no field of its own in most styles."""
        view = f" {self.view}" if self.view else ""
        return f"Version {self.version}, released {self.day}, SHA-256 of the content {self.content_sha256}.{view}"


def citation_of(package: Mapping[str, Any]) -> Citation:
    """The citation of a release, from what its datapackage.json says."""
    return Citation(package["version"], str(package.get("created", ""))[:10], package["trilat"]["content_sha256"])


def cite(citation: Citation, style: str = "text") -> str:
    """The citation in one of STYLES.

    Raises UsageError where there is no such style, ReleaseError where the release does not tell its day.

    >>> print(cite(Citation("1.0.0", "2031-04-01", "8a15ea1877f9f273" + "0" * 48)))
    Trilat contributors (2031). Trilat: an open event dataset of diplomatic meetings (version 1.0.0) [data set]. \
Content 8a15ea1877f9f273.
    """
    if style not in STYLES:
        raise UsageError(f"there is no style {style!r}; the styles are {', '.join(STYLES)}")
    if not citation.day:
        raise ReleaseError(f"release {citation.version} does not say when it was made (created in its "
                           "datapackage.json), so that it cannot be cited: get the release again")
    return STYLES[style](citation)


def _text(citation: Citation) -> str:
    content = f"Content {citation.content_sha256[:SHOWN_DIGITS]}."
    return " ".join(part for part in (_apa(citation), content, citation.view) if part)


def _apa(citation: Citation) -> str:
    return f"{AUTHOR} ({citation.year}). {TITLE} (version {citation.version}) [data set]."


def _bibtex(citation: Citation) -> str:
    fields = {
        "author": f"{{{AUTHOR}}}", "title": f"{{{TITLE}}}", "year": citation.year, "date": citation.day,
        "version": citation.version, "howpublished": "Data set", "note": citation.note,
    }
    inner = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{citation.key},\n{inner}}}"


def _ris(citation: Citation) -> str:
    fields = [
        ("TY", "DATA"), ("ID", citation.key), ("AU", AUTHOR), ("TI", TITLE), ("PY", citation.year),
        ("DA", citation.day.replace("-", "/")), ("ET", citation.version), ("N1", citation.note), ("ER", ""),
    ]
    return "\n".join(f"{tag}  - {value}" for tag, value in fields)


def _csl_json(citation: Citation) -> str:
    item = {
        "id": citation.key,
        "type": "dataset",
        "title": TITLE,
        "author": [{"literal": AUTHOR}],
        "issued": {"date-parts": [[int(part) for part in citation.day.split("-")]]},
        "version": citation.version,
        "note": citation.note,
    }
    return json.dumps([item], ensure_ascii=False, indent=1)


def _cff(citation: Citation) -> str:
    import yaml  # noqa: PLC0415  # loading a dataset needs no YAML

    return yaml.safe_dump({
        "cff-version": "1.2.0",
        "message": "If you use these data, please cite the release that you used.",
        "type": "dataset",
        "title": TITLE,
        "version": citation.version,
        "date-released": citation.day,
        "authors": [{"name": AUTHOR}],
        "abstract": SUMMARY,
        "keywords": list(KEYWORDS),
        "license": LICENSE,
        "identifiers": [{
            "type": "other", "value": f"sha256:{citation.content_sha256}",
            "description": "The SHA-256 of the content of all tables, as the codebook defines it.",
        }],
    }, sort_keys=False, allow_unicode=True, width=120).rstrip("\n")


STYLES: dict[str, Callable[[Citation], str]] = {
    "text": _text, "apa": _apa, "bibtex": _bibtex, "ris": _ris, "csl-json": _csl_json, "cff": _cff,
}
"""The styles by name."""
