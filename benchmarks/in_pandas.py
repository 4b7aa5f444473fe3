"""The rules of consolidation in pandas: by groupby, merge and sort on whole columns."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from rules import TERMS, bounds, compatible, fields, finals, finer, inside

from trilat.relations import AND_OTHERS
from trilat.vocabularies import OriginRank

CELL = ["field", "record"]
FOREVER = pd.Timestamp(date.max)
COLUMNS = ["claim_id", "article_id", "record_table", "canonical_id", "field", "value", "stance", "origin_id",
           "origin_rank", "via_ids", "asserted_earliest", "asserted_latest"]

Pair = Callable[[str, str], bool]


def consolidate(tables: Mapping[str, pa.Table]) -> "pd.Series[str]":
    """The chosen value of every field and record, by these; the elements of a list are parted by "|".

    What a date can mean and what place lies in what other is worked out once for each distinct value; a cell whose
    claims all agree is never looked at by itself. It leaves out what the DuckDB formulation does.
    """
    said = _said(tables)
    text = said["field"].isin(["meetings.date", "statements.date"])
    days = bounds(said.loc[text, "value"].unique())
    relations = _relations(tables["places"], days)
    starts = {value: pd.Timestamp(earliest) for value, (earliest, _) in days.items()}

    on_date = said["field"] == "meetings.date"
    dates = _settled(_ahead(said[on_date], said.loc[on_date, "value"].map(starts)), relations, starts)
    events = pd.Series({record: starts[value] for (_, record), value in dates.items()}, dtype="datetime64[ms]")
    others = said[~on_date]
    others = _ahead(others, others["meeting"].map(events))

    by_rule = dict(list(others.groupby("rule")))
    return pd.concat([
        dates,
        _settled(by_rule["once"], relations),
        _settled(_entries(by_rule["set"], tables["claims"]), relations),
        _settled(_standing(by_rule["evolving"]), relations),
        _unions(by_rule["union"], relations),
        _prose(by_rule["prose"]),
    ])


def _said(tables: Mapping[str, pa.Table]) -> pd.DataFrame:
    """The claims with what settling needs to know of each."""
    said = tables["claims"].select(COLUMNS).to_pandas(date_as_object=False)
    said = said.rename(columns={"asserted_earliest": "begins", "asserted_latest": "ends", "canonical_id": "record"})
    declared = pd.DataFrame(
        [(table, name, f"{table}.{name}", *how) for (table, name), how in fields().items()],
        columns=["record_table", "field", "full", "rule", "relation"])
    said = said.merge(declared, on=["record_table", "field"]).drop(columns="field").rename(columns={"full": "field"})
    said["via_ids"] = said["via_ids"].map(" ".join)
    said["value"] = said["value"].map({value: json.loads(value) for value in said["value"].unique()})
    said["rank"] = said["origin_rank"].map({str(rank): place for place, rank in enumerate(OriginRank)})
    said["foreseen"] = said["stance"].isin(["planned", "expected"])
    said["anyone"] = said["origin_rank"].isin(["author", "analysts"])
    said["meeting"] = said["record"].str.split(".").str[0].where(said["record_table"] != "statements")
    articles = tables["articles"].to_pandas().set_index("article_id")
    known = tables["organizations"]
    bodies = dict(zip(known["organization_id"].to_pylist(), known["kind"].to_pylist(), strict=True))
    theirs = said["anyone"] & ~said["origin_id"].isin(bodies)
    relayed = {via: next((relay for relay in via.split() if bodies.get(relay) == "news-agency"), None)
               for via in said["via_ids"].unique()}
    paper = articles["publisher_id"].fillna("article:" + articles.index.to_series())
    own = said["article_id"].map(articles["wire_id"]).combine_first(said["via_ids"].map(relayed))
    said["source"] = said["origin_id"].where(~theirs, own.combine_first(said["article_id"].map(paper)))
    return said


def _ahead(said: pd.DataFrame, starts: "pd.Series[Any]") -> pd.DataFrame:
    """The claims, and whether each was asserted ahead of its event."""
    return said.assign(ahead=said["foreseen"] | (said["ends"] < starts))


def _settled(
    claims: pd.DataFrame, relations: Mapping[str, tuple[Pair, Pair]], starts: Mapping[str, Any] | None = None
) -> "pd.Series[str]":
    """The value that stands of each cell that has one; `starts` are the first days of values that are the event's."""
    several = claims.groupby(CELL)["value"].transform("nunique") > 1
    plain = claims[~several].drop_duplicates(CELL).set_index(CELL)["value"]
    contested = claims[several]
    if contested.empty:
        return plain
    contested = contested.drop(index=_taken_back(contested, relations))
    values = contested[[*CELL, "relation", "value"]].drop_duplicates()
    pairs = values.merge(values[[*CELL, "value"]], on=CELL, suffixes=("", "_other"))
    refines = [relations[relation][0](value, other)
               for relation, value, other in zip(pairs["relation"], pairs["value"], pairs["value_other"], strict=True)]
    finer_than = pairs[refines]
    vaguer = pd.MultiIndex.from_frame(finer_than[[*CELL, "value_other"]])
    finest = values[~pd.MultiIndex.from_frame(values[[*CELL, "value"]]).isin(vaguer)]
    said = contested.merge(finest[[*CELL, "value"]], on=[*CELL, "value"])
    said["after"] = ~said["ahead"]
    if starts is not None:
        said["after"] = ~(said["foreseen"] | (said["ends"] < said["value"].map(starts)))
    said["ends"] = said["ends"].fillna(FOREVER)
    scored = said.groupby([*CELL, "value"]).agg(
        rank=("rank", "min"), after=("after", "any"), sources=("source", "nunique"), later=("ends", "max"))
    order = ["rank", "after", "sources", "later"]
    scored = scored.reset_index().sort_values([*CELL, *order], ascending=[True, True, True, False, False, False])
    first = scored.drop_duplicates(CELL)
    even = scored[scored.duplicated([*CELL, *order], keep=False)]
    open_cells = pd.MultiIndex.from_frame(first.loc[first.index.isin(even.index), CELL])
    chosen = first.set_index(CELL)["value"]
    return pd.concat([plain, chosen[~chosen.index.isin(open_cells)]])


