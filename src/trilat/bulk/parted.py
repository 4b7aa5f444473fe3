"""Parts of what was put aside, each judged by itself: functions of a part, for any process that sees the scratch.

`first` judges what is parted by meetings, ids and texts, and parts anew what asks for another order; `second` judges
that, and `third` the pairs of records that look alike. See `trilat.bulk.across` for how they follow each other.
"""

import pickle
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from trilat import edtf
from trilat.bulk.aside import NOBODY, Shard, Shelf, number_of
from trilat.bulk.gathered import LISTED, Job, gathered
from trilat.bulk.judge import in_file, registries_of
from trilat.bulk.spill import Part, bucket, new_parts, put_aside, rows, taken_up
from trilat.findings import Finding
from trilat.rules import RULES
from trilat.rules.copies import FEWEST_SHARED, Facts, copy_told, shared_stretches
from trilat.rules.identity import LOOKS, Look, alike, may_be
from trilat.rules.near import MANY
from trilat.sheet import Asked, Sheet
from trilat.sheets import ARTICLES, Sheets
from trilat.tables.redirects import canonical

HELD: Mapping[str, tuple[str, ...]] = {
    "meetings": (
        "parent-circle", "sideline-outside-parent", "first-out-of-order", "participant-of-no-party",
        "actor-not-a-party", "status-transition", "duplicate-participant",
    ),
    "ids": ("duplicate-id",),
    "texts": ("duplicate-text",),
    "copies": ("near-copy",),
    "alike": ("likely-duplicate",),
    "references": ("unknown-reference",),
    "files": ("unportable-file-name", "colliding-file-names", "unused-entry"),
    "registries": (
        "duplicate-id", "redirect-to-nowhere", "parent-circle", "named-and-unnamed", "duplicate-name", "shared-alias",
        "unknown-reference", "unknown-claim", "unclaimed-value", "stale-resolution",
    ),
}
"""Every rule that is held across articles, by what it is held against."""

class First(NamedTuple):
    """What a part gives at first: findings, and the ids of records by table, where there are not too many of them."""

    findings: list[Finding]
    ids: Mapping[str, Sequence[str] | None]


@lru_cache(maxsize=1)
def _shelf(path: Path) -> Shelf:
    return Shelf(pickle.loads(path.read_bytes()))  # noqa: S301  # from a process of our own


def _alone(job: Job, articles: Iterable[Sheet] = ()) -> Sheets:
    """Articles with what tells who is who today, and no other registry."""
    registries = registries_of(job.plan.beside).registries
    return Sheets(articles=list(articles),
                  registries={name: registries[name] for name in ("redirects", "distinct") if name in registries})


def _found(kind: str, sheets: Sheets) -> list[Finding]:
    """What the rules of a kind find."""
    return [finding for name in HELD[kind] for finding in RULES[name].findings(sheets)]


def _named(name: str, findings: Iterable[Finding]) -> list[Finding]:
    return [replace(finding, rule=name, severity=RULES[name].severity) for finding in findings]


def first(part: int, job: Job) -> First:
    """Judge a part of the gists, and part anew what asks for another order."""
    shelf, parts = _shelf(job.asides), job.plan.parts
    taken = _taken((aside.path for aside in shelf.asides), part, but=("facts", "answered", "links"))
    made = new_parts(parts)
    findings = [*_twice(job, shelf, "ids", taken.pop("ids", [])), *_twice(job, shelf, "texts", taken.pop("texts", []))]
    if not job.has_impossible_dates:
        _look(job, shelf, taken, made)
    taken.pop("statements", None)
    findings += _of_meetings(job, shelf, part, taken.pop("meetings", []), made)
    _pair(taken.pop("digests", []), taken.pop("holders", []), made)
    have = set(taken.pop("have", []))
    unread = registries_of(job.plan.beside).ids_in_unread.union(taken.pop("unread", []))
    for place, tables, record in taken.pop("asks", []):
        if record not in unread and not any((table, record) in have for table in tables):
            made[number_of(place) % parts]["unknown"].append((place, tables, record))
    ids = {table: sorted(record for known, record in have if known == table) for table in LISTED}
    put_aside(_path(job, "first", part), made)
    return First(findings, {table: some if len(some) <= MANY else None for table, some in ids.items()})


