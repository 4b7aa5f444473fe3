"""Uncertain dates: what each written form means, what is refused, and what holds of all of them."""

import re
import warnings
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trilat.edtf import PATTERN, parse

POINTS = st.one_of(
    st.dates(date(1000, 1, 1), date(2999, 12, 31)).flatmap(
        lambda day: st.sampled_from([f"{day:%Y-%m-%d}".rjust(10, "0"), f"{day:%Y-%m}".rjust(7, "0"), f"{day.year:04}"])
    ),
    st.from_regex(r"(1[0-9]|2[0-9])([0-9]X|XX|[0-9]{2}-(XX|XX-XX|0[1-9]-XX))", fullmatch=True),
)
MARKED = st.builds("{}{}".format, POINTS, st.sampled_from(["", "", "?", "~", "%"]))
DATES = st.one_of(
    MARKED,
    st.builds("[{}..{}]".format, MARKED, MARKED),
    st.builds("{}/{}".format, MARKED, MARKED),
    st.builds("[..{}]".format, MARKED),
    st.builds("[{}..]".format, MARKED),
    st.builds("{}/..".format, MARKED),
    st.builds("../{}".format, MARKED),
)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2031-03-08", "2031-03-08", "2031-03-08"),
        ("2031-03", "2031-03-01", "2031-03-31"),
        ("2031-03-XX", "2031-03-01", "2031-03-31"),
        ("2032-02", "2032-02-01", "2032-02-29"),
        ("2031", "2031-01-01", "2031-12-31"),
        ("2031-XX", "2031-01-01", "2031-12-31"),
        ("2031-XX-XX", "2031-01-01", "2031-12-31"),
        ("203X", "2030-01-01", "2039-12-31"),
        ("20XX", "2000-01-01", "2099-12-31"),
        ("[2031-03-08..2031-03-14]", "2031-03-08", "2031-03-14"),
        ("[2031-03..2031-04-05]", "2031-03-01", "2031-04-05"),
        ("[..2031-03-14]", None, "2031-03-14"),
        ("[2031-03-14..]", "2031-03-14", None),
        ("2031-03-08/2031-03-09", "2031-03-08", "2031-03-09"),
        ("2031-03-08/2031-03-08", "2031-03-08", "2031-03-08"),
        ("2031-02/2031-03", "2031-02-01", "2031-03-31"),
        ("2031-03-08/..", "2031-03-08", None),
        ("../2031-03-08", None, "2031-03-08"),
        ("2031-03-08?", "2031-03-08", "2031-03-08"),
        ("2031-03-08~", "2031-03-07", "2031-03-09"),
        ("2031-03-08%", "2031-03-07", "2031-03-09"),
        ("2031-01-01~", "2030-12-31", "2031-01-02"),
        ("2031-03~", "2031-02-01", "2031-04-30"),
        ("2031-01~", "2030-12-01", "2031-02-28"),
        ("2031-12~", "2031-11-01", "2032-01-31"),
        ("2031~", "2030-01-01", "2032-12-31"),
        ("203X~", "2020-01-01", "2049-12-31"),
        ("[2031-03-08~..2031-03-14~]", "2031-03-07", "2031-03-15"),
        ("2999~", "2998-01-01", "3000-12-31"),
        ("1000~", "0999-01-01", "1001-12-31"),
    ],
)
def test_a_written_date_means_these_days(text: str, earliest: str | None, latest: str | None) -> None:
    read = parse(text)
    assert (read.earliest and read.earliest.isoformat(), read.latest and read.latest.isoformat()) == (earliest, latest)
    assert str(read) == read.text == text
    assert read.lasting == ("/" in text)
    assert read.approximate == any(mark in text for mark in "~%")
    assert read.uncertain == any(mark in text for mark in "?%")


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "2031-03-08\n", " 2031-03-08", "2031-3-8", "2031-13", "2031-00", "2031-03-00", "2031-03-32",
        "31-03-08",
        "2023-02-29", "2100-02-29", "2031-02-30", "2031-04-31", "2031-02-29~", "[2031-02-28..2031-02-29]",
        "[2031-03-14..2031-03-08]", "2031-03-09/2031-03-08", "2031/2030", "[2031-03-08]", "[2031-03-08,2031-03-09]",
        "[2031-03-08..2031-03-14", "2031-03-08..2031-03-14", "[..]", "../..", "/", "2031-03-08/", "/2031-03-08",
        "2031-03-08T10:00", "2031-W10", "20310308", "2031-21", "{2031,2032}", "y20310", "-2031", "0999", "3000",
        "2XXX", "2031-0X", "2031-03-0X", "~2031", "2031~~", "2031?~", "২০৩১-০৩-০৮", "٢٠٣١", "2031\u201303", "１２３４",
        "unknown", "2031-03-08/2031-03-09/2031-03-10", "[[2031..2032]]", "[2031/2032]",
    ],
)
def test_what_is_not_of_the_subset_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(text)


