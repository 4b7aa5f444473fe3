"""What a dataset tells of itself: codebook, provenance, changes, and the words of its evidence."""

import copy
import datetime as dt
import inspect
import json
import pickle
import shutil
from pathlib import Path

import pytest

from trilat import dataset
from trilat.dataset.codebook import Entry, entries
from trilat.dataset.objects import OBJECTS
from trilat.errors import ReleaseError, UsageError
from trilat.hashing import sha256
from trilat.tables.columns import columns

TEXTS = Path(__file__).parents[1] / "golden" / "texts"
ENVOYS = "us-jp-kr-envoys-2031-1"


def test_the_codebook_tells_of_tables_columns_vocabularies_and_terms(ds):
    level = ds.codebook("meetings.level")
    assert (level.kind, level.description) == ("column", "The rank of the heads of delegation.")
    assert "ministers" in [entry.name.partition(".")[2] for entry in level.entries]
    assert [entry.name for entry in ds.codebook("positions").entries][:2] == ["positions.meeting_id", "positions.party"]
    assert ds.codebook("Status.held").details == (("PLOVER", "CONSULT"),)
    assert ds.codebook("unattributed").kind == "origin"
    assert {entry.name for entry in ds.codebook("denied")} == {"Position.denied", "Stage.denied", "Stance.denied"}
    assert {entry.name for entry in ds.codebook()} == set(OBJECTS)


def test_every_table_column_and_term_is_in_the_codebook_with_a_description():
    there = {entry.name: entry for entry in entries()}
    assert {f"{name}.{column.name}" for name, kind in OBJECTS.items() for column in columns(kind)} <= set(there)
    assert [name for name, entry in there.items() if not entry.description] == []


def test_an_entry_prints_its_facts_and_what_belongs_to_it(ds):
    shown = repr(ds.codebook("Medium"))
    assert shown.splitlines()[0] == "Medium (vocabulary)"
    assert "  video      By video link." in shown
    assert all(len(line) <= 100 for entry in entries() for line in repr(entry).splitlines())


def test_finding_goes_through_names_and_descriptions(ds):
    assert [entry.name for entry in ds.find("called off")] == ["Status.cancelled"]
    found = [entry.name for entry in ds.find("attendance")]
    assert found.index("participants.attendance") < len(found)
    assert all(isinstance(entry, Entry) for entry in ds.find("day"))
    assert repr(ds.find("xyzzy")) == "nothing in the codebook"
    with pytest.raises(UsageError, match="did you mean meetings"):
        ds.codebook("meeting")


def test_provenance_names_release_day_and_content(invented, invented_folder):
    told = invented.as_of("2031-03-05").provenance
    package = json.loads((invented_folder / "datapackage.json").read_bytes())
    assert (told.version, told.content_sha256) == (package["version"], package["trilat"]["content_sha256"])
    assert (told.day, told.strategy, told.licence) == (dt.date(2031, 3, 5), "precedence", "CC-BY-4.0")
    assert told.folder == str(invented_folder)
    assert str(told.released) == package["created"][:10]


def _with(folder, tmp_path, name, data):
    """A copy of a release in which a file has other bytes and SHA256SUMS knows them."""
    made = shutil.copytree(folder, tmp_path / "release")
    (made / name).write_bytes(data)
    lines = [line for line in (made / "SHA256SUMS").read_text().splitlines() if not line.endswith(f"  {name}")]
    (made / "SHA256SUMS").write_text("\n".join([*lines, f"{sha256(data)}  {name}", ""]))
    return made


def test_changes_are_those_of_the_release_and_where_it_has_none_it_says_so(invented_folder, tmp_path):
    told = {"from": "1.0.0", "to": "1.1.0", "records": []}
    made = _with(invented_folder, tmp_path, "changes.json", json.dumps(told).encode())
    assert dataset.load(path=made).changes() == told
    (made / "changes.json").write_bytes(b"{}")
    with pytest.raises(ReleaseError, match="damaged"):
        dataset.load(path=made).changes()
    lines = [line for line in (made / "SHA256SUMS").read_text().splitlines() if "changes.json" not in line]
    (made / "SHA256SUMS").write_text("\n".join([*lines, ""]))
    with pytest.raises(ReleaseError, match=r"has no changes\.json"):
        dataset.load(path=made).changes()