def _taken(paths: Iterable[Path], part: int, but: Sequence[str] = ()) -> Part:
    """One part of several files, their rows together, but for those of some kinds."""
    taken: Part = defaultdict(list)
    for one in rows(paths, part):
        for kind, some in one.items():
            if kind not in but:
                taken[kind] += some
    return taken


def _twice(job: Job, shelf: Shelf, kind: str, taken: Sequence[tuple[int, str]]) -> list[Finding]:
    """Articles that have one id, or one text."""
    counts = Counter(key for _, key in taken)
    shared = [(place, key) for place, key in taken if counts[key] > 1]
    return _found(kind, _alone(job, (
        shelf.shard(place, NOBODY._replace(id=key)) if kind == "ids" else shelf.shard(place, text=key)
        for place, key in shared
    )))


def _of_meetings(job: Job, shelf: Shelf, part: int, taken: Sequence[Any], made: Sequence[Any]) -> list[Finding]:
    """The rules on meetings, for those that are tied to no other; the others are parted by their groups."""
    groups: Mapping[str, int] = dict(taken_up(job.groups, part).get("groups", ()))
    moves = _alone(job).moves if groups else {}
    alone = []
    for place, article, meetings, outcomes in taken:
        if not groups:
            alone.append(shelf.shard(place, article, meetings=meetings, outcomes=outcomes))
            continue
        own: dict[int, tuple[list[Any], list[Any]]] = defaultdict(lambda: ([], []))
        for entry in meetings:
            own[groups.get(canonical("meetings", entry[1].id, moves), -1)][0].append(entry)
        for entry in outcomes:
            own[groups.get(canonical("meetings", entry[1].meeting, moves), -1)][1].append(entry)
        for group, (some, others) in own.items():
            if group < 0:
                alone.append(shelf.shard(place, article, meetings=some, outcomes=others))
            else:
                made[group % len(made)]["tied"].append((place, article, some, others))
    return _found("meetings", _alone(job, alone))


def _pair(digests: Sequence[int], holders: Sequence[int], made: Sequence[Part]) -> None:
    """Part articles that share stretches with others before them, by their chunks."""
    shown = Counter(digests)
    shared: dict[int, set[int]] = defaultdict(set)
    for digest, place in zip(digests, holders, strict=True):
        if shown[digest] > 1:
            shared[place].add(digest)
    places = list(shared)
    for number, others in shared_stretches(list(shared.values())):
        holding = array("q", (places[other] for other in others.elements()))
        made[number_of(places[number]) % len(made)]["pairs"].append((places[number], holding))


def _look(job: Job, shelf: Shelf, taken: Mapping[str, Sequence[Any]], made: Sequence[Part]) -> None:
    """Part records by the keys under which others could be found that are the same."""
    meetings = [shelf.shard(place, article, meetings=own) for place, article, own, _ in taken.get("meetings", ())]
    statements = [shelf.shard(place, article, statements=own) for place, article, own in taken.get("statements", ())]
    for table, shards in (("meetings", meetings), ("statements", statements)):
        for look in LOOKS[table](_alone(job, shards)).values():
            shard = look.sheet
            assert isinstance(shard, Shard)  # noqa: S101  # as all here are
            if not look.keys or not look.dates:
                continue
            keys: dict[int, set[tuple[str, ...]]] = defaultdict(set)
            beside: dict[int, set[tuple[str, ...]]] = defaultdict(set)
            for key in look.keys:
                begins, *later = _months(table, key, look, len(made))
                keys[begins].add(key)
                for to in later:
                    beside[to].add(key)
            row = (shard.place, shard.way(look.path), look.record, list(look.dates), look.articles, look.portfolio,
                   look.statements)
            for to in keys.keys() | beside.keys():
                made[to]["looks"].append((table, *row, keys[to], beside[to]))


def _months(table: str, key: tuple[str, ...], look: Look, parts: int) -> Iterator[int]:
    """The parts of the months that a record can be in, that in which it begins first.

    All that goes by one key grows with the articles; in one month it does not.
    """
    first, last = (12 * day.year + day.month for day in (look.begins, look.ends))
    for month in range(first, min(last, first + parts) + 1):
        yield bucket(" ".join((table, *key, str(month))), parts)
    if last - first > parts:
        yield from range(parts)


