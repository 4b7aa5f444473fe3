"""Pictures of a dataset: what is in them, that they hold all they need, and that they come out alike."""

import datetime as dt
import json
import os
import re
import subprocess
import sys
from collections import Counter
from xml.etree import ElementTree as ET

import pytest
from dataset.hostile import HOSTILE, changed, dataset_of, hostile, thousands
from hypothesis import given
from hypothesis import strategies as st
from invented import THREE, article, meeting, tables, told

from trilat import dataset
from trilat.dataset.pictures.style import NO_STATUS, STATUS_COLOURS
from trilat.dataset.pictures.timeline import meetings_by_period, period
from trilat.errors import UsageError
from trilat.vocabularies import Status

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def ds():
    return dataset.load()


def words(picture):
    """All words of a picture, as a reader of SVG finds them."""
    found = ET.fromstring(picture.svg()).iter()  # noqa: S314  # we have just made it
    return [element.text for element in found if element.tag in (f"{SVG}text", f"{SVG}tspan") and element.text]


def test_a_timeline_has_a_line_for_each_meeting_that_has_a_date():
    dates = {"a-day": "2031-03-08", "two-days": "2031-03-08/2031-03-09", "a-month": "2031-03", "open": "[2031-03-12..]"}
    entries = [meeting(record=name, parties=THREE, date=date, status="held") for name, date in dates.items()]
    made = dataset_of(tables(article(meetings=[*entries, meeting(record="undated", parties=THREE)])))
    picture = made.plot.timeline()
    drawn = {row["id"]: row for row in picture.spec["data"]["values"]}
    assert {name: (row["kind"], row["from"], row["to"]) for name, row in drawn.items()} == {
        "a-day": ("day", "2031-03-08", "2031-03-09"), "two-days": ("lasting", "2031-03-08", "2031-03-10"),
        "a-month": ("within", "2031-03-01", "2031-04-01"),
    }
    shown = words(picture)
    assert all(row["meeting"] in shown and row["told"] in shown for row in drawn.values())
    assert "2 without a date that has a first and a last day are not drawn." in shown
    assert "date of the meeting, 2031" in shown


def test_meetings_of_one_title_have_a_line_each():
    entries = [meeting(record=name, title="Talks", parties=THREE, date="2031-03-08") for name in "abc"]
    picture = dataset_of(tables(article(meetings=entries))).plot.timeline()
    assert {"Talks", "Talks (2)", "Talks (3)"} <= set(words(picture))


def test_a_timeline_says_who_reports_and_how_small_the_data_is(ds):
    [two, none, *more] = [{"publisher": name} for name in ("harbour-post", None, "tide-times", "gull-gazette")]
    files = [told("author", date="2031-03-08", article_of=of, published=f"2031-03-0{n}")
             for n, of in enumerate([two, two, none, *more], 1)]
    shown = words(dataset_of(tables(*files)).plot.timeline())
    assert "no status: Gull Gazette + Harbour Post + 1 more + 1 of unknown publisher; 4 sources" in shown
    assert f"Trilat {ds.version}: 5 articles. So few show what they say, and no rates or trends." in shown


def test_a_timeline_shows_the_meetings_that_it_is_given_and_those_of_a_vintage(ds):
    some = [one for one in ds.meetings if one.date_earliest and one.date_latest][:2]
    assert len(ds.plot.timeline(some).spec["data"]["values"]) == len(some)
    early = ds.as_of("2021-03-26")
    picture = early.plot.timeline()
    assert {row["id"] for row in picture.spec["data"]["values"]} <= set(early.meetings.ids) < set(ds.meetings.ids)
    assert "as of 2021-03-26" in " ".join(words(picture))


def test_thousands_of_meetings_are_counted_by_period():
    many = thousands()
    picture = many.plot.timeline()
    above, below = picture.spec["vconcat"]
    bars, lines = above["layer"][0]["data"]["values"], above["layer"][1]["data"]["values"]
    assert sum(row["articles"] for row in below["data"]["values"]) == len(many.articles)
    assert sum(row["meetings"] for row in bars) <= len(many.meetings) <= sum(
        row["meetings"] for row in bars) + sum(row["possible"] - row["certain"] for row in lines)
    assert len(bars) < 30 * len(STATUS_COLOURS)
    assert {"Harbour Post", "publisher unknown", *Status, NO_STATUS} <= set(words(picture))


def test_many_publishers_are_put_together():
    rows = {name: list(table) for name, table in thousands(300).tables.items()}
    papers = [f"paper-{n}" for n in range(12)]
    body = rows["organizations"][0]
    rows["organizations"] = [type(body)(name, name, (), body.kind, None, None) for name in papers]
    articles = dataset_of(rows).articles
    assert {one.publisher_id for one in articles} > {None}
    made = dataset_of(rows | {"articles": [
        changed(one, publisher_id=papers[n % 12]) for n, one in enumerate(articles)]})
    below = made.plot.timeline().spec["vconcat"][1]
    assert sorted({row["publisher"] for row in below["data"]["values"]}) == [
        "other publishers", "paper-0", "paper-1", "paper-10", "paper-11", "paper-2"]


DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2040, 1, 1))
SPANS = st.lists(st.tuples(DAYS, st.integers(0, 800), st.sampled_from([*map(str, Status), NO_STATUS])).map(
    lambda one: (one[0], one[0] + dt.timedelta(days=one[1]), one[2])), max_size=8)


