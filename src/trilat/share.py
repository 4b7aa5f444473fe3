"""Shares of the articles of a dataset, each judged by itself: one here, the others in processes of their own.

Most rules ask of an article only what it says by itself. So a share of the articles can be read and held against those
rules without the others; all that is kept of it is what was found, and the gist of each article, by which the articles
are held against each other afterwards. What a share gives is a function of it alone, so that neither their number nor
the number of processes changes anything.
"""

import os
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Any, NamedTuple

from trilat.findings import Finding
from trilat.models.article import ArticleFile
from trilat.rules import RULES
from trilat.rules.names import with_ids_for_names
from trilat.sheet import Kept, Sheet
from trilat.sheets import Sheets, Source, take

GROUP = 20
"""How many articles are read before they are judged and put aside."""

WORTH_A_PROCESS = 1_000_000
"""How many characters there are at least for each process: to begin one takes as long as to judge a few."""


class Unit(NamedTuple):
    """An article to read, and whether it is judged or only stands beside those that are."""

    source: Source
    is_judged: bool


@dataclass
class Answer:
    """What a share gives: nothing that was read, but what was found in it and what others may ask of it.

    `kept` holds what is kept of each article by its number, and `more` what else was asked of each; `answered` is what
    they point at and registries have.
    """

    findings: list[Finding] = field(default_factory=list)
    unread: dict[str, list[bytes]] = field(default_factory=dict)
    kept: list[tuple[int, Kept]] = field(default_factory=list)
    more: list[Any] = field(default_factory=list)
    answered: dict[tuple[str, ...], set[str]] = field(default_factory=dict)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def judged(units: Sequence[Unit], registries: Sheets, workers: int) -> tuple[set[Finding], Sheets]:
    """The findings of the rules that look at one article at a time, and the sheets of all, put aside.

    Args:
        units: The articles.
        registries: The registries beside them, the day, and the texts at hand.
        workers: How many processes may share the work.
    """
    answers = _answers(_shares(units, workers), lambda numbers: answer_of(units, numbers, registries))
    sheets = [
        Sheet(units[number].source.file, units[number].source.read, units[number].is_judged, kept)
        for answer in answers for number, kept in answer.kept
    ]
    unread = dict(registries.unread)
    for answer in answers:
        for file, parts in answer.unread.items():
            unread[file] = [*unread.get(file, []), *parts]
    answered: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for answer in answers:
        for tables, records in answer.answered.items():
            answered[tables] |= records
    found = {finding for answer in answers for finding in answer.findings}
    return found, replace(registries, articles=sheets, unread=unread, answered=answered)


def answer_of(
    units: Sequence[Unit], numbers: range, registries: Sheets, more: Callable[[Sheet], Any] | None = None
) -> Answer:
    """What these articles give.

    Args:
        units: The articles.
        numbers: Which of them.
        registries: The registries beside them, the day, and the texts at hand.
        more: What else is asked of each article that can be read, before it is put aside.
    """
    answer = Answer()
    for start in range(numbers.start, numbers.stop, GROUP):
        part = replace(registries, articles=[], findings=[], unread=answer.unread, misshapen=[], are_part=True)
        group = range(start, min(start + GROUP, numbers.stop))
        read: list[tuple[int, Sheet]] = []
        for number in group:
            before = len(part.articles)
            take(units[number].source, part)
            read += [(number, sheet) for sheet in part.articles[before:]]
        judged_here = replace(part, articles=[sheet for number, sheet in read if units[number].is_judged])
        answer.findings += findings_within(judged_here)
        answer.more += [more(sheet) for _, sheet in read] if more else ()
        for number, sheet in read:
            open_still = {}
            for tables, records in sheet.asked.items():
                known = registries.known(tables)
                answer.answered.setdefault(tables, set()).update(records & known)
                if not records <= known:
                    open_still[tables] = records - known
            answer.kept.append((number, Kept(sheet.gist, open_still, sheet.has_impossible_date, sheet.may_suppress)))
    return answer


def findings_within(sheets: Sheets) -> set[Finding]:
    """What the readers found, and the rules that look at one file at a time."""
    found = set(sheets.findings)
    for rule in RULES.values():
        if not rule.across:
            found.update(rule.findings(sheets))
    return set(with_ids_for_names(found, sheets))


def _shares(units: Sequence[Unit], workers: int) -> list[range]:
    """The numbers of the articles, parted into runs of about the same length in characters."""
    ends = list(accumulate(unit.source.piece.size for unit in units))
    number = max(1, min(workers, ends[-1] // WORTH_A_PROCESS)) if ends and hasattr(os, "fork") else 1
    cuts = [next(place for place, end in enumerate(ends, 1) if end * number >= ends[-1] * share)
            for share in range(1, number)]
    return [range(start, stop) for start, stop in zip([0, *cuts], [*cuts, len(units)], strict=True)]


def _answers(shares: Sequence[range], judge: Callable[[range], Answer]) -> list[Answer]:
    """The answers of all shares: the first is judged here, the others beside it."""
    if len(shares) > 1:
        ArticleFile.model_rebuild()  # once for all processes
    others = [_begun(share, judge) for share in shares[1:]]
    first = judge(shares[0])
    return [first, *(_ended(process) or judge(share) for process, share in zip(others, shares[1:], strict=True))]


class _Process(NamedTuple):
    number: int
    answer: int


def _begun(share: range, judge: Callable[[range], Answer]) -> _Process:
    """A process that judges a share. It has all that this one has in memory, so that nothing need be sent to it."""
    import pickle  # noqa: PLC0415  # few ask for it, and it takes long
    import signal  # noqa: PLC0415  # few ask for it, and it takes long

    receiver, sender = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    number = os.fork()
    if number:
        os.close(sender)
        return _Process(number, receiver)
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.close(receiver)
        with os.fdopen(sender, "wb") as file:
            pickle.dump(judge(share), file, pickle.HIGHEST_PROTOCOL)
        os._exit(0)
    finally:
        os._exit(1)


def _ended(process: _Process) -> Answer | None:
    """What a process answered; None where it ended without an answer, whatever the cause."""
    import pickle  # noqa: PLC0415  # few ask for it, and it takes long

    with os.fdopen(process.answer, "rb") as file:
        data = file.read()
    _, status = os.waitpid(process.number, 0)
    answer: Answer | None = pickle.loads(data) if status == 0 else None  # noqa: S301  # from our own process
    return answer
