"""Strategies, measures and readouts of the dataset that comes with the package, and of its vintages."""

import pytest

from trilat import dataset
from trilat.dataset import Dataset
from trilat.dataset.table import UnknownIdError
from trilat.errors import UsageError

ADVISERS = "us-jp-kr-security-advisers-2021-1"
MINISTERS = "us-jp-kr-foreign-ministers-2021-1"


@pytest.fixture(scope="module")
def ds() -> Dataset:
    return dataset.load()


def test_each_strategy_reads_the_advisers_talks_otherwise(ds: Dataset) -> None:
    read = {name: ds.consolidate(name).meetings[ADVISERS]
            for name in ("precedence", "representative", "informative", "conservative")}
    assert {name: (row.date, row.place_id) for name, row in read.items()} == {
        "precedence": ("2021-04-02", "naval-officer-school-annapolis"),
        "representative": ("[2021-03-29..2021-04-04]", "washington"),
        "informative": ("2021-04-02", "naval-officer-school-annapolis"),
        "conservative": ("2021-04", "united-states"),
    }


def test_another_strategy_gives_a_whole_dataset(ds: Dataset) -> None:
    view = ds.consolidate("conservative")
    assert isinstance(view, Dataset)
    assert (view.strategy, ds.strategy, view.version) == ("conservative", "precedence", ds.version)
    assert repr(view).startswith(f"<Trilat {ds.version}, conservative: {len(ds.meetings)} meetings")
    assert view.meetings[ADVISERS].place.country == "US"
    assert [row.claim_id for row in view.claims] == [row.claim_id for row in ds.claims]


def test_precedence_gives_the_dataset_back(ds: Dataset) -> None:
    back = ds.consolidate("conservative").consolidate("precedence")
    assert all(list(back.table(name)) == list(rows) for name, rows in ds.tables.items())


def test_a_strategy_and_a_vintage_go_together_in_either_order(ds: Dataset) -> None:
    one, other = ds.as_of("2021-03-26").consolidate("conservative"), ds.consolidate("conservative").as_of("2021-03-26")
    assert (one.day, one.strategy) == (other.day, other.strategy) == (ds.as_of("2021-03-26").day, "conservative")
    assert all(list(one.table(name)) == list(rows) for name, rows in other.tables.items())
    assert one.meetings[ADVISERS].date == "[2021-03-29..2021-04-04]"


def test_a_strategy_that_there_is_not_is_refused(ds: Dataset) -> None:
    with pytest.raises(UsageError, match="no strategy 'loud'; the strategies are precedence, representative"):
        ds.consolidate("loud")


def test_measures_are_tables(ds: Dataset) -> None:
    found = ds.disagreement()
    assert repr(found).endswith(f" of {len(found.records)} fields of records have more than one value>")
    place = found.records["meetings", ADVISERS, "place", None]
    assert (place.reports, place.sources, place.values, place.share, place.relation) == (5, 4, 3, 0.4, "compatible")
    frame = found.fields.to_pandas().set_index(["record_table", "field"])
    assert frame.loc[("meetings", "date"), "mean_range_days"] == 0
    assert found.fields.to_polars()["mean_divergence"].max() == found.fields["meetings", "date"].mean_divergence
    pair = found.publishers["article:unknown-2021-04-20-annapolis-talks", "korea-herald"]
    assert pair.compared == pair.equal + pair.refines + pair.compatible + pair.contradicts
    assert pair.compatible == 2   # the date and the place of the advisers' talks
    assert found.publishers.to_arrow().num_rows == len(found.publishers)


def test_measures_are_of_claims_and_so_the_same_under_every_strategy(ds: Dataset) -> None:
    assert list(ds.consolidate("informative").disagreement().records) == list(ds.disagreement().records)
    assert len(ds.as_of("2021-03-26").disagreement().records) < len(ds.disagreement().records)


def test_a_readout_leaves_out_what_another_claims(ds: Dataset) -> None:
    told = ds.meetings[MINISTERS].readouts
    assert told.parties == ("JP", "KR", "US")
    assert (told["un-resolutions", "US"].said, told[f"{MINISTERS}.un-resolutions", "KR"].said) == (
        "asserted", "attributed")
    assert {claim.article.article_id for claim in told["un-resolutions", "KR"].claims} == {
        "unknown-2021-05-05-top-diplomats"}
    assert repr(told).splitlines()[0].split() == [MINISTERS, "JP", "KR", "US"]
    assert repr(told["kr-jp-thaw", "JP"]) == f"<{MINISTERS}.kr-jp-thaw, JP: not mentioned>"
    assert told.to_pandas().loc[f"{MINISTERS}.review-explained"].to_dict() == {
        "JP": "not mentioned", "KR": "asserted", "US": "attributed"}


def test_a_cell_that_there_is_not_is_refused_by_name(ds: Dataset) -> None:
    with pytest.raises(UnknownIdError, match=r"no readout of 'trade' by 'JP'; the outcomes are .*, the parties JP, KR"):
        ds.meetings[MINISTERS].readouts["trade", "JP"]


def test_a_meeting_without_outcomes_has_no_readouts(ds: Dataset) -> None:
    bare = next(row for row in ds.meetings if not row.outcomes)
    assert (bare.readouts.cells, repr(bare.readouts)) == ([], f"{bare.meeting_id}: no outcomes")
    assert bare.readouts.to_pandas().empty