@given(SPANS, st.sampled_from([1, 3, 12, 120]))
def test_every_period_counts_the_meetings_certain_and_possible_in_it(spans, months):
    bars, lines = meetings_by_period(spans, months)
    certain = Counter()
    for row in bars:
        certain[row["from"]] += row["meetings"]
        assert row["high"] - row["low"] == row["meetings"]
    possible = {row["from"]: row["possible"] for row in lines}
    for start in {*certain, *possible}:
        first, end = period(dt.date.fromisoformat(start), months)
        inside = sum(first <= a and b < end for a, b, _ in spans)
        touching = sum(a < end and b >= first for a, b, _ in spans)
        assert (certain[start], possible.get(start, certain[start])) == (inside, touching)
    assert sum(certain.values()) == sum(b < period(a, months)[1] for a, b, _ in spans)


def test_disagreement_has_every_field_that_two_reports_speak_of(ds):
    rows = {row["field"]: row for row in ds.plot.disagreement().spec["hconcat"][0]["data"]["values"]}
    measures = {f"{one.record_table}: {one.field.replace('_', ' ')}": one for one in ds.disagreement().fields}
    assert rows.keys() == {name for name, one in measures.items() if one.compared}
    assert all(row["records"] == measures[name].compared for name, row in rows.items())


def test_disagreement_tells_how_many_records_differ_and_how():
    dates = [("ministry-kr", "2031-03-08"), ("ministry-jp", "2031-03-08"), ("agency-y", "2031-03"),
             ("jane-doe", "2031-03-09")]
    places = [("ministry-kr", "busan"), ("jane-doe", "harbour-hall")]
    files = [told(by, date=day) for by, day in dates] + [told(by, place=where) for by, where in places]
    picture = dataset_of(tables(*files)).plot.disagreement()
    rows = {row["field"]: row for row in picture.spec["hconcat"][0]["data"]["values"]}
    assert {name: (row["told"], row["reports"], row["confidence"]) for name, row in rows.items()} == {
        "meetings: date": ("1 of 1", 4, 0.5), "meetings: place": ("1 of 1", 2, 0.5),
        "meetings: parties": ("0 of 1", 6, 1.0),
    }
    bars = {row["field"]: row["relation"] for row in picture.spec["hconcat"][1]["layer"][0]["data"]["values"]}
    assert bars == {"meetings: date": "contradicts", "meetings: place": "refines"}
    assert {"1 of 1", "refines", "compatible", "contradicts"} <= set(words(picture))


def test_a_dataset_in_which_nothing_can_be_compared_gives_an_empty_picture(ds):
    nothing = ds.as_of("2020-01-01")
    assert nothing.plot.disagreement().spec["hconcat"][0]["data"]["values"] == []
    assert words(nothing.plot.disagreement())
    assert nothing.plot.timeline().title == "0 meetings over time"
    assert words(nothing.plot.timeline())


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_stay_words_in_a_picture(text):
    picture = hostile(text).plot.timeline()
    page = picture.html()
    assert len(re.findall(r"<script", page, re.IGNORECASE)) == len(re.findall(r"</script", page, re.IGNORECASE)) == 2
    assert "onerror=alert" not in page.replace("\\u003cimg src=x onerror=alert", "")
    drawn = " ".join(words(picture))
    assert not re.search(r"[\u202a-\u202e\u2066-\u2069\x00-\x1f]", drawn)
    tags = {element.tag for element in ET.fromstring(picture.svg()).iter()}  # noqa: S314  # we have just made it
    assert tags <= {f"{SVG}{tag}" for tag in ("svg", "g", "rect", "path", "line", "text", "tspan")}


def test_a_page_holds_all_that_it_needs(ds, tmp_path):
    ds.plot.timeline().save(tmp_path / "timeline.html")
    page = (tmp_path / "timeline.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert not re.search(r"<link|\bsrc=[\"']?http|@import", page)
    [spec] = re.findall(r'vegaEmbed\("#picture", (\{.*\}), \{mode', page)
    assert json.loads(spec)["title"]["text"] == ds.plot.timeline().title


@pytest.mark.parametrize(("ending", "begins"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("html", b"<!DOCTYPE html>")])
def test_a_picture_is_saved_by_the_ending_of_its_name(ds, tmp_path, ending, begins):
    path = tmp_path / f"picture.{ending}"
    ds.plot.disagreement().save(path)
    assert path.read_bytes().startswith(begins)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_another_ending_is_refused(ds, tmp_path):
    with pytest.raises(UsageError, match=r"a picture is saved as \.html, \.svg, \.png"):
        ds.plot.timeline().save(tmp_path / "picture.gif")
    with pytest.raises(UsageError, match="no such folder"):
        ds.plot.timeline().save(tmp_path / "nowhere" / "picture.svg")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["timeline", "disagreement"])
def test_a_picture_is_an_altair_chart_too(ds, name):
    picture = getattr(ds.plot, name)()
    assert picture.chart.to_dict()["title"]["text"] == picture.title
    assert picture._repr_svg_().startswith("<svg")


def test_the_same_data_give_the_same_bytes_in_any_world(ds):
    code = ("from trilat import dataset; import hashlib, json; p = dataset.load().plot\n"
            "made = [p.timeline(), p.timeline(most=3), p.disagreement()]\n"
            "texts = [text for one in made for text in (one.svg(), json.dumps(one.spec))]\n"
            "print([hashlib.sha256(text.encode()).hexdigest() for text in texts])")
    worlds = [{"PYTHONHASHSEED": "1", "TZ": "Asia/Seoul"}, {"PYTHONHASHSEED": "2", "TZ": "America/New_York"}]
    runs = {subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                           env=os.environ | world).stdout for world in worlds}
    assert len(runs) == 1


def test_a_missing_extra_names_the_line_that_installs_it():
    code = ("import sys; sys.modules['vl_convert'] = None\n"
            "from trilat import dataset\ndataset.load().plot.timeline()")
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "pip install 'trilat[plot]'" in run.stderr
