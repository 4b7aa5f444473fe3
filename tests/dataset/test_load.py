"""Loading a release, and what its objects know of each other."""

import dataclasses
import datetime as dt
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from trilat import dataset
from trilat.dataset.table import UnknownIdError
from trilat.errors import ReleaseError, UsageError
from trilat.hashing import sha256
from trilat.release.assemble import assemble
from trilat.release.build import build
from trilat.sheets import read_dataset
from trilat.store.bundled import BUNDLED
from trilat.tables.columns import columns
from trilat.tables.rows import TABLES
from trilat.vocabularies import Level, Status

GOLDEN = Path(__file__).parents[1] / "golden" / "dataset"
ROOT = Path(__file__).parents[2]
ENVOYS = "us-jp-kr-envoys-2031-1"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return build(GOLDEN, tmp_path_factory.mktemp("out")).folder


@pytest.fixture
def ds(folder):
    return dataset.load(path=folder)


def test_every_table_gives_the_rows_that_were_built(ds):
    sheets = read_dataset(GOLDEN)
    built = assemble([s.model for s in sheets.articles], {name: s.model for name, s in sheets.registries.items()})
    for name, row_type in TABLES.items():
        names = [column.name for column in columns(row_type)]
        loaded = [[getattr(row, column) for column in names] for row in ds.table(name)]
        assert loaded == [[getattr(row, column) for column in names] for row in built[name]], name


def test_values_are_real_python_values(ds):
    meeting = ds.meetings[ENVOYS]
    assert meeting.date_earliest == dt.date(2031, 3, 8)
    assert meeting.level is Level.ENVOYS
    assert meeting.parties == ("JP", "KR", "US")
    assert meeting.place_approximate is False


def test_objects_are_frozen(ds):
    with pytest.raises(dataclasses.FrozenInstanceError):
        ds.meetings[0].status = Status.HELD


def test_a_meeting_knows_what_belongs_to_it(ds):
    meeting = ds.meetings[ENVOYS]
    assert [seat.name for seat in meeting.participants] == ["Haruko Minami", "Pak Cheol-min", "Jane Doe"]
    assert [position.party for position in meeting.positions] == ["JP", "KR"]
    assert {one.statement_id for one in meeting.statements} == {
        "jp-readout-busan-2031-03", "us-diplomat-busan-agenda-2031-03"
    }
    assert len(meeting.outcomes) == 3
    assert meeting.place.within.name == "Busan"
    assert [first.previous.place.name for first in meeting.firsts] == ["Sapporo"]
    assert [article.published for article in meeting.articles] == ["2031-03-02", "2031-03-05", "2031-03-10"]
    assert {conflict.field for conflict in meeting.conflicts} == {"date", "topics"}
    assert all(claim.article in meeting.articles for claim in meeting.claims)
    assert all(span.article in meeting.articles for span in meeting.spans)


def test_a_statement_knows_its_speakers_and_an_outcome_its_meeting(ds):
    statement = ds.statements["us-diplomat-busan-agenda-2031-03"]
    assert [speaker.description for speaker in statement.speakers] == [
        "Senior American diplomat who spoke of the Busan round"
    ]
    assert statement.speaker_unnamed
    assert statement.about == [ds.meetings[ENVOYS]]
    assert ds.outcomes[f"{ENVOYS}.photograph"].meeting is ds.meetings[ENVOYS]


def test_a_history_gives_the_states_in_order(ds):
    states = ds.meetings[ENVOYS].history("status")
    assert [(state.value, state.known_from) for state in states] == [
        ("scheduled", dt.date(2031, 3, 2)), ("held", dt.date(2031, 3, 10))
    ]
    with pytest.raises(UsageError, match="no field 'colour'"):
        ds.meetings[ENVOYS].history("colour")


def test_tables_take_ids_old_ids_positions_and_slices(ds):
    assert ds.meetings["busan-round-2031"] is ds.meetings[ENVOYS]
    assert "busan-round-2031" in ds.meetings
    assert ds.meetings[0] is ds.meetings[-2]
    assert ds.meetings[:1] == [ds.meetings[0]]
    assert ds.positions[ENVOYS, "JP"].position == "confirmed"
    assert len(list(ds.meetings)) == len(ds.meetings) == 2
    assert ds.meetings.ids == ("us-jp-kr-envoys-2029-1", ENVOYS)
    assert ds.meetings.get("nowhere") is None
    with pytest.raises(IndexError):
        ds.meetings[2]


def test_a_missing_id_suggests_near_ones(ds):
    with pytest.raises(UnknownIdError, match=f"did you mean .*{ENVOYS}"):
        ds.meetings["us-jp-kr-envoy-2031-1"]
    with pytest.raises(UsageError, match="the tables are"):
        ds.table("meeting")


