"""Judging contributed data and telling what was found: what `trilat validate` does once its words are understood.

Neither this module nor what it imports needs the parser of options, which takes long to load.
"""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from trilat.check import LARGE, check_groups, chosen, groups_of, lines_in
from trilat.cli.day import day_of
from trilat.errors import UsageError
from trilat.findings import Finding, Found, Severity
from trilat.share import processors
from trilat.sheets import LARGEST_FILE, files_in, releases_in

if TYPE_CHECKING:
    from trilat.evidence.texts import Texts

STANDARD_INPUT = Path("-")


def judge(
    paths: Sequence[Path],
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    form: str = "full",
    statistics: bool = False,
    changed: bool = False,
    base: str | None = None,
    texts: Path | None = None,
    today: str | None = None,
    fix: bool = False,
    unsafe_fixes: bool = False,
    diff: bool = False,
    stdin_filename: Path | None = None,
    workers: int | None = None,
    scratch: Path | None = None,
) -> int:
    """Print the findings in files and folders, dataset where none is named, and give the exit code.

    The arguments are the options of `trilat validate`.
    """
    if statistics and form not in ("full", "concise", "json"):
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
    day = day_of(today)
    if fix or diff:
        from trilat.cli import mending
        from trilat.mend import mend

        mended = mend(asked, unsafe=unsafe_fixes, today=day, texts=_texts(texts), choose=choose)
        findings, files = mending.carry_out(mended, diff=diff)
        found = Found.of(findings, files)
    else:
        tables, groups = groups_of(asked)
        if not given and lines_in(groups) > LARGE:
            from trilat.bulk.validate import validate

            found = validate(tables, groups, today=day, texts=texts, choose=choose, workers=workers or processors(),
                             scratch=scratch)
        else:
            some, files = check_groups(tables, groups, today=day, texts=_texts(texts), instead=given,
                                       workers=workers or processors())
            found = Found.of(choose(some), files)
    if not diff:
        _tell(found, form, statistics, {path.as_posix(): data for path, data in given.items()})
    code = _summed(found)
    if not (fix or diff):
        _mendable(found.findings)
    return code


def put(lines: Iterable[str]) -> None:
    """Print lines; a reader who has seen enough and closed the pipe is no fault."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal that cannot show a character shows its number
    try:
        sys.stdout.writelines(f"{line}\n" for line in lines)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _texts(folder: Path | None) -> "Texts | None":
    """The texts in a folder, where one is named."""
    if folder is None:
        return None
    from trilat.evidence.texts import Texts

    return Texts(folder)


def _rules(lists: Sequence[str]) -> frozenset[str]:
    """The rules that comma lists name."""
    if not lists:
        return frozenset()
    from trilat.output.rules import rule_named

    return frozenset(rule_named(name.strip()).name for names in lists for name in names.split(","))


def _asked(paths: Sequence[Path], name: Path | None) -> tuple[list[Path], dict[Path, bytes]]:
    """The files and folders that are there, and what is judged in place of the file that standard input stands for."""
    given = _standard_input(paths, name)
    for path in paths:
        if path != STANDARD_INPUT and not path.exists() and not path.is_symlink():
            raise UsageError(f"there is no {path}")
    return [*given, *(path for path in paths if path != STANDARD_INPUT)], given


def _standard_input(paths: Sequence[Path], name: Path | None) -> dict[Path, bytes]:
    """What is judged in place of the file that standard input is named after; nothing where it is not asked for."""
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
    """The files that paths name and that git says have changed, and the releases of which any file has."""
    from trilat.git import changed_files

    if given:
        raise UsageError("--changed asks git for files; leave out - for standard input")
    differ = changed_files(Path.cwd(), base)
    releases = list(releases_in(paths))
    files = files_in(path for path in paths if path not in releases)
    return [
        *(path for path in releases if any(one.is_relative_to(path.resolve()) for one in differ)),
        *(path for path in files if path.parent.resolve() / path.name in differ),
    ]


def _tell(found: Found, form: str, statistics: bool, given: Mapping[str, bytes]) -> None:
    """Print findings, and on GitHub the whole list in the summary, since it shows but ten annotations of a kind."""
    findings = found.findings
    if not findings and not statistics and form in ("full", "concise"):
        return
    from trilat.output.findings import statistics as counts
    from trilat.output.findings.formats import render
    from trilat.output.findings.setting import Setting, repository

    if statistics:
        rules = found.by_rule()
        put(counts.statistics_json(rules) if form == "json" else counts.statistics(rules))
        return
    here = Path.cwd()
    terminal = sys.stdout.isatty()
    setting = Setting(here, repository(here), _width() if terminal else 100, terminal and _colours(), given)
    put(render(form, findings, setting))
    report = os.environ.get("GITHUB_STEP_SUMMARY")
    if form == "github" and report and findings:
        from trilat.output.findings.github import summary

        with Path(report).open("a", encoding="utf-8") as file:
            file.write(summary(findings, setting))


def _summed(found: Found) -> int:
    """The exit code, after lines on standard error that sum up."""
    if found.untold:
        print(f"{found.untold} more findings are not listed; --statistics counts them all", file=sys.stderr)
    severities = found.by_severity()
    errors, warnings, others = (severities[one] for one in Severity)
    advice = f", {_counted(others, 'piece')} of advice" if others else ""
    print(f"{_counted(found.files, 'file')}: {_counted(errors, 'error')}, {_counted(warnings, 'warning')}{advice}",
          file=sys.stderr)
    return 1 if errors else 0


def _mendable(findings: Sequence[Finding]) -> None:
    """Say how many findings could be mended, where any can."""
    if not findings:
        return
    from trilat.mend import mendable

    safe, every = len(mendable(findings)), len(mendable(findings, unsafe=True))
    parts = [f"{safe} can be mended by --fix"] if safe else []
    parts += [f"{every - safe} by --fix --unsafe-fixes, which may change the meaning"] if every > safe else []
    if parts:
        print(", ".join(parts), file=sys.stderr)


def _width() -> int:
    import shutil

    return shutil.get_terminal_size().columns


def _colours() -> bool:
    """Whether a terminal may be sent colours; see https://no-color.org."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
