"""How contributed files are lifted from one version of the schema to the next: a table of steps, which are data.

`at` is the way to a value: names of fields, and "*" for every item of a list. `file` is the kind of file: "articles",
or the name of a registry.
"""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class FieldRenamed:
    """The field at the end of `at` is called otherwise.

    References to it, such as in `inferred` and `supports`, are terms; those in resolutions follow by themselves.

    >>> FieldRenamed("articles", ("meetings", "*", "series"), "cycle").was
    'series'
    """

    file: str
    at: tuple[str, ...]
    new: str

    @property
    def was(self) -> str:
        """Its name before."""
        return self.at[-1]


@dataclass(frozen=True)
class TermRenamed:
    """A term at `at` is written otherwise. Where a list has the new one already, the old goes."""

    file: str
    at: tuple[str, ...]
    was: str
    new: str


Change: TypeAlias = FieldRenamed | TermRenamed


@dataclass(frozen=True)
class Step:
    """What to change in files of the schema `old`, so that they are of `new`.

    Each `at` is a way in files as they were before the step. The version that a file states, and that of the schema
    which it names to editors, change with every step. A step that only adds to the schema has no changes.
    """

    old: str
    new: str
    changes: tuple[Change, ...] = ()


STEPS: tuple[Step, ...] = ()
"""All steps, the oldest first; each goes on where the one before ends, and the last ends at this package's version."""
