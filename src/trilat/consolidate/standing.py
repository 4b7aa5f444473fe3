"""What stands for every field of every record, decided on columns; what sources contest is settled group by group."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from trilat import edtf
from trilat.claims import fields_of
from trilat.consolidate import evolving
from trilat.consolidate.encode import FIELDS, STANCES, Assertion, Encoded, as_one, resolutions_known
from trilat.consolidate.settle import OPEN, Context, Settled, Value, settle
from trilat.consolidate.values import whole_lists
from trilat.relations import RELATIONS
from trilat.tables.arrow import whole
from trilat.tables.rows import ConflictRow
from trilat.vocabularies import Consolidation, Stance

AHEAD = pa.array([STANCES.index(Stance.PLANNED), STANCES.index(Stance.EXPECTED)])
DATE = FIELDS.index(("meetings", "date"))
PARTIES = FIELDS.index(("meetings", "parties"))
INCOMPLETE = FIELDS.index(("meetings", "parties_complete"))


@dataclass
class Standing:
    """What stands: by field, the records and the value of each; and what was contested on the way.

    `one` holds values of fields with one value or a list, `many` the elements of fields that grow.
    """

    one: dict[int, dict[int, Any]] = field(default_factory=lambda: defaultdict(dict))
    many: dict[int, dict[int, list[Any]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    disputed: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    conflicts: list[ConflictRow] = field(default_factory=list)


def stand(encoded: Encoded, strategy: str) -> Standing:
    """Decide every field of every record.

    A field on which all claims agree, or that grows, or whose latest state is plain, is decided on whole columns. Only
    groups of claims that differ otherwise are settled one by one.
    """
    standing = Standing()
    settler = _Settler(encoded, strategy, standing)
    kinds: dict[str, list[int]] = defaultdict(list)
    for code, (table, name) in enumerate(FIELDS):
        declared = fields_of(table)[name]
        kind = "set" if declared.many and declared.consolidation is Consolidation.ONCE else str(declared.consolidation)
        kinds[kind].append(code)
    settler.single([DATE])
    settler.days()
    settler.single([code for code in kinds["once"] if code != DATE])
    settler.evolving(kinds["evolving"])
    settler.sets(kinds["set"])
    settler.unions(kinds["union"])
    settler.prose(kinds["prose"])
    return standing


class _Settler:
    def __init__(self, encoded: Encoded, strategy: str, standing: Standing) -> None:
        self.encoded, self.strategy, self.standing = encoded, strategy, standing
        self.resolutions = resolutions_known(encoded)
        self.events: dict[str, edtf.Edtf | None] = {}

    def single(self, fields: Sequence[int]) -> None:
        """Fields with one true value: plain where all claims say the same, and nobody denies it."""
        codes = self._of(fields)
        groups = codes.group_by("group").aggregate([("value", "min"), ("value", "max"), ("denied", "max")])
        plain = pc.and_(pc.equal(groups["value_min"], groups["value_max"]), pc.invert(groups["denied_max"]))
        self._keep(groups.filter(plain), "value_min")
        self._contested(codes, groups.filter(pc.invert(plain))["group"])

    def evolving(self, fields: Sequence[int]) -> None:
        """Fields that are true at a time: plain where all that was asserted at the end says the same."""
        codes = self._of(fields)
        begun = codes.group_by("group").aggregate([
            ("asserted_earliest", "max"), ("denied", "max"), ("asserted_earliest", "count", _NULLS),
            ("asserted_latest", "count", _NULLS),
        ])
        last = pc.take(begun["asserted_earliest_max"], pc.index_in(codes["group"], value_set=whole(begun["group"])))
        late = codes.filter(pc.fill_null(pc.greater_equal(codes["asserted_latest"], last), fill_value=True))
        groups = late.group_by("group").aggregate([("value", "min"), ("value", "max")])
        open_ends = pc.greater(pc.add(begun["asserted_earliest_count"], begun["asserted_latest_count"]), 0)
        odd = begun.filter(pc.or_(begun["denied_max"], open_ends))["group"]
        plain = pc.and_(pc.equal(groups["value_min"], groups["value_max"]),
                        pc.invert(pc.is_in(groups["group"], value_set=whole(odd))))
        self._keep(groups.filter(plain), "value_min")
        self._contested(codes, groups.filter(pc.invert(plain))["group"], odd)

    def sets(self, fields: Sequence[int]) -> None:
        """Lists that are one value: plain where every entry gives the same whole list."""
        codes = self._of(fields)
        entry = self._entries(codes)
        codes = codes.append_column("entry", [entry])
        pairs = codes.group_by(["group", "value"]).aggregate([([], "count_all")])
        spread = pairs.group_by("group").aggregate([("count_all", "min"), ("count_all", "max")])
        entries = codes.group_by("group").aggregate([("entry", "count_distinct"), ("denied", "max")])
        entries = entries.take(pc.index_in(spread["group"], value_set=whole(entries["group"])))
        same = pc.and_(pc.equal(spread["count_all_min"], entries["entry_count_distinct"]),
                       pc.equal(spread["count_all_max"], entries["entry_count_distinct"]))
        part = pc.add(pc.multiply(self._of([INCOMPLETE])["record"], len(FIELDS)), PARTIES)
        plain = pc.and_(pc.and_(same, pc.invert(entries["denied_max"])),
                        pc.invert(pc.is_in(spread["group"], value_set=whole(part))))
        complete = pairs.filter(pc.is_in(pairs["group"], value_set=whole(spread.filter(plain)["group"])))
        decoded = self.encoded.decoded
        lists: dict[int, list[Any]] = defaultdict(list)
        for group, value in zip(complete["group"].to_pylist(), complete["value"].to_pylist(), strict=True):
            lists[group].append(decoded[value])
        for group, members in lists.items():
            self.standing.one[group % len(FIELDS)][group // len(FIELDS)] = sorted(members)
        # A meeting's parties and the marks that they are incomplete are settled together.
        both = self._of([*fields, INCOMPLETE])
        shift = pc.if_else(pc.equal(both["field"], INCOMPLETE), PARTIES - INCOMPLETE, 0)
        both = both.set_column(both.column_names.index("group"), "group", pc.add(both["group"], shift))
        self._contested(both, spread.filter(pc.invert(plain))["group"])

    def unions(self, fields: Sequence[int]) -> None:
        """Fields that grow: every element that is affirmed and not denied stands; the others are settled."""
        codes = self._of(fields)
        pairs = codes.group_by(["group", "value"]).aggregate([("denied", "min"), ("denied", "max")])
        decoded, many = self.encoded.decoded, self.standing.many
        plain = pairs.filter(pc.invert(pairs["denied_max"]))
        for group, value in zip(plain["group"].to_pylist(), plain["value"].to_pylist(), strict=True):
            many[group % len(FIELDS)][group // len(FIELDS)].append(decoded[value])
        mixed = pairs.filter(pc.and_(pairs["denied_max"], pc.invert(pairs["denied_min"])))
        key = pc.add(pc.multiply(codes["group"], len(self.encoded.values)), codes["value"])
        wanted = pc.add(pc.multiply(mixed["group"], len(self.encoded.values)), mixed["value"])
        self._contested(codes.filter(pc.is_in(key, value_set=whole(wanted))), pc.unique(mixed["group"]))

    def prose(self, fields: Sequence[int]) -> None:
        """Words: those of the best-ranked claim, by one sort of all of them."""
        codes = self._of(fields)
        codes = codes.filter(pc.invert(codes["denied"]))
        ahead = pc.or_(pc.is_in(codes["stance"], value_set=AHEAD), self._before_event(codes))
        latest = pc.fill_null(codes["asserted_latest"], fill_value=_FOREVER)
        articles = pa.array(self.encoded.articles, pa.string()).take(whole(codes["article"]))
        ordered = pa.table({
            "group": codes["group"], "rank": codes["rank"], "ahead": ahead.cast(pa.int8()), "latest": latest,
            "article": articles, "claim": codes["claim_id"], "value": codes["value"],
        }).sort_by([("group", "ascending"), ("rank", "ascending"), ("ahead", "ascending"), ("latest", "descending"),
                    ("article", "ascending"), ("claim", "ascending")])
        first = ordered.group_by("group", use_threads=False).aggregate([("value", "first")])
        self._keep(first, "value_first")

    def days(self) -> None:
        """Note the day of every meeting, which says what was asserted ahead of it."""
        records = self.encoded.records
        self.events = {
            records[record][1]: edtf.parse(text) for record, text in self.standing.one[DATE].items()
        }

    def _before_event(self, codes: pa.Table) -> Any:
        """Which claims were asserted wholly before their meeting's first day."""
        present = pc.unique(codes["record"])
        starts = []
        for code in present.to_pylist():
            event = self._event(*self.encoded.records[code])
            starts.append(event.earliest if event else None)
        start = pc.take(pa.array(starts, pa.date32()), pc.index_in(codes["record"], value_set=whole(present)))
        return pc.fill_null(pc.less(codes["asserted_latest"], start), fill_value=False)

    def _event(self, table: str, record_id: str) -> edtf.Edtf | None:
        return None if table == "statements" else self.events.get(record_id.partition(".")[0])

    def _of(self, fields: Sequence[int]) -> pa.Table:
        """The codes of the claims on some fields, with their places among all claims."""
        codes = self.encoded.codes
        mask = pc.is_in(codes["field"], value_set=pa.array(fields, pa.int64()))
        place = pc.indices_nonzero(mask)
        return codes.filter(mask).append_column("place", [place.cast(pa.int64())])

    def _entries(self, codes: pa.Table) -> pa.Array:
        encoded = self.encoded
        terms = {"article": encoded.articles, "origin": encoded.origins, "stance": STANCES, "via": encoded.via}
        return as_one(*((codes[name], some) for name, some in terms.items())).codes

    def _keep(self, groups: pa.Table, column: str) -> None:
        decoded, one, fields = self.encoded.decoded, self.standing.one, len(FIELDS)
        for group, value in zip(groups["group"].to_pylist(), groups[column].to_pylist(), strict=True):
            one[group % fields][group // fields] = decoded[value]

    def _contested(self, codes: pa.Table, *groups: Any) -> None:
        """Settle groups of claims one by one."""
        wanted = pa.chunked_array([chunk for some in groups for chunk in _chunks(some)], pa.int64())
        some = codes.filter(pc.is_in(codes["group"], value_set=whole(wanted)))
        some = some.sort_by([("group", "ascending"), ("place", "ascending")])
        claims = self.encoded.assertions(some["place"])
        rows = zip(some["group"].to_pylist(), some["field"].to_pylist(), claims, strict=True)
        for group, members in groupby(rows, key=itemgetter(0)):
            record, code = divmod(group, len(FIELDS))
            self._settle_group(record, code, [(own, claim) for _, own, claim in members])

    def _settle_group(self, record: int, code: int, claims: list[tuple[int, Assertion]]) -> None:
        table, name = FIELDS[code]
        record_id = self.encoded.records[record][1]
        declared = fields_of(table)[name]
        relate = RELATIONS[declared.relation]
        context: Any = Context(self.encoded.world.places, _source, self._event(table, record_id), code == DATE,
                               self.resolutions.get((table, record_id, name)), self.strategy)
        found = [claim for own, claim in claims if own == code]
        match declared.consolidation:
            case Consolidation.UNION:
                by_element = sorted(found, key=lambda claim: claim.value)
                settled = [settle(_values(list(some)), relate, context)
                           for _, some in groupby(by_element, key=lambda claim: claim.value)]
                self.standing.many[code][record] += [one.chosen.value for one in settled if one.chosen]
            case Consolidation.EVOLVING:
                settled = [evolving.current(name, _values(found), relate, context)]
            case _:
                marks = [claim for own, claim in claims if own != code]
                values = _sets(found, marks) if declared.many else _values(found)
                settled = [settle(values, relate, context)]
        if declared.consolidation is not Consolidation.UNION and settled[0].chosen:
            self.standing.one[code][record] = settled[0].chosen.value
        for one in settled:
            self.standing.conflicts.extend(_conflict_rows(table, record_id, name, one))
            if one.rule == OPEN:
                self.standing.disputed[record].add(name)


_NULLS = pc.CountOptions(mode="only_null")
_FOREVER = pa.scalar(2932896, pa.int32()).cast(pa.date32())


_load = lru_cache(2**14)(json.loads)
"""What a text says; most stand in many claims."""


def _source(claim: Any) -> str:
    return str(claim.source)


def _chunks(column: Any) -> list[pa.Array]:
    return column.chunks if isinstance(column, pa.ChunkedArray) else [column]


def _values(claims: Sequence[Assertion]) -> list[Value]:
    """The distinct values of a field, each with its claims."""
    groups: dict[tuple[str, bool], list[Any]] = defaultdict(list)
    for claim in claims:
        groups[claim.value, claim.stance is Stance.DENIED].append(claim)
    return [Value(_load(text), tuple(some), denied) for (text, denied), some in groups.items()]


def _sets(claims: Sequence[Assertion], marks: Sequence[Assertion]) -> list[Value]:
    """The lists of a field as each entry gives them, each with its claims."""
    groups: dict[tuple[tuple[str, ...], bool], list[Any]] = defaultdict(list)
    for members, denied, some in whole_lists(claims, marks, lambda claim: _load(claim.value)):
        groups[tuple(members), denied].extend(some)
    return [Value(list(members), tuple(some), denied) for (members, denied), some in groups.items()]


def _conflict_rows(table: str, record_id: str, name: str, settled: Settled) -> Iterator[ConflictRow]:
    for value in settled.conflict:
        claims: Any = value.claims
        yield ConflictRow(
            table, record_id, name, value.text, value is settled.chosen, settled.rule,
            tuple(sorted(claim.claim_id for claim in claims)), len({claim.source for claim in claims}),
        )
