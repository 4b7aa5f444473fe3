"""How single values are written in YAML: plainly where every reader takes them for the same text, else in quotes."""

import json
import re
from functools import lru_cache

from trilat.models.base import Plain
from trilat.reading.document import Scalar

_BEGINS = re.compile(r"""-?[^-\s?:,\[\]{}#&*!|>'"%@`]""")
_BREAKS = re.compile(r": |:\Z| #|[ ]\Z|[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_BREAKS_IN_BRACKETS = re.compile(r"[,\[\]{}:]")
_ESCAPED = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_TYPED = re.compile(
    r"""true|false|yes|no|on|off|y|n|null|nil|~
      | [-+]?(?:0[xob][0-9a-f_]+|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|\.(?:inf|nan))
      | [-+]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:e[-+]?[0-9]+)?""",
    re.VERBOSE | re.IGNORECASE,
)


class Quoted(str):
    """A text that stands in quotes whatever it is."""

    __slots__ = ()


def scalar(value: Scalar, in_brackets: bool = False) -> str:
    """A single value as it stands in the canonical layout.

    Quotes that were typed stay around what another reader of YAML would take for a number, a truth value or null; no
    quotes are put around what was typed without them.

    >>> scalar("NO"), scalar(Plain("NO")), scalar("Busan"), scalar("[..2031]"), scalar("a, b", in_brackets=True)
    ('"NO"', 'NO', 'Busan', '"[..2031]"', '"a, b"')
    """
    if not isinstance(value, str):
        return json.dumps(value)
    return quoted(value) if isinstance(value, Quoted) else _text(value, isinstance(value, Plain), in_brackets)


@lru_cache(20_000)
def _text(text: str, is_bare: bool, in_brackets: bool) -> str:
    """A text, plainly where that may be; `is_bare` where it was typed so."""
    plain = _is_plain(text, in_brackets) and (is_bare or not is_typed(text))
    return str(text) if plain else quoted(text)


def quoted(text: str) -> str:
    r"""A text in double quotes, as YAML and JSON alike write it, with escapes for what no file may have.

    >>> quoted("a\u2028b")
    '"a\\u2028b"'
    """
    return _ESCAPED.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(text, ensure_ascii=False))


def is_typed(text: str) -> bool:
    """Whether a reader of YAML, of version 1.1 or 1.2, takes this for something else than text when it is plain."""
    return _TYPED.fullmatch(text) is not None


def _is_plain(text: str, in_brackets: bool) -> bool:
    return (
        _BEGINS.match(text) is not None and _BREAKS.search(text) is None
        and not (in_brackets and _BREAKS_IN_BRACKETS.search(text)) and text not in ("null", "Null", "NULL")
    )
