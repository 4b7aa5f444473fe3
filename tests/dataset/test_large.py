"""Large tables, which are read column by column from Parquet and whose objects are not kept."""

import pytest

from trilat import dataset
from trilat.dataset import rows
from trilat.dataset.objects import OBJECTS
from trilat.store import folder

ENVOYS = "us-jp-kr-envoys-2031-1"


@pytest.fixture
def large(invented_folder, monkeypatch):
    """The invented release, every table of which passes for a large one."""
    monkeypatch.setattr(folder, "SMALL", -1)
    monkeypatch.setattr(rows, "KEPT", 0)
    return dataset.load(path=invented_folder)


def test_a_large_table_gives_the_same_rows(large, invented):
    for name in OBJECTS:
        assert list(large.table(name)) == list(invented.table(name)), name
        assert large.table(name).ids == invented.table(name).ids
        assert len(large.table(name)) == len(invented.table(name))


def test_rows_that_are_made_a_few_at_a_time_are_the_same(large, invented, monkeypatch):
    wanted = {name: list(invented.table(name)) for name in OBJECTS}
    monkeypatch.setattr(rows, "TOGETHER", 7)
    for name in OBJECTS:
        assert list(large.table(name)) == wanted[name], name
        assert list(large.table(name).sort(large.table(name).columns[0]).sort(OBJECTS[name].key)) == wanted[name]
    fields = [(claim.field, claim.value) for claim in large.claims]      # touched while the rows come
    assert fields == [(claim.field, claim.value) for claim in wanted["claims"]]


def test_a_large_table_answers_the_same_questions(large, invented):
    for ask in (lambda ds: ds.claims.where(field="date", since="2031-03-03"),
                lambda ds: ds.claims.sort("value", descending=True).head(20),
                lambda ds: ds.meetings.where(person="minami"),
                lambda ds: ds.claims.where(record="busan-round-2031")):
        assert list(ask(large)) == list(ask(invented))
        assert len(ask(large)) > 0
    assert large.claims[3:30:4] == invented.claims[3:30:4]
    assert large.claims.counts("field") == invented.claims.counts("field")


def test_records_of_large_tables_know_each_other(large, invented):
    meeting = large.meetings[ENVOYS]
    assert large.meetings["busan-round-2031"] is meeting is large.meetings[1]
    names = [seat.name for seat in invented.meetings[ENVOYS].participants]
    assert [seat.name for seat in meeting.participants] == names
    assert [claim.article.article_id for claim in meeting.claims] == [
        claim.article.article_id for claim in invented.meetings[ENVOYS].claims]
    assert list(large.as_of("2031-03-04").positions) == list(invented.as_of("2031-03-04").positions)


def test_only_the_columns_that_are_asked_for_are_read(invented_folder, monkeypatch):
    monkeypatch.setattr(folder, "SMALL", -1)
    ds = dataset.load(path=invented_folder)
    asked = []
    read = folder.ReleaseFolder.stored

    def noted(self, table, name):
        asked.append((table, name))
        return read(self, table, name)

    monkeypatch.setattr(folder.ReleaseFolder, "stored", noted)
    assert len(ds.claims) > 5
    assert ds.claims[5].field == ds.claims.column("field")[5]
    assert asked == [("claims", "field")]


def test_a_release_without_json_lines_is_read_from_parquet(invented_folder, invented, tmp_path):
    import shutil

    made = shutil.copytree(invented_folder, tmp_path / "release", ignore=shutil.ignore_patterns("*.jsonl"))
    lines = [line for line in (made / "SHA256SUMS").read_text().splitlines() if not line.endswith(".jsonl")]
    (made / "SHA256SUMS").write_text("\n".join([*lines, ""]))
    assert list(dataset.load(path=made).meetings) == list(invented.meetings)
