"""The formats in which findings are printed. Each is a module of its own that is imported when it is asked for."""

from collections.abc import Iterator, Sequence
from importlib import import_module

from trilat.findings import Finding
from trilat.output.findings.setting import Setting

FORMATS = ("full", "concise", "json", "sarif", "github", "junit")


def render(form: str, findings: Sequence[Finding], setting: Setting) -> Iterator[str]:
    """The lines that tell sorted findings in a format."""
    made: Iterator[str] = import_module(f"trilat.output.findings.{form}").lines(findings, setting)
    return made
