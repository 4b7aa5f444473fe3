"""How pictures look: colours that the colour-blind can tell apart, letters, and the notes below a title."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from trilat.vocabularies import Status

if TYPE_CHECKING:
    from trilat.dataset.dataset import Dataset

Spec = dict[str, Any]

NO_STATUS = "no status"
STATUS_COLOURS = {
    Status.PROPOSED: "#CC79A7", Status.AGREED: "#E69F00", Status.SCHEDULED: "#56B4E9", Status.UNDER_WAY: "#F0E442",
    Status.HELD: "#0072B2", Status.POSTPONED: "#D55E00", Status.CANCELLED: "#000000", Status.NOT_HELD: "#666666",
    NO_STATUS: "#BBBBBB",
}
"""The eight colours of Okabe and Ito (Color Universal Design, 2008), and greys."""

RELATION_COLOURS = {"refines": "#56B4E9", "compatible": "#E69F00", "contradicts": "#333333"}
"""From the least difference to the most; their lightness alone tells them apart."""

LIGHT = ["#77AADD", "#EE8866", "#EEDD88", "#FFAABB", "#44BB99", "#AAAA00", "#DDDDDD"]
"""Paul Tol's light scheme (Colour Schemes, SRON, 2021), for areas beside those of the statuses."""

INK, SOFT = "#222222", "#666666"
FEW_ARTICLES = 100

CONFIG: Spec = {
    "font": "Liberation Sans, Arial, Helvetica, sans-serif",
    "background": "white",
    "view": {"stroke": None},
    "axis": {"labelColor": INK, "titleColor": INK, "labelFontSize": 11, "titleFontSize": 11,
             "titleFontWeight": "normal", "gridColor": "#E6E6E6", "labelLimit": 0, "domainColor": "#999999",
             "tickColor": "#999999"},
    "legend": {"labelColor": INK, "titleColor": INK, "labelFontSize": 11, "titleFontSize": 11, "labelLimit": 0,
               "titleFontWeight": "normal", "orient": "bottom", "direction": "horizontal"},
    "title": {"anchor": "start", "frame": "bounds", "color": INK, "subtitleColor": SOFT, "fontSize": 14,
              "subtitleFontSize": 11, "subtitleLineHeight": 15, "offset": 14, "limit": 0},
    "text": {"color": INK, "fontSize": 11},
}


def titled(text: str, notes: list[str], width: int = 115) -> Spec:
    """A title with notes below it, broken into lines of so many characters."""
    return {"text": text, "subtitle": [line for note in notes for line in textwrap.wrap(note, width)]}


def smallness(ds: Dataset) -> str:
    """Which data a picture shows, and how little it is where it is little."""
    known = f", as of {ds.day}" if ds.day else ""
    settled = f", settled by {ds.strategy}" if ds.strategy != "precedence" else ""
    articles = f"{len(ds.articles):,} article{'s' * (len(ds.articles) != 1)}"
    small = ". So few show what they say, and no rates or trends" if len(ds.articles) < FEW_ARTICLES else ""
    return f"Trilat {ds.version}{known}{settled}: {articles}{small}."


def scale(colours: dict[Any, str], used: set[str]) -> Spec:
    """The colours of the names that are used, in their order."""
    shown = {str(name): colour for name, colour in colours.items() if str(name) in used}
    return {"domain": list(shown), "range": list(shown.values())}
