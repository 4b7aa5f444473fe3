"""Commands that judge contributed data and explain the rules."""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trilat.cli import mending
from trilat.cli.records import Form, day_of
from trilat.cli.texts import TEXTS

if TYPE_CHECKING:
    from trilat.findings import Finding

STANDARD_INPUT = Path("-")


class Format(StrEnum):
    """How findings are printed."""

    FULL = "full"
    CONCISE = "concise"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    JUNIT = "junit"


def validate(
    paths: Annotated[list[Path] | None, typer.Argument(
        help="Files and folders; dataset where left out; - for standard input.", show_default=False)] = None,
    *,
    select: Annotated[list[str] | None, typer.Option(
        "--select", metavar="RULE,…", help="Only these rules, and what cannot be read.")] = None,
    ignore: Annotated[list[str] | None, typer.Option("--ignore", metavar="RULE,…", help="All but these rules.")] = None,
    form: Annotated[Format, typer.Option("--format", help="How findings are printed.")] = Format.FULL,
    statistics: Annotated[bool, typer.Option("--statistics", help="Only how often each rule was broken.")] = False,
    changed: Annotated[bool, typer.Option(
        "--changed", help="Only files that differ from the default branch, untracked ones too.")] = False,
    base: Annotated[str | None, typer.Option(
        "--base", metavar="REV", help="What --changed compares with in place of the default branch.")] = None,
    texts: Annotated[Path | None, TEXTS] = None,
    today: Annotated[str | None, typer.Option(
        "--today", metavar="DAY", envvar="TRILAT_TODAY", help="The day after which nothing has happened yet.")] = None,
    fix: Annotated[bool, mending.FIX] = False,
    unsafe_fixes: Annotated[bool, mending.UNSAFE_FIXES] = False,
    diff: Annotated[bool, mending.DIFF] = False,
    stdin_filename: Annotated[Path | None, typer.Option(
        "--stdin-filename", metavar="NAME", help="Where standard input would stand, such as dataset/people.yaml.",
    )] = None,
) -> None:
    """Check annotated articles and registries: every fault in one pass, at its place, with its remedy.

    Example: trilat validate dataset/articles/2021 --ignore near-copy
    """
    from trilat.check import check, chosen
    from trilat.errors import UsageError
    from trilat.evidence.texts import Texts

    if statistics and form not in (Format.FULL, Format.CONCISE, Format.JSON):
        raise UsageError(f"--statistics are printed as text or with --format json, not as {form}")
    if unsafe_fixes and not (fix or diff):
        raise UsageError("--unsafe-fixes goes with --fix, or with --diff to see them first")
    choose = partial(chosen, select=_rules(select), ignore=_rules(ignore))
    asked, given = _asked(paths or [Path("dataset")], stdin_filename)
    if given and (fix or diff):
        raise UsageError("standard input cannot be mended: name the file")
    if changed:
        asked = _changed(asked, base, given)
    elif base is not None:
        raise UsageError("--base says what --changed compares with; add --changed, or leave it out")
    day, folder = day_of(today), Texts(texts) if texts else None
    findings: Sequence[Finding]
    if fix or diff:
        from trilat.mend import mend

        mended = mend(asked, unsafe=unsafe_fixes, today=day, texts=folder, choose=choose)
        findings, files = mending.carry_out(mended, diff=diff)
    else:
        found, files = check(asked, today=day, texts=folder, instead=given)
        findings = choose(found)
    if not diff:
        _tell(findings, form, statistics, {path.as_posix(): data for path, data in given.items()})
    code = _summed(findings, files)
    if not (fix or diff):
        mending.told(findings)
    raise typer.Exit(code)


def rule(
    name: Annotated[str | None, typer.Argument(help="A rule's name.", show_default=False)] = None,
    *,
    every: Annotated[bool, typer.Option("--list", help="List all rules: name, severity, purpose.")] = False,
    form: Annotated[Form, typer.Option("--format", help="For people or for programs.")] = Form.TEXT,
) -> None:
    """Explain a rule: what it wants and why, what fails and passes it, and how to suppress it.

    Example: trilat rule unknown-reference
    """
    from trilat.errors import UsageError
    from trilat.output.rules import explained, listed, rule_json, rule_named, rules_json
    from trilat.rules import RULES

    if every == (name is not None):
        raise UsageError("name one rule, or list all: trilat rule --list")
    if name is None:
        _put(listed(RULES.values()) if form is Form.TEXT else [rules_json(RULES.values())])
    else:
        wanted = rule_named(name)
        _put(explained(wanted) if form is Form.TEXT else [rule_json(wanted)])


