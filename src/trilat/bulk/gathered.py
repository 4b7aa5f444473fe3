"""Registries with what was gathered of articles that are not here, for the rules that ask for ids of other files."""

import pickle
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trilat.bulk.aside import Plan
from trilat.bulk.judge import registries_of
from trilat.models.parts import ENTRIES
from trilat.sheet import Asked, Sheet
from trilat.sheets import ARTICLES, Sheets

if TYPE_CHECKING:
    from trilat.tables.rows import ClaimRow

LISTED = (*ENTRIES, ARTICLES)


@dataclass(frozen=True)
class Job:
    """What every part is judged with: small, since it goes to the other processes with each."""

    plan: Plan
    has_impossible_dates: bool

    @property
    def asides(self) -> Path:
        """The file of all that was put aside."""
        return self.plan.folder / "asides"

    @property
    def groups(self) -> Path:
        """The file that has, in parts, the number of the group of each meeting that is tied to others."""
        return self.plan.folder / "groups"


@dataclass(frozen=True)
class Gathered(Sheets):
    """Registries, and articles beside them of which but few are here; what the others have was gathered.

    Attributes:
        gathered: The ids that there are, by table: all of them, or those that somebody here asks for.
        beyond: The tables of which there are too many to list.
        met_unread: The ids somebody asks for that stand in what could not be read.
        missing: The ids that lead nowhere, by the article that points at them.
        decided: The claims on records that resolutions decide on.
        is_any_date_impossible: Whether some article has such a date.
    """

    gathered: Mapping[str, frozenset[str]] = field(default_factory=dict)
    beyond: frozenset[str] = frozenset()
    met_unread: Set[str] = frozenset()
    missing: Mapping[Sheet, Asked] = field(default_factory=dict)
    decided: Sequence["ClaimRow"] = ()
    is_any_date_impossible: bool = False

    @property
    def ids(self) -> Mapping[str, frozenset[str]]:
        """The ids that are known of here, by table."""
        return self.gathered

    @property
    def ids_in_unread(self) -> frozenset[str]:
        """Of the ids that somebody asks for those that stand in what could not be read."""
        return frozenset(self.met_unread)

    @property
    def claims(self) -> Sequence["ClaimRow"]:
        """The claims on records that resolutions decide on."""
        return self.decided

    @property
    def has_impossible_dates(self) -> bool:
        """Whether any date is none that the calendar has."""
        return self.is_any_date_impossible

    def unknown(self, sheet: Sheet) -> Asked:
        """The ids in a sheet that lead to no record."""
        return self.missing[sheet] if sheet in self.missing else super().unknown(sheet)

    def like(self, tables: tuple[str, ...]) -> Set[str]:
        """The ids in some tables that one which leads nowhere may have meant; none where there are too many."""
        return frozenset() if self.beyond & set(tables) else self.known(tables)


@lru_cache(maxsize=1)
def _loaded(path: Path) -> Any:
    """What lies in a file that a process of our own wrote, read once."""
    return pickle.loads(path.read_bytes())  # noqa: S301  # from a process of our own


def gathered(job: Job, met: Mapping[str, Set[str]] | None = None) -> Gathered:
    """The registries, with the ids of what articles have, where there are not too many of them.

    Args:
        job: What is judged.
        met: The ids of records that registries ask for.
    """
    registries = registries_of(job.plan.beside)
    listed: Mapping[str, Sequence[str] | None] = _loaded(job.plan.folder / "ids")
    return Gathered(
        registries=registries.registries, today=registries.today,
        gathered={table: ids.union(listed.get(table) or (), (met or {}).get(table, ()))
                  for table, ids in registries.ids.items()},
        beyond=frozenset(table for table, some in listed.items() if some is None),
    )