def test_tables_become_arrow_pandas_and_polars(ds):
    arrow = ds.meetings.to_arrow()
    assert arrow.num_rows == 2
    assert arrow.column("parties").to_pylist()[1] == ["JP", "KR", "US"]
    frame = ds.meetings.to_pandas()
    assert frame["date_earliest"].iloc[1] == dt.date(2031, 3, 8)
    assert str(frame["article_count"].dtype) == "int64[pyarrow]"
    assert ds.meetings.to_polars()["status"].to_list() == ["held", "held"]


def test_a_vintage_knows_only_what_was_published(ds):
    early = ds.as_of("2031-03-04")
    meeting = early.meetings[ENVOYS]
    assert (meeting.date, meeting.place_id, meeting.status) == ("[2031-03-08..2031-03-09]", "busan", "scheduled")
    assert [(one.party, one.position) for one in meeting.positions] == [("JP", "unconfirmed"), ("KR", "announced")]
    assert len(early.articles) == 1
    assert len(early.conflicts) == 0
    assert len(ds.as_of("2031-03-01").meetings) == 0
    assert ds.as_of(dt.date(2031, 3, 10)).meetings[ENVOYS].date == ds.meetings[ENVOYS].date


def test_a_resolution_does_not_reach_back_before_the_claims_that_it_considered(ds):
    assert ds.meetings[ENVOYS].date == "2031-03-08"
    assert ds.as_of("2031-03-06").meetings[ENVOYS].date == "2031-03-09"
    assert len(ds.as_of("2031-03-06").resolutions) == 0


def test_a_damaged_file_is_refused_before_it_is_read(folder, tmp_path):
    broken = shutil.copytree(folder, tmp_path / "release")
    path = broken / "json" / "meetings.jsonl"
    path.write_bytes(path.read_bytes().replace(b"2031-03-08", b"2031-03-07", 1))
    ds = dataset.load(path=broken)
    with pytest.raises(ReleaseError, match=r"meetings\.jsonl is damaged"):
        len(ds.meetings)
    path.unlink()
    with pytest.raises(ReleaseError, match="cannot be read"):
        len(ds.meetings)


def test_verifying_looks_at_files_that_nothing_reads(folder, tmp_path):
    whole = shutil.copytree(folder, tmp_path / "release")
    ds = dataset.load(path=whole)
    ds.verify()
    with (whole / "csv" / "spans.csv").open("ab") as file:
        file.write(b"\n")
    with pytest.raises(ReleaseError, match=r"csv/spans\.csv is damaged"):
        ds.as_of("2031-03-04").verify()


def test_what_is_no_release_is_refused(tmp_path):
    with pytest.raises(ReleaseError, match="no SHA256SUMS"):
        dataset.load(path=tmp_path)


def test_a_newer_schema_is_refused_naming_both(folder, tmp_path):
    newer = shutil.copytree(folder, tmp_path / "release")
    package = json.loads((newer / "datapackage.json").read_bytes())
    package["trilat"]["schema_version"] = "2.0.0"
    old = sha256((newer / "datapackage.json").read_bytes())
    (newer / "datapackage.json").write_text(json.dumps(package))
    sums = newer / "SHA256SUMS"
    sums.write_text(sums.read_text().replace(old, sha256((newer / "datapackage.json").read_bytes())))
    with pytest.raises(ReleaseError, match=r"schema 2\.0\.0.*up to 1\.x"):
        dataset.load(path=newer)


def test_a_version_that_is_not_bundled_is_refused():
    with pytest.raises(ReleaseError, match=r"9\.9\.9 does not come with this package"):
        dataset.load("9.9.9")
    with pytest.raises(UsageError, match="write it as a text"):
        dataset.load(0.3)


def test_a_missing_extra_names_the_line_that_installs_it(folder):
    code = ("import sys; sys.modules['polars'] = None\n"
            "from trilat import dataset\n"
            f"dataset.load(path={str(folder)!r}).meetings.to_polars()")
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "pip install 'trilat[polars]'" in run.stderr


def test_the_bundled_release_is_the_newest_final_one():
    releases = json.loads((ROOT / "dataset" / "releases.json").read_bytes())["releases"]
    folders = [path for path in BUNDLED.iterdir() if path.is_dir()]
    assert [path.name for path in folders] == [f"trilat-{releases[-1]['version']}"]
    package = json.loads((folders[0] / "datapackage.json").read_bytes())
    assert package["trilat"]["content_sha256"] == releases[-1]["content_sha256"]
    for line in (folders[0] / "SHA256SUMS").read_text().splitlines():
        digest, _, name = line.partition("  ")
        assert sha256((folders[0] / name).read_bytes()) == digest, name
    for name, about in package["trilat"]["tables"].items():
        assert sha256((folders[0] / "json" / f"{name}.jsonl").read_bytes()) == about["content_sha256"]
