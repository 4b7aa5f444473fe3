"""What a notebook and a prompt show of datasets, tables and records."""

import re
from html.parser import HTMLParser

import pytest
from dataset.hostile import HOSTILE, URLS, dataset_of, everything, hostile, thousands, whole
from hypothesis import given
from hypothesis import strategies as st

from trilat import dataset
from trilat.dataset.html import link
from trilat.dataset.shown import SHOWN, WIDTH

ADVISERS = "us-jp-kr-security-advisers-2021-1"
TAGS = {"style", "div", "b", "span", "code", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "ol",
        "li", "a", "bdi"}
ATTRIBUTES = {"class", "dir", "title", "href", "rel", "target"}


class Seen(HTMLParser):
    """What a browser makes of a page: its tags, attributes, words and links."""

    def __init__(self, page):
        super().__init__()
        self.open, self.tags, self.attributes, self.links, self.words = [], set(), set(), [], ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name == "href"]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data * (self.open[-1:] != ["style"])


def seen(thing):
    """What is shown of a thing, which is well-formed and has no tags but ours."""
    page = Seen(thing._repr_html_())
    assert page.open == []
    assert page.tags <= TAGS
    assert page.attributes <= ATTRIBUTES
    return page


@pytest.fixture(scope="module")
def ds():
    return dataset.load()


def test_everything_of_the_bundled_dataset_can_be_shown(ds):
    assert all(seen(thing).words for thing in everything(ds))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_are_shown_and_not_obeyed(text):
    made = hostile(text)
    for thing in everything(made):
        page = seen(thing)
        assert not re.search(r"[\u202a-\u202e\u2066-\u2069\x00-\x1f]", page.words)
        assert not re.search(r"[\u202a-\u202e\u2066-\u2069\x00-\x09\x0b-\x1f]", repr(thing))
        assert len(page.words) < 50_000
    [talks] = made.meetings
    if text.isprintable() and len(text) < 100:
        assert text in seen(talks).words
        assert text in seen(made.meetings).words


@pytest.mark.parametrize("url", URLS)
def test_only_addresses_of_the_web_become_links(url):
    made = hostile("Envoys", url)
    for thing in (made.articles, made.articles[0], made.meetings[0], made.claims[0]):
        assert set(seen(thing).links) <= {URLS[0]}


def test_a_record_links_to_its_sources():
    [talks] = dataset_of(whole()).meetings
    assert seen(talks).links == ["https://example.org/a"]
    assert "Harbour Post" in seen(talks).words


@given(st.text())
def test_a_link_has_no_scheme_but_those_of_the_web(url):
    page = Seen(link(url, "words"))
    assert page.words == "words"
    assert all(re.match("https?://[^/]", one) for one in page.links)


def test_nothing_is_asked_of_the_network(ds):
    for thing in (ds, ds.meetings, ds.meetings[ADVISERS]):
        assert not re.search(r"src=|url\(|@import|<link", thing._repr_html_())


def test_a_long_table_is_cut_and_says_by_how_much():
    table = thousands(2345).meetings
    assert "2,345 rows" in seen(table).words
    assert "2,335 more rows" in seen(table).words
    assert len(table._repr_html_()) < 20_000
    assert repr(table).splitlines()[-1] == "… 2,335 more rows"


def test_what_is_empty_reads_as_a_dash_and_a_list_as_its_items(ds):
    page = seen(ds.meetings)
    assert "JP, KR" in page.words
    assert "None" not in page.words
    assert "()" not in page.words
    assert "–" in page.words


def test_a_record_shows_what_belongs_to_it_and_what_has_no_value(ds):
    words = seen(ds.meetings[ADVISERS]).words
    assert ds.meetings[ADVISERS].place.name in words
    assert "no value: portfolio, medium, duration, within_id, within_as, series, concerning, disputed" in seen(
        dataset_of(whole()).meetings[0]).words
    assert all(seat.name in words for seat in ds.meetings[ADVISERS].participants)
    assert all(one.title in words for one in ds.meetings[ADVISERS].articles)


def test_a_dataset_says_which_one_it_is(ds):
    words = seen(ds.as_of("2021-03-26").consolidate("conservative")).words
    assert ds.version in words
    assert "as of 2021-03-26" in words
    assert "settled by conservative" in words


def test_what_is_shown_of_a_row_is_an_attribute_of_it(ds):
    for name, shown in SHOWN.items():
        table = ds.country_months() if name == "country_months" else ds.table(name)
        assert all(hasattr(row, one) for row in table[:1] for one in shown)
        assert set(table.row_type.key) & set(shown)


def test_a_row_reads_as_it_would_be_written():
    made = dataset_of(whole())
    assert repr(made.positions["talks", "US"]) == (
        "Position('talks', 'US', position='announced', since='2031-03-01')")
    assert repr(made.meetings["talks"]) == (
        "Meeting('talks', date='2031-03-08', status='held', level='envoys', parties=('JP', 'KR', 'US'), "
        "place_city='Busan', title='Talks')")


def test_a_table_reads_as_columns_that_fit_a_line(ds):
    for table in ds.tables.values():
        lines = repr(table).splitlines()
        assert lines[0].startswith(f"<Table {table.name}: {len(table)} row")
        assert all(len(line) <= WIDTH for line in lines)
    assert repr(dataset_of(whole()).redirects) == "<Table redirects: 0 rows>"