def _rules(lists: Iterable[str] | None) -> frozenset[str]:
    """The rules that comma lists name."""
    if not lists:
        return frozenset()
    from trilat.output.rules import rule_named

    return frozenset(rule_named(name.strip()).name for names in lists for name in names.split(","))


def _asked(paths: Sequence[Path], name: Path | None) -> tuple[list[Path], dict[Path, bytes]]:
    """The files and folders that are there, and what is judged in place of the file that standard input stands for."""
    from trilat.errors import UsageError

    given = _standard_input(paths, name)
    for path in paths:
        if path != STANDARD_INPUT and not path.exists() and not path.is_symlink():
            raise UsageError(f"there is no {path}")
    return [*given, *(path for path in paths if path != STANDARD_INPUT)], given


def _standard_input(paths: Sequence[Path], name: Path | None) -> dict[Path, bytes]:
    """What is judged in place of the file that standard input is named after; nothing where it is not asked for."""
    from trilat.errors import UsageError
    from trilat.sheets import LARGEST_FILE

    if (STANDARD_INPUT in paths) != (name is not None):
        raise UsageError("standard input is judged as the file that it would be: trilat validate - --stdin-filename "
                         "dataset/articles/2031/harbour-post-2031-03-02-envoys.yaml")
    if name is None:
        return {}
    if name.is_dir():
        raise UsageError(f"{name} is a folder; standard input is judged as one file")
    data = sys.stdin.buffer.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise UsageError(f"standard input has more than {LARGEST_FILE} bytes; split it")
    return {name: data}


def _changed(paths: Sequence[Path], base: str | None, given: Mapping[Path, bytes]) -> list[Path]:
    """The files that paths name and that git says have changed."""
    from trilat.errors import UsageError
    from trilat.git import changed_files
    from trilat.sheets import files_in

    if given:
        raise UsageError("--changed asks git for files; leave out - for standard input")
    differ = changed_files(Path.cwd(), base)
    return [path for path in files_in(paths) if path.parent.resolve() / path.name in differ]


def _tell(findings: "Sequence[Finding]", form: Format, statistics: bool, given: Mapping[str, bytes]) -> None:
    """Print findings, and on GitHub the whole list in the summary, since it shows but ten annotations of a kind."""
    from trilat.output.findings import statistics as counts
    from trilat.output.findings.formats import render
    from trilat.output.findings.setting import Setting, repository

    if statistics:
        _put(counts.statistics_json(findings) if form is Format.JSON else counts.statistics(findings))
        return
    here = Path.cwd()
    terminal = sys.stdout.isatty()
    setting = Setting(here, repository(here), _width() if terminal else 100, terminal and _colours(), given)
    _put(render(form, findings, setting))
    report = os.environ.get("GITHUB_STEP_SUMMARY")
    if form is Format.GITHUB and report and findings:
        from trilat.output.findings.github import summary

        with Path(report).open("a", encoding="utf-8") as file:
            file.write(summary(findings, setting))


def _summed(findings: "Sequence[Finding]", files: int) -> int:
    """The exit code, after a line on standard error that sums up."""
    from trilat.findings import Severity

    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    warnings = sum(finding.severity is Severity.WARNING for finding in findings)
    others = len(findings) - errors - warnings
    advice = f", {_counted(others, 'piece')} of advice" if others else ""
    typer.echo(f"{_counted(files, 'file')}: {_counted(errors, 'error')}, {_counted(warnings, 'warning')}{advice}",
               err=True)
    return 1 if errors else 0


def _put(lines: Iterable[str]) -> None:
    """Print lines; a reader who has seen enough and closed the pipe is no fault."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal that cannot show a character shows its number
    try:
        sys.stdout.writelines(f"{line}\n" for line in lines)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _width() -> int:
    import shutil

    return shutil.get_terminal_size().columns


def _colours() -> bool:
    """Whether a terminal may be sent colours; see https://no-color.org."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
