"""The one place that knows a hash: SHA-256, whole for files, its first half for ids."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

ID_LENGTH = 16
"""Hexadecimal digits of a digest or a derived id: 64 bits."""


def sha256(data: bytes) -> str:
    """The SHA-256 of bytes, in 64 lower-case hexadecimal digits.

    >>> sha256(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(data).hexdigest()


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, without holding them all."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def short_hash(*parts: object) -> str:
    """An id of 16 hexadecimal digits from JSON values; the same values give the same id on every machine.

    >>> short_hash("a", ["b"]) == short_hash("a", ["b"])
    True
    >>> short_hash("ab") == short_hash("a", "b")
    False
    """
    return short_hash_of(canonical_json(parts))


def short_hash_of(text: str) -> str:
    """The same id from the canonical JSON text of a list of the values, for those who put it together from pieces.

    >>> short_hash_of('["a",["b"]]') == short_hash("a", ["b"])
    True
    """
    return hashlib.sha256(text.encode()).hexdigest()[:ID_LENGTH]


def short_hashes_of(head: bytes, middles: Iterable[bytes], end: bytes) -> list[str]:
    """The ids from many such texts that begin and end alike; what they begin with is hashed once.

    >>> short_hashes_of(b'["a",', [b'"b"', b'"c"'], b"]") == [short_hash("a", "b"), short_hash("a", "c")]
    True
    """
    begun = hashlib.sha256(head)
    ids = []
    for middle in middles:
        hashed = begun.copy()
        hashed.update(middle + end)
        ids.append(hashed.hexdigest()[:ID_LENGTH])
    return ids


def short_hashes(texts: Iterable[bytes]) -> bytes:
    """The ids from many such texts, one after the other.

    >>> short_hashes([b'["a",["b"]]', b'["b"]']).decode() == short_hash("a", ["b"]) + short_hash("b")
    True
    """
    return b"".join([hashlib.sha256(text).digest()[: ID_LENGTH // 2] for text in texts]).hex().encode()


def canonical_json(value: object) -> str:
    """JSON text with sorted keys and no spare white space: equal values give equal text.

    >>> canonical_json({"b": 1, "a": ["ü"]})
    '{"a":["ü"],"b":1}'
    """
    return _CANONICAL(value)


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode
