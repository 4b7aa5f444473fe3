"""The rules that hold articles against each other, in bounded memory: part by part, by the same functions as ever.

    for findings in across(asides, plan, run): ...

1. Each part of the gists is judged by itself: what all entries on one meeting say, what articles have one id or text.
   What takes another order goes into parts anew: stretches of text that articles share, records that have keys in
   common, ids that lead nowhere, and meetings that are tied to others.
2. So are these; the pairs of records that look alike go into parts by the later of them.
3. Of these the first is told. Registries are judged once, with what was found of the ids that they ask for.

What is tied by `within` or `firsts` comes together with all that it is tied to: that is the one thing whose size the
number of parts does not bound.
"""

import pickle
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from trilat.bulk.aside import Aside, Plan, Shelf
from trilat.bulk.gathered import LISTED, Job, gathered
from trilat.bulk.judge import registries_of
from trilat.bulk.parted import HELD, first, second, third
from trilat.bulk.spill import bucket, new_parts, put_aside, taken_up, write_whole
from trilat.findings import Finding
from trilat.rules import RULES
from trilat.rules.near import MANY
from trilat.sheet import Sheet
from trilat.workers import Mapper


def across(asides: Sequence[Aside], plan: Plan, run: Mapper) -> Iterator[list[Finding]]:
    """What the rules across articles find, part by part, those on registries last.

    Args:
        asides: All chunks, put aside, in the order of their numbers.
        plan: How they were put aside.
        run: Runs a function over the parts, such as `map`.
    """
    job = _job(asides, plan)
    ids: dict[str, list[str] | None] = {table: [] for table in LISTED}
    for one in run(partial(first, job=job), range(plan.parts)):
        yield one.findings
        for table, some in one.ids.items():
            known = ids[table]
            ids[table] = None if some is None or known is None or len(known) + len(some) > MANY else [*known, *some]
    write_whole(plan.folder / "ids", pickle.dumps(ids))
    yield from run(partial(second, job=job), range(plan.parts))
    yield from run(partial(third, job=job), range(plan.parts))
    yield _of_registries(asides, job)


def _job(asides: Sequence[Aside], plan: Plan) -> Job:
    """What every part is judged with, written where all that judge can read it."""
    impossible = any(one.has_impossible_date for one in asides) or registries_of(plan.beside).has_impossible_dates
    job = Job(plan, impossible)
    light = [one._replace(met={}, met_unread=frozenset(), claims=()) for one in asides]
    write_whole(job.asides, pickle.dumps(light))
    groups = new_parts(plan.parts)
    for meeting, group in _groups(link for one in asides for link in _own(one, "links", plan)):
        groups[bucket(meeting, plan.parts)]["groups"].append((meeting, group))
    put_aside(job.groups, groups)
    return job


def _own(one: Aside, kind: str, plan: Plan) -> Sequence[Any]:
    """What a chunk put aside of itself, and not of its articles."""
    return taken_up(one.path, one.number % plan.parts).get(kind, ())


def _groups(links: Iterable[tuple[str, str]]) -> Iterator[tuple[str, int]]:
    """Meetings that are tied to others, directly or by way of others, each with the number of its group."""
    leads: dict[str, str] = {}

    def end(one: str) -> str:
        while (above := leads.setdefault(one, one)) != one:
            leads[one] = one = leads[above]
        return one

    for a, b in links:
        first, last = sorted((end(a), end(b)))
        leads[last] = first
    numbers: dict[str, int] = {}
    return ((one, numbers.setdefault(end(one), len(numbers))) for one in sorted(leads))


def _of_registries(asides: Sequence[Aside], job: Job) -> list[Finding]:
    """What the rules find that look at registries, or at the names of files."""
    registries = registries_of(job.plan.beside)
    met: dict[str, set[str]] = {}
    answered: dict[tuple[str, ...], set[str]] = {}
    for one in asides:
        for (table,), records in one.met.items():
            met.setdefault(table, set()).update(records)
        for some in _own(one, "answered", job.plan):
            for tables, known in some.items():
                answered.setdefault(tables, set()).update(known)
    shelf = Shelf(asides)
    firsts = {one.chunk.file: one.first for one in reversed(asides) if one.first is not None}
    articles: list[Sheet] = [shelf.shard(*first_there) for first_there in reversed(firsts.values())]
    unread = dict(registries.unread) | {one.chunk.file: [b""] for one in asides if one.is_unread}
    known = replace(
        gathered(job, met), unread=unread, answered=answered,
        met_unread=frozenset().union(*(one.met_unread for one in asides), registries.ids_in_unread),
        decided=[claim for one in asides for claim in one.claims], is_any_date_impossible=job.has_impossible_dates,
    )
    found = [finding for name in HELD["registries"] for finding in RULES[name].findings(known)]
    beside = replace(known, articles=articles)
    return found + [finding for name in HELD["files"] for finding in RULES[name].findings(beside)]