def _taken_back(claims: pd.DataFrame, relations: Mapping[str, tuple[Pair, Pair]]) -> "pd.Index[Any]":
    """The plans that their own origin replaced ahead of the event by a later one that contradicts them."""
    ahead = claims[claims["ahead"]].reset_index()
    pairs = ahead[~ahead["anyone"]].merge(ahead, on=[*CELL, "origin_id"], suffixes=("", "_new"))
    pairs = pairs[(pairs["ends"] < pairs["begins_new"]) & (pairs["value"] != pairs["value_new"])]
    gone = [relations[relation][1](old, new)
            for relation, old, new in zip(pairs["relation"], pairs["value"], pairs["value_new"], strict=True)]
    return pd.Index(pairs.loc[gone, "index"].unique())


def _entries(said: pd.DataFrame, claims: pa.Table) -> pd.DataFrame:
    """One row for each list that an entry gives, its value the elements in order, and that there are others."""
    entry = [*CELL, "article_id", "origin_id", "via_ids", "stance"]
    lists = said.groupby(entry)["value"].agg(lambda values: "|".join(sorted(set(values))))
    wanted = pc.and_(pc.equal(claims["field"], "parties_complete"), pc.equal(claims["value"], "false"))
    marks = claims.filter(wanted).select(COLUMNS).to_pandas().rename(columns={"canonical_id": "record"})
    marks = marks.assign(field="meetings.parties", via_ids=marks["via_ids"].map(" ".join))
    open_lists = lists.index.isin(pd.MultiIndex.from_frame(marks[entry]))
    lists = lists.where(~open_lists, lists + f"|{AND_OTHERS}")
    return said.drop_duplicates(entry).drop(columns="value").merge(lists.reset_index(), on=entry)


def _standing(claims: pd.DataFrame) -> pd.DataFrame:
    """The claims on states that nothing asserted later overtook; where one is final, the final ones."""
    latest = claims.groupby([*CELL, "value"])["begins"].max().reset_index()
    pairs = claims.reset_index()[["index", *CELL, "value", "ends"]].merge(latest, on=CELL, suffixes=("", "_other"))
    over = pairs[(pairs["value"] != pairs["value_other"]) & (pairs["begins"] > pairs["ends"])]
    claims = claims.drop(index=over["index"].unique())
    final = pd.Series(data=False, index=claims.index)
    for field, states in finals().items():
        final |= (claims["field"] == field) & claims["value"].isin(states)
    return claims[final | ~final.groupby([claims[name] for name in CELL]).transform("any")]


