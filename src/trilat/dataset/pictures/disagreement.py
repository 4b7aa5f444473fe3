"""How much sources disagree, field by field."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from statistics import fmean
from typing import TYPE_CHECKING, Any

from trilat.dataset.pictures.picture import Picture
from trilat.dataset.pictures.style import CONFIG, INK, RELATION_COLOURS, SOFT, Spec, scale, smallness, titled

if TYPE_CHECKING:
    from trilat.consolidate.measures import RecordMeasure
    from trilat.dataset.dataset import Dataset

TITLE = "Where sources disagree"


def picture(ds: Dataset) -> Picture:
    """Three panels that share the fields: reports compared, how many records differ and how, and confidence."""
    fields, left = by_field(ds.disagreement().records)
    differing = [row for field in fields for row in _shares(field)]
    notes = [
        smallness(ds),
        "A report is what one origin says in one article; a record of which there is one report alone cannot disagree "
        "and is left out"
        + (f", and with it {left} field{'s' * (left != 1)} of which no record has two." if left else "."),
    ]
    y: Spec = {"field": "field", "type": "nominal", "sort": [field["field"] for field in fields], "title": None,
               "axis": {"ticks": False, "domain": False, "labelPadding": 8}}
    bare = y | {"axis": None}
    share: Spec = {"format": "%", "values": [0, 0.25, 0.5, 0.75, 1]}
    return Picture(TITLE, {
        "config": CONFIG, "title": titled(TITLE, notes), "spacing": 24,
        "hconcat": [
            _panel(fields, "reports compared", 150, [
                {"mark": {"type": "bar", "height": 11, "color": "#AAAAAA"}, "encoding": {
                    "x": {"field": "reports", "type": "quantitative", "title": "number", "axis": {"tickCount": 4}},
                    "y": y, "tooltip": _told("field", "records", "reports")}},
                _label("reports", "reports", y),
            ]),
            _panel(fields, "records whose reports differ, and how", 260, [
                {"data": {"values": differing}, "mark": {"type": "bar", "height": 11}, "encoding": {
                    "x": {"field": "low", "type": "quantitative", "title": "share of the records compared",
                          "scale": {"domain": [0, 1]}, "axis": share},
                    "x2": {"field": "high"}, "y": bare,
                    "color": {"field": "relation", "type": "nominal", "title": None,
                              "scale": scale(RELATION_COLOURS, set(RELATION_COLOURS))},
                    "tooltip": _told("field", "relation", "records")}},
                _label("share", "told", bare),
            ]),
            _panel(fields, "mean confidence", 170, [
                {"mark": {"type": "rule", "color": "#BBBBBB"}, "encoding": {
                    "x": {"field": "confidence", "type": "quantitative"}, "x2": {"datum": 1}, "y": bare}},
                {"mark": {"type": "point", "filled": True, "size": 55, "opacity": 1, "color": INK}, "encoding": {
                    "x": {"field": "confidence", "type": "quantitative", "axis": share, "scale": {"domain": [0, 1]},
                          "title": "share giving the commonest value"},
                    "y": bare, "tooltip": _told("field", "records", "confidence")}},
            ]),
        ],
    })


def by_field(measures: Iterable[RecordMeasure]) -> tuple[list[Spec], int]:
    """What is drawn of each field, from the most disagreement to the least, and how many fields are left out."""
    compared: dict[str, list[Any]] = defaultdict(list)
    for row in measures:
        some = compared[f"{row.record_table}: {row.field.replace('_', ' ')}"]
        if row.reports > 1:
            some.append(row)
    fields = [{
        "field": name, "records": len(rows), "reports": sum(row.reports for row in rows),
        "differing": Counter(row.relation for row in rows if row.relation in RELATION_COLOURS),
        "confidence": fmean(row.modal_confidence for row in rows),
    } for name, rows in compared.items() if rows]
    for field in fields:
        differ = sum(field["differing"].values())
        field |= {"share": differ / field["records"], "told": f"{differ:,} of {field['records']:,}"}
    return sorted(fields, key=lambda one: (-one["share"], -one["records"], one["field"])), len(compared) - len(fields)


def _shares(field: Spec) -> Iterable[Spec]:
    """The parts of a field's bar, from the least difference to the most."""
    low = 0.0
    for relation in RELATION_COLOURS:
        number = field["differing"][relation]
        high = low + number / field["records"]
        if number:
            yield {"field": field["field"], "relation": relation, "records": number, "low": low, "high": high}
        low = high


def _panel(fields: list[Spec], title: str, width: int, layers: list[Spec]) -> Spec:
    return {"title": {"text": title, "fontSize": 12, "fontWeight": "normal", "offset": 6},
            "data": {"values": fields}, "width": width, "height": {"step": 20}, "layer": layers}


def _label(x: str, text: str, y: Spec) -> Spec:
    """A number beside the end of a bar."""
    return {"mark": {"type": "text", "align": "left", "dx": 5, "color": SOFT},
            "encoding": {"x": {"field": x, "type": "quantitative"}, "y": y, "text": {"field": text, "type": "nominal"}}}


def _told(*names: str) -> list[Spec]:
    return [{"field": name, "type": "nominal"} for name in names]
