"""What would not fit into memory with a large release is refused, and the message says what to ask instead."""

import pytest

from trilat.dataset import memory, search
from trilat.dataset.export import write
from trilat.errors import ReleaseError, UsageError
from trilat.output.show import show
from trilat.release.sides import of_release
from trilat.store import folder


@pytest.fixture
def cramped(large, monkeypatch):
    """The release on a machine whose memory is full at 1 KB."""
    monkeypatch.setattr(memory, "most", lambda: 1000)
    return large


TOO_MUCH = {
    "column": lambda ds: ds.claims.column("claim_id"),
    "ids": lambda ds: ds.claims.ids,
    "arrow": lambda ds: ds.claims.to_arrow(),
    "pandas": lambda ds: ds.claims.where(stance="stated").to_pandas(),
    "polars": lambda ds: ds.claims.to_polars(),
    "sort": lambda ds: ds.claims.sort("value"),
    "sort-lists": lambda ds: ds.claims.sort("span_ids"),
    "as-of": lambda ds: ds.as_of("2031-03-04"),
    "consolidate": lambda ds: ds.consolidate("informative"),
    "disagreement": lambda ds: ds.disagreement(),
}


@pytest.mark.parametrize("what", TOO_MUCH)
def test_what_takes_too_much_memory_is_refused(cramped, what):
    with pytest.raises(UsageError, match=r"would take some .* GiB of memory, more than half .*: .*(ds\.sql|conflicts)"):
        TOO_MUCH[what](cramped)


def test_what_takes_little_is_answered_all_the_same(cramped, invented):
    first = cramped.claims[0]
    assert cramped.claims[first.claim_id] == invented.claims[0]
    assert cramped.claims.where(field="date").ids == invented.claims.where(field="date").ids
    assert cramped.claims.counts("field") == invented.claims.counts("field")
    assert [row.value for row in cramped.claims] == [row.value for row in invented.claims]
    assert cramped.sql("select count(*) from claims").rows == [(len(invented.claims),)]
    assert cramped.claims.to_polars(lazy=True).select("field").collect().height == len(invented.claims)
    assert cramped.claims.where(claim_id=first.claim_id).to_arrow()["field"].to_pylist() == [first.field]


def test_too_many_rows_to_search_are_refused(large, monkeypatch):
    monkeypatch.setattr(search, "MOST", 1)
    with pytest.raises(UsageError, match=r"too many to be searched for words .*ds\.sql"):
        large.statements.where(text="busan")
    with pytest.raises(UsageError, match=r"or search tables=\["):
        large.search("busan")
    assert large.search("nothing", tables=["offices"]) == []


def test_too_many_rows_to_export_or_to_compare_are_refused(large, parted_folder, monkeypatch, tmp_path):
    monkeypatch.setattr(write, "MOST", 30)
    with pytest.raises(UsageError, match=r"too many to be exported.*parquet/claims/\*\.parquet"):
        write.export(large, tmp_path / "all.duckdb")
    assert of_release(parted_folder).tables["claims"]
    monkeypatch.setattr(folder, "MOST_ROWS", 30)
    with pytest.raises(ReleaseError, match=r"88 claims, too many to be held in memory .*ds\.sql"):
        of_release(parted_folder)


def test_a_name_does_not_lead_to_one_of_too_many(large):
    with pytest.raises(UsageError, match="too many to be known by their names here: ask for the id"):
        large.statements.where(person="minami")


def test_an_id_that_is_not_there_leads_to_near_ones(large, invented):
    for ds in (large, invented):
        with pytest.raises(UsageError, match="did you mean us-jp-kr-envoys-2031-1"):
            ds.meetings["us-jp-kr-envoys-2031-2"]
        with pytest.raises(UsageError, match="did you mean"):
            show(ds, "us-jp-kr-envoys-2031-2")
        with pytest.raises(UsageError, match="did you mean us-jp-kr-envoys-2031-1"):
            ds.claims.where(record="us-jp-kr-envoys-2031-2")


def test_a_large_release_is_shown_and_exported(large, invented, tmp_path):
    for record in (*invented.meetings.ids, *invented.statements.ids, *invented.people.ids):
        assert show(large, record) == show(invented, record)
    for ending in ("sqlite", "duckdb", "dta", "jsonl"):
        write.export(large, tmp_path / f"all.{ending}")
        assert (tmp_path / f"all.{ending}").exists()


def test_a_query_sees_no_other_file_of_a_large_release(large, parted_folder, tmp_path):
    other = tmp_path / "other.parquet"
    other.write_bytes((parted_folder / "parquet" / "people" / "part-00000.parquet").read_bytes())
    for source in (f"read_parquet('{other}')", f"'{other}'", f"read_text('{parted_folder}/README.md')",
                   f"glob('{parted_folder}/*')"):
        query = "select * from claims, " + source  # noqa: S608  # that is what is tried
        with pytest.raises(UsageError):
            large.sql(query)
    with pytest.raises(UsageError, match="a query is one SELECT"):
        large.sql("set allowed_paths = []; select 1 from claims")


def test_a_folder_of_any_name_is_read_by_sql_and_polars(parted_folder, invented, tmp_path, monkeypatch):
    import shutil

    from trilat import dataset
    from trilat.dataset import parted as large_rows

    monkeypatch.setenv("TRILAT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(large_rows, "LARGE", 0)
    odd = shutil.copytree(parted_folder, tmp_path / "it's [odd] *? {name}" / "release")
    ds = dataset.load(path=odd)
    assert ds.sql("select count(*) from claims").rows == [(len(invented.claims),)]
    assert ds.claims.to_polars(lazy=True).collect().height == len(invented.claims)
    assert ds.claims[5] == invented.claims[5]


def test_trilat_validate_judges_the_files_of_a_large_release(parted_folder, tmp_path):
    import shutil

    from trilat.reading.release import check_release

    assert check_release(parted_folder)[0] == []
    made = shutil.copytree(parted_folder, tmp_path / "release")
    (made / "parquet" / "claims" / "part-00001.parquet").write_bytes(b"PAR1")
    (made / "parquet" / "claims" / "part-00002.parquet").unlink()
    assert {finding.rule for finding in check_release(made)[0]} == {"release-hash", "release-file"}
