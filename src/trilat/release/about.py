"""What a release says of itself, and what its documents are made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from trilat.citation import Citation
from trilat.release.content import content_hash
from trilat.tables.columns import Row

Tables = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class About:
    """What a release says of itself that does not come from its tables: version, day (YYYY-MM-DD), licence text.

    `more` has further files of the release by their paths, such as the list of what changed.
    """

    version: str
    day: str
    license_text: bytes
    more: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """A release whose documents are still to be written: what it says of itself, its tables, their files by path."""

    about: About
    tables: Tables
    files: Mapping[str, bytes]

    @cached_property
    def citation(self) -> Citation:
        """How the release is cited."""
        return Citation(self.about.version, self.about.day, content_hash(self.tables))
