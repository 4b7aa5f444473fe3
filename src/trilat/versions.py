"""The version of the schema, and how versions compare. The only place that names it."""

from typing import Literal, get_args

SchemaVersion = Literal["1.0.0"]
"""What contributed files write as their `schema_version`."""

SCHEMA_VERSION: str = get_args(SchemaVersion)[0]
"""The version of the schema that this package writes."""

Numbers = tuple[int, int, int]


def numbers(version: object) -> Numbers | None:
    """The three numbers of a version, by which versions compare; None where it is none.

    >>> numbers("1.10.0") > numbers("1.9.2")
    True
    >>> numbers("1.0") is None
    True
    """
    parts = version.split(".") if isinstance(version, str) else []
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) <= 5 for part in parts):
        return None
    major, minor, patch = map(int, parts)
    return major, minor, patch


def next_version(version: str, *, breaking: bool) -> str:
    """The next version of a schema: a major one where it breaks what was valid, else a minor one.

    >>> next_version("1.0.0", breaking=False), next_version("1.4.0", breaking=True)
    ('1.1.0', '2.0.0')
    """
    major, minor, _ = numbers(version) or (0, 0, 0)
    return f"{major + 1}.0.0" if breaking else f"{major}.{minor + 1}.0"
