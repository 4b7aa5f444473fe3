"""How often consolidation has what was true, beside rules of thumb, on a synthetic corpus whose truth is known.

Each strategy, and each rule of thumb, gives every meeting a value or none. The value is right, or vague (the truth
refines it), or wrong; none is an abstention, which is told apart from an error.
"""

import argparse
import gc
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import islice
from typing import Any

from generate import tables_of
from report import report
from stories import WRONG, Used, articles, stories
from world import Fields

from trilat.consolidate.encode import encode
from trilat.consolidate.records import consolidate_columns
from trilat.consolidate.settle import STRATEGIES
from trilat.relations import AND_OTHERS, RELATIONS, Relation
from trilat.tables.rows import ClaimRow
from trilat.vocabularies import Stance

RELATED = {"date": "dates", "place": "places", "status": "exact", "level": "terms", "parties": "parties",
           "person": "exact"}
"""The fields that are judged, each with the relation by which a value is held against the truth."""

VERDICTS = ("right", "vague", "none", "wrong")
EVEN = dict.fromkeys(WRONG, 0.07)
"""Sources of every kind that are wrong equally often."""

Values = dict[tuple[str, str], Any]
"""Values by record and field; a record is a meeting, or a seat at one."""


def made(meetings: int, seed: int, wrong: dict[str, float]) -> tuple[dict[str, list[Any]], Values, int]:
    """The tables of a corpus of so many meetings, what is true of each, and how many articles it has."""
    used: Used = set()
    truth: Values = {}
    documents = []
    for one in islice(stories(seed, wrong), meetings):
        truth |= true_values(one.truth)
        documents += [article for article, _ in articles(one, 0, used)]
    return tables_of(documents, used), truth, len(documents)


def true_values(row: Fields) -> Values:
    """What is true, from a row of the table of truth."""
    meeting = row["meeting"]
    values: Values = {(meeting, name): row[name] for name in ("date", "place", "status", "level", "parties")}
    return values | {(f"{meeting}.{slot}", "person"): person for slot, person in row["people"].items()}


def consolidated(tables: Mapping[str, list[Any]], strategy: str) -> Values:
    """What a strategy gives."""
    found = consolidate_columns(encode(tables), strategy)
    values: Values = {}
    for row in found["meetings"].to_pylist():
        meeting = row["meeting_id"]
        values |= {(meeting, name): row[name] for name in ("date", "status", "level")}
        values[meeting, "place"] = row["place_id"] and row["place_id"] + "~" * bool(row["place_approximate"])
        values[meeting, "parties"] = row["parties"] + [AND_OTHERS] * (row["parties_complete"] is False)
    people = zip(found["participants"]["participant_id"].to_pylist(), found["participants"]["person_id"].to_pylist(),
                 strict=True)
    return values | {(seat, "person"): person for seat, person in people}


def reports(claims: list[ClaimRow]) -> dict[tuple[str, str], list[tuple[str, Any]]]:
    """Of each record and field, the values of every entry of every article, in the order in which they were known."""
    lists: dict[tuple[str, str, str, tuple[str, ...]], list[str]] = defaultdict(list)
    found: dict[tuple[str, str], list[tuple[str, Any]]] = defaultdict(list)
    for claim in sorted(claims, key=lambda one: (one.known_from, one.article_id, one.origin_id, one.value)):
        if claim.stance is Stance.DENIED or claim.field not in {*RELATED, "parties_complete"}:
            continue
        by = claim.record_id, claim.article_id, claim.origin_id, claim.via_ids
        if claim.field == "parties":
            lists[by].append(json.loads(claim.value))
        elif claim.field == "parties_complete":
            lists[by].append(AND_OTHERS)
        elif claim.record_table in ("meetings", "participants"):
            found[claim.record_id, claim.field].append((claim.article_id, json.loads(claim.value)))
    for (record, article, _, _), parties in lists.items():
        found[record, "parties"].append((article, sorted(parties)))
    return found