def test_a_day_that_no_calendar_has_is_named() -> None:
    with pytest.raises(ValueError, match="February 2023 has 28 days"):
        parse("2023-02-29")


def test_days_are_counted_from_the_first_to_the_last() -> None:
    assert parse("2031-03-08").days == 1
    assert parse("[2031-03-08..2031-03-14]").days == 7
    assert parse("2032").days == 366
    assert parse("2031-03-08/..").days is None


@settings(max_examples=300, deadline=None)
@given(DATES)
def test_bounds_are_ordered_and_open_only_where_written_so(text: str) -> None:
    assert re.fullmatch(PATTERN[1:-1], text)
    try:
        read = parse(text)
    except ValueError:
        with pytest.raises(ValueError, match="runs backwards"):
            parse(text)
        return
    assert (read.earliest is None) == text.startswith(("[..", "../"))
    assert (read.latest is None) == text.endswith(("..]", "/.."))
    if read.earliest and read.latest:
        assert read.earliest <= read.latest
        assert read.days == (read.latest - read.earliest).days + 1


@settings(max_examples=200, deadline=None)
@given(POINTS)
def test_approximation_widens_on_both_sides_and_doubt_does_not(text: str) -> None:
    exact, about, doubted, both = (parse(text + mark) for mark in ("", "~", "?", "%"))
    assert exact.earliest
    assert exact.latest
    assert about.earliest
    assert about.latest
    assert about.earliest < exact.earliest
    assert exact.latest < about.latest
    assert (doubted.earliest, doubted.latest) == (exact.earliest, exact.latest)
    assert (both.earliest, both.latest) == (about.earliest, about.latest)


@settings(max_examples=200, deadline=None)
@given(st.dates(date(1000, 1, 1), date(2999, 12, 30)), st.integers(0, 400))
def test_a_range_and_a_duration_span_the_same_days(first: date, length: int) -> None:
    last = min(first + timedelta(days=length), date(2999, 12, 31))
    within, lasting = parse(f"[{first}..{last}]"), parse(f"{first}/{last}")
    assert (within.earliest, within.latest) == (lasting.earliest, lasting.latest) == (first, last)
    assert lasting.lasting
    assert not within.lasting


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=30) | st.text("0123456789-X[]./?~%", max_size=30) | st.from_regex(PATTERN))
def test_no_text_raises_anything_but_value_error(text: str) -> None:
    try:
        parse(text)
    except ValueError:
        return
    assert re.fullmatch(PATTERN[1:-1], text)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.dates(date(1000, 1, 1), date(2999, 12, 31)).map(str),
        st.from_regex(r"[12][0-9]{3}(-(0[1-9]|1[0-2]))?", fullmatch=True),
        st.from_regex(r"20([0-9]X|XX|[0-9]{2}-0[1-9]-XX)", fullmatch=True),
        st.dates(date(1000, 1, 1), date(2999, 12, 1)).map(lambda day: f"{day}/{day + timedelta(days=9)}"),
        st.dates(date(1000, 1, 1), date(2999, 12, 1)).map(lambda day: f"[{day}..{day + timedelta(days=9)}]"),
    )
)
def test_plain_forms_mean_what_the_edtf_package_reads(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its imports warn of their own dependencies
        edtf = pytest.importorskip("edtf")
    oracle = edtf.parse_edtf(text)
    read = parse(text)
    assert read.earliest
    assert read.latest
    assert read.earliest.timetuple()[:3] == oracle.lower_strict()[:3]
    assert read.latest.timetuple()[:3] == oracle.upper_strict()[:3]