def test_with_the_texts_at_hand_every_span_has_its_words(invented_folder):
    ds = dataset.load(path=invented_folder, texts=TEXTS)
    whole = "\n".join(path.read_text() for path in TEXTS.iterdir())
    assert len(ds.spans) > 10
    assert all(span.text and span.text in whole for span in ds.spans)
    assert all(span.text for span in ds.as_of("2031-03-05").meetings[ENVOYS].spans)


def test_without_the_text_or_where_it_differs_a_span_has_none(invented, invented_folder, tmp_path):
    assert all(span.text is None for span in invented.spans)
    article = invented.spans[0].article
    (tmp_path / f"{article.article_id}.txt").write_text("Quite another text, in which none of this stands.")
    ds = dataset.load(path=invented_folder, texts=tmp_path)
    assert {span.text for span in ds.spans} == {None}
    copy_of_it = next(path for path in TEXTS.iterdir() if sha256(path.read_bytes()) == article.text_sha256)
    (tmp_path / f"{article.article_id}.txt").write_text("Menu. " + copy_of_it.read_text())
    moved = [span for span in dataset.load(path=invented_folder, texts=tmp_path).spans
             if span.article_id == article.article_id]
    assert all(span.text for span in moved)
    with pytest.raises(UsageError, match="cannot be read as a folder of texts"):
        dataset.load(path=invented_folder, texts=tmp_path / "nowhere").spans[0].text  # noqa: B018  # it is the question


@pytest.mark.parametrize(("data", "message"), [
    (b'{"name": "other", "version": "1.0.0"}', "no release of Trilat: 'other'"),
    (b'{"name": "trilat", "version": "9.0.0", "trilat": {"schema_version": "9.0.0", "tables": {}}}',
     r"schema 9\.0\.0.*pip install --upgrade"),
])
def test_what_cannot_be_read_as_a_release_is_refused_with_the_reason(invented_folder, tmp_path, data, message):
    with pytest.raises(ReleaseError, match=message):
        dataset.load(path=_with(invented_folder, tmp_path, "datapackage.json", data))


def test_a_release_that_does_not_tell_its_day_is_loaded_and_not_cited(invented_folder, tmp_path):
    package = json.loads((invented_folder / "datapackage.json").read_bytes())
    del package["created"]
    ds = dataset.load(path=_with(invented_folder, tmp_path, "datapackage.json", json.dumps(package).encode()))
    assert ds.provenance.released is None
    with pytest.raises(ReleaseError, match="does not say when it was made"):
        ds.cite()


def test_a_release_that_is_not_whole_names_the_file_that_is_missing(invented_folder, tmp_path):
    made = shutil.copytree(invented_folder, tmp_path / "release")
    (made / "json" / "meetings.jsonl").unlink()
    with pytest.raises(ReleaseError, match=r"json/meetings\.jsonl cannot be read"):
        len(dataset.load(path=made).meetings)
    (made / "parquet" / "claims.parquet").unlink()
    with pytest.raises(ReleaseError, match=r"parquet/claims\.parquet cannot be read"):
        dataset.load(path=made).claims.to_arrow()


def test_objects_are_equal_by_value_and_can_be_copied_hashed_and_pickled(invented, invented_folder):
    meeting = invented.meetings[ENVOYS]
    again = dataset.load(path=invented_folder).meetings[ENVOYS]
    assert again is not meeting
    assert (again, hash(again)) == (meeting, hash(meeting))
    assert copy.copy(meeting) is copy.deepcopy(meeting) is meeting
    back = pickle.loads(pickle.dumps(meeting))  # noqa: S301  # our own
    assert back == meeting
    with pytest.raises(UsageError, match="taken out of its dataset"):
        back.participants  # noqa: B018  # it is the question


def test_a_field_that_there_is_not_is_refused_with_what_is_near(invented):
    with pytest.raises(AttributeError, match=r"Meeting has no 'particpants'; did you mean participants"):
        invented.meetings[ENVOYS].particpants  # noqa: B018  # it is the question


def test_help_on_a_row_says_what_each_of_its_fields_is(ds):
    for table in ds.tables.values():
        said = " ".join(inspect.getdoc(table.row_type).split())
        for column in table.columns:
            assert f" {column}: {ds.codebook(f'{table.name}.{column}').description.split()[0]}" in said