def majority(said: list[tuple[str, Any]]) -> Any:
    """The value that most articles give; none where several are even."""
    votes = Counter(value for _, value in {(article, json.dumps(value)) for article, value in said})
    (best, most), *rest = votes.most_common(2)
    return None if rest and rest[0][1] == most else json.loads(best)


def latest(said: list[tuple[str, Any]]) -> Any:
    """The value of the article that was known last; none where it has several."""
    return _of_article(said, said[-1][0])


def first(said: list[tuple[str, Any]]) -> Any:
    """The value of the article that was known first; none where it has several."""
    return _of_article(said, said[0][0])


def _of_article(said: list[tuple[str, Any]], article: str) -> Any:
    values = {json.dumps(value) for by, value in said if by == article}
    return json.loads(values.pop()) if len(values) == 1 else None


THUMBS: dict[str, Callable[[list[tuple[str, Any]]], Any]] = {
    "majority of articles": majority, "latest article": latest, "first article": first,
}


def verdict(name: str, value: Any, true: Any, places: Mapping[str, Any]) -> str:
    """How a value of a field stands to the truth."""
    if not value:
        return "none"
    found = RELATIONS[RELATED[name]](value, true, places)
    if found is Relation.EQUAL:
        return "right"
    return "vague" if found in (Relation.REFINED, Relation.COMPATIBLE) else "wrong"


def judged(values: Values, truth: Values, places: Mapping[str, Any]) -> dict[str, Counter[str]]:
    """How many values of each field are right, vague, wrong, or none at all."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in RELATED}
    for (record, name), true in truth.items():
        counts[name][verdict(name, values.get((record, name)), true, places)] += 1
    return counts


def best_said(said: Mapping[tuple[str, str], list[Any]], truth: Values, places: Mapping[str, Any]) -> Values:
    """Of each record and field the value nearest to the truth that any article gives: no rule can do better."""
    return {
        key: min((value for _, value in said.get(key, [("", None)])), key=partial(_distance, key[1], true, places))
        for key, true in truth.items()
    }


def _distance(name: str, true: Any, places: Mapping[str, Any], value: Any) -> int:
    return ("right", "vague", "wrong", "none").index(verdict(name, value, true, places))


def compared(meetings: int, seed: int, wrong: dict[str, float]) -> list[str]:
    """What each strategy and each rule of thumb has right, as Markdown, with how large the corpus is."""
    tables, truth, number = made(meetings, seed, wrong)
    places = {row.place_id: row for row in tables["places"]}
    found = {strategy: judged(consolidated(tables, strategy), truth, places) for strategy in STRATEGIES}
    said = reports(tables["claims"])
    for name, rule in THUMBS.items():
        found[name] = judged({key: rule(some) for key, some in said.items()}, truth, places)
    found["nearest that any says"] = judged(best_said(said, truth, places), truth, places)
    rates = ", ".join(f"{kind} {share:.0%}" for kind, share in wrong.items())
    size = f"{meetings:,} meetings (seed {seed}), {number:,} articles, {len(tables['claims']):,} claims"
    return [f"{size}. A source errs in a day, a place or a name: {rates}.", "", *table(found), ""]


def table(found: dict[str, dict[str, Counter[str]]]) -> Iterator[str]:
    """The results: of each field's records the percentages that are right, vague, none, and wrong."""
    yield "| by | " + " | ".join(RELATED) + " |"
    yield "|---|" + "---|" * len(RELATED)
    for by, counts in found.items():
        cells = (" · ".join(f"{100 * counts[name][verdict] / counts[name].total():.1f}" for verdict in VERDICTS)
                 for name in RELATED)
        yield f"| {by} | " + " | ".join(cells) + " |"


def main() -> int:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--meetings", type=int, default=1500, help="how many meetings")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives another corpus")
    parser.add_argument("--quick", action="store_true", help="few meetings; prints and writes nothing")
    chosen = parser.parse_args()
    gc.disable()  # nothing here goes in circles, and there is much of it
    meetings = 60 if chosen.quick else chosen.meetings
    lines = [line for wrong in (WRONG, EVEN) for line in compared(meetings, chosen.seed, wrong)]
    print("\n".join(lines))
    if not chosen.quick:
        report("accuracy", lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