def _unions(claims: pd.DataFrame, relations: Mapping[str, tuple[Pair, Pair]]) -> "pd.Series[str]":
    """The elements that are affirmed and not denied, and those whose affirmation outweighs the denial."""
    claims = claims.assign(denied=claims["stance"] == "denied")
    element = claims.groupby([*CELL, "value"])["denied"]
    some, every = element.transform("any"), element.transform("all")
    kept = claims.loc[~some, [*CELL, "value"]].drop_duplicates()
    mixed = claims[some & ~every]
    mixed = mixed.assign(record=mixed["record"] + "|" + mixed["value"], relation="exact",
                         value=mixed["denied"].map({True: "denied", False: "affirmed"}))
    weighed = _settled(mixed, relations).reset_index(name="stands")
    weighed = weighed[weighed["stands"] == "affirmed"]
    weighed[["record", "value"]] = weighed["record"].str.split("|", expand=True).reindex(columns=[0, 1])
    both = pd.concat([kept, weighed[[*CELL, "value"]]]).sort_values([*CELL, "value"])
    return both.groupby(CELL)["value"].agg("|".join)


def _prose(claims: pd.DataFrame) -> "pd.Series[str]":
    """The words of the best-ranked claim."""
    claims = claims[claims["stance"] != "denied"].assign(later=claims["ends"].fillna(FOREVER))
    ordered = claims.sort_values(["rank", "ahead", "later", "article_id", "claim_id"],
                                 ascending=[True, True, False, True, True])
    return ordered.drop_duplicates(CELL).set_index(CELL)["value"]


def _relations(  # noqa: C901  # a table of small functions
    places: pa.Table, days: Mapping[str, tuple[date, date]]
) -> dict[str, tuple[Pair, Pair]]:
    """By relation, whether a first value refines a second, and whether the two contradict."""
    pairs, order, even = inside(places), finer(), compatible()
    country = dict(zip(places["place_id"].to_pylist(), places["country"].to_pylist(), strict=True))

    def never(_: str, __: str) -> bool:
        return False

    def differ(a: str, b: str) -> bool:
        return a != b

    def finer_date(a: str, b: str) -> bool:
        return days[a] != days[b] and days[b][0] <= days[a][0] and days[a][1] <= days[b][1]

    def other_date(a: str, b: str) -> bool:
        return days[a][1] < days[b][0] or days[b][1] < days[a][0]

    def finer_place(a: str, b: str) -> bool:
        inner, outer = a.rstrip("~"), b.rstrip("~")
        return a != b and (inner, outer) in pairs and (inner != outer or b.endswith("~"))

    def other_place(a: str, b: str) -> bool:
        near = "~" in a + b and country.get(a.rstrip("~"), a) == country.get(b.rstrip("~"), b)
        return not (a == b or finer_place(a, b) or finer_place(b, a) or near)

    def finer_parties(a: str, b: str) -> bool:
        return a != b and AND_OTHERS in b and {*a.split("|")} >= {*b.split("|")} - {AND_OTHERS}

    def other_parties(a: str, b: str) -> bool:
        both = AND_OTHERS in a and AND_OTHERS in b
        return not (a == b or both or finer_parties(a, b) or finer_parties(b, a))

    def longer(a: str, b: str) -> bool:
        return set(a.split("|")) > set(b.split("|"))

    def apart(a: str, b: str) -> bool:
        return not set(a.split("|")) & set(b.split("|"))

    def finer_term(relation: str, a: str, b: str) -> bool:
        return (relation, a, b) in order

    def other_term(relation: str, a: str, b: str) -> bool:
        return not (a == b or (relation, a, b) in even or {(relation, a, b), (relation, b, a)} & order)

    return {name: (partial(finer_term, name), partial(other_term, name)) for name in TERMS} | {
        "exact": (never, differ), "dates": (finer_date, other_date), "places": (finer_place, other_place),
        "parties": (finer_parties, other_parties), "sets": (longer, apart),
    }
