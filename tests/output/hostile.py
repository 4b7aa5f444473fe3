"""Strings that break outputs, and findings made of them."""

import json
from pathlib import Path

from trilat.findings import Edit, Finding, Fix, Severity

NAUGHTY_STRINGS = Path(__file__).parents[2].parent / "shared" / "corpora" / "naughty-strings" / "blns.json"

OWN = [
    "", " ", "\x00", "a\x00b.yaml", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x9b31m", "\x7f", "\b\b\b", "\r", "a\rb",
    "\n", "line\nline", "\r\n", "\u2028", "\u2029", "\x85", "\x0b\x0c", "\t", "\u202eevil", "\u2066\u2069", "\u200b",
    "\ufeff", "\ud800", "\udcff", "a\udc80.yaml", "\ufffe\uffff", "\U0010ffff", "\ue000",
    "]]>", "<![CDATA[", "<!--", "&amp;", "&", "<script>alert(1)</script>", "'\"><x y='",
    "::error::x", "::error file=a,line=1::x", "##[error]x", "::set-env name=A::b", "%0A", "%25", "%0D%0A::error::x",
    "a:b,c=d", "[/x]", "[red]", "[a](javascript:b)", "![x](y)", "`a`", "|", "a|b", "\\|", "\\", "|---|", "@all", "#1",
    "*b*", "_b_", "https://example.org", "{}", "{0}", "{{ x }}", "${{ x }}", "%s", "%(a)s",
    "../../x.yaml", "/etc/x.yaml", "C:\\x.yaml", "-rf", "x" * 100_000, "한" * 10_000, "e\u0301" * 1000,
    "👩\u200d👩\u200d👧", "ﷺ" * 100,
]


def strings() -> list[str]:
    """All of them: our own, and the public list where it is at hand."""
    listed = json.loads(NAUGHTY_STRINGS.read_text(encoding="utf-8")) if NAUGHTY_STRINGS.exists() else []
    return [*OWN, *listed]


def findings() -> list[Finding]:
    """Each string in all fields at once, and each of our own in each field alone."""
    made = [
        Finding(text, 1, 1, text, text, text, text, Severity.ERROR, Fix(safe=True, edits=(Edit(0, 1, text),)), 1, 9)
        for text in strings()
    ]
    usual = {"file": "a.yaml", "rule": "bad-form", "message": "is wrong", "help": "mend it", "path": "meetings[0].date"}
    for field in usual:
        for number, text in enumerate(OWN):
            told = usual | {field: text}
            made.append(Finding(**told, line=number, column=number, severity=list(Severity)[number % 3]))
    return sorted(set(made))