def second(part: int, job: Job) -> list[Finding]:
    """Judge what was parted anew."""
    shelf = _shelf(job.asides)
    taken = _taken((_path(job, "first", number) for number in range(job.plan.parts)), part)
    made = new_parts(job.plan.parts)
    tied = sorted(taken.pop("tied", []), key=itemgetter(0))
    findings = _found("meetings", _alone(job, (
        shelf.shard(place, article, meetings=meetings, outcomes=outcomes)
        for place, article, meetings, outcomes in tied
    )))
    findings += _copies(job, shelf, taken.pop("pairs", []))
    findings += _unknown(job, shelf, taken.pop("unknown", []))
    _alike(job, shelf, taken.pop("looks", []), made)
    put_aside(_path(job, "second", part), made)
    return findings


def _copies(job: Job, shelf: Shelf, taken: Iterable[tuple[int, Sequence[int]]]) -> list[Finding]:
    """Articles that carry the copy of others: of each the places of those, once for every stretch that they share."""
    apart = _alone(job).distinct(ARTICLES)
    findings: list[Finding] = []
    for place, rows_of in groupby(sorted(taken, key=itemgetter(0)), itemgetter(0)):
        others = Counter(chain.from_iterable(holding for _, holding in rows_of))
        many = [(together, other) for other, together in others.items() if together >= FEWEST_SHARED]
        if many:
            told = [(together, other, _facts(job, other)) for together, other in many]
            findings += copy_told(shelf.shard(place), _facts(job, place), told, apart)
    return _named("near-copy", findings)


def _facts(job: Job, place: int) -> Facts:
    """What is known of an article."""
    number = number_of(place)
    return _facts_of(_shelf(job.asides).asides[number].path, number % job.plan.parts)[place]


@lru_cache(maxsize=16)
def _facts_of(path: Path, part: int) -> Mapping[int, Facts]:
    return dict(taken_up(path, part).get("facts", ()))


def _unknown(job: Job, shelf: Shelf, taken: Sequence[tuple[int, tuple[str, ...], str]]) -> list[Finding]:
    """Articles that point at what is nowhere, chunk by chunk."""
    asked: dict[int, dict[tuple[str, ...], set[str]]] = defaultdict(lambda: defaultdict(set))
    for place, tables, record in taken:
        if shelf.aside(place).is_judged:
            asked[place][tables].add(record)
    findings: list[Finding] = []
    if not asked:
        return findings
    known = gathered(job)
    for number, places in groupby(sorted(asked), number_of):
        missing: dict[Sheet, Asked] = {shelf.sheet(place): asked[place] for place in places}
        here = replace(known, articles=list(missing), missing=missing, are_part=True)
        findings += (in_file(one, shelf.asides[number].chunk) for one in RULES["unknown-reference"].findings(here))
    return findings


def _alike(job: Job, shelf: Shelf, taken: Sequence[Any], made: Sequence[Part]) -> None:
    """Find records of common keys that look alike, and part them by the later."""
    order: dict[tuple[str, str], tuple[int, int]] = {}
    looks: dict[str, dict[str, Look]] = defaultdict(dict)
    for table, place, way, record, dates, articles, portfolio, told, keys, beside in sorted(
        taken, key=itemgetter(0, 1, 2)
    ):
        days = {day: edtf.parse(day) for day in dates}
        look = Look(record, shelf.shard(place), way, keys | beside, days, articles, portfolio, beside=beside - keys)
        look.statements = told
        looks[table][record] = look
        order[table, record] = place, way[1]
    for table, some in looks.items():
        for record, other, why in alike(some, table, _alone(job).distinct(table)):
            at = order[table, record]
            made[bucket(record, len(made))]["alike"].append((table, record, *at, order[table, other], other, why))


def third(part: int, job: Job) -> list[Finding]:
    """Tell of each record that may be another the first that it may be."""
    shelf = _shelf(job.asides)
    first: dict[tuple[str, str], Any] = {}
    for one in rows((_path(job, "second", number) for number in range(job.plan.parts)), part):
        for table, record, *rest in one.get("alike", ()):
            known = first.setdefault((table, record), rest)
            if rest[2] < known[2]:
                first[table, record] = rest
    findings = []
    for (table, record), (place, number, _, other, why) in sorted(first.items(), key=lambda item: item[1][:2]):
        findings.append(may_be(Look(record, shelf.shard(place), (table, number, "id")), other, why))
    return _named("likely-duplicate", findings)


def _path(job: Job, step: str, part: int) -> Path:
    return job.plan.folder / f"{step}-{part:04}"
