"""Commands that judge contributed data and explain the rules."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from trilat.cli import mending
from trilat.cli.records import Form
from trilat.cli.texts import TEXTS


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
    workers: Annotated[int | None, typer.Option(
        "--workers", min=1, metavar="N", show_default=False,
        help="How many processes share a large dataset; as many as there are processors where left out.",
    )] = None,
    scratch: Annotated[Path | None, typer.Option(
        "--scratch", metavar="FOLDER", show_default=False, exists=True, file_okay=False,
        help="Where JSON Lines above 50 MB are put aside; the system's folder for temporary files where left out.",
    )] = None,
    stdin_filename: Annotated[Path | None, typer.Option(
        "--stdin-filename", metavar="NAME", help="Where standard input would stand, such as dataset/people.yaml.",
    )] = None,
) -> None:
    """Check annotated articles, registries and releases: every fault in one pass, at its place, with its remedy.

    Example: trilat validate dataset/articles/2021 --ignore near-copy
    """
    from trilat.cli.judge import judge

    raise typer.Exit(judge(
        paths or [], select=select or (), ignore=ignore or (), form=form, statistics=statistics, changed=changed,
        base=base, texts=texts, today=today, fix=fix, unsafe_fixes=unsafe_fixes, diff=diff,
        stdin_filename=stdin_filename, workers=workers, scratch=scratch,
    ))


def rule(
    name: Annotated[str | None, typer.Argument(help="A rule's name.", show_default=False)] = None,
    *,
    every: Annotated[bool, typer.Option("--list", help="List all rules: name, severity, purpose.")] = False,
    form: Annotated[Form, typer.Option("--format", help="For people or for programs.")] = Form.TEXT,
) -> None:
    """Explain a rule: what it wants and why, what fails and passes it, and how to suppress it.

    Example: trilat rule unknown-reference
    """
    from trilat.cli.judge import put
    from trilat.errors import UsageError
    from trilat.output.rules import explained, listed, rule_json, rule_named, rules_json
    from trilat.rules import RULES

    if every == (name is not None):
        raise UsageError("name one rule, or list all: trilat rule --list")
    if name is None:
        put(listed(RULES.values()) if form is Form.TEXT else [rules_json(RULES.values())])
    else:
        wanted = rule_named(name)
        put(explained(wanted) if form is Form.TEXT else [rule_json(wanted)])
