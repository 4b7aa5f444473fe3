"""Files cut into chunks of whole lines: nothing is lost or counted twice, and nothing makes memory grow."""

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lines import put

from trilat.bulk import chunks as module
from trilat.bulk.chunks import chunks
from trilat.reading.json_lines import lines_of

FORMS = ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst"]
LINES = b"".join(b'{"a": "%d \xed\x95\x9c \xff"}\n' % number for number in range(50))


@pytest.mark.parametrize("name", FORMS)
@given(data=st.lists(st.binary(max_size=20).map(lambda line: line.replace(b"\n", b"")), max_size=30),
       size=st.integers(1, 100), ends=st.booleans())
def test_chunks_hold_every_line_once_and_know_where_it_stands(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: list[bytes], size: int, ends: bool
) -> None:
    whole = b"head\n" + b"\n".join(data) + b"\n" * ends
    found = list(chunks([put(tmp_path_factory.mktemp("cut") / name, whole)], size))
    assert b"".join(chunk.data() for chunk in found) == whole
    assert not any(chunk.findings for chunk in found)
    lines = [(line.number, line.text, chunk.characters + line.start)
             for chunk in found for line in lines_of(chunk.data(), chunk.line)]
    assert lines == [(line.number, line.text, line.start) for line in lines_of(whole)]


@pytest.mark.parametrize("name", FORMS)
def test_the_bytes_that_were_taken_are_those_of_the_file(tmp_path: Path, name: str) -> None:
    path = put(tmp_path / name, LINES)
    assert sum(chunk.taken for chunk in chunks([path], 100)) == path.stat().st_size


@pytest.mark.parametrize("name", FORMS)
def test_an_empty_file_and_one_in_utf_16_are_a_finding_each(tmp_path: Path, name: str) -> None:
    files = [put(tmp_path / f"{number}{name}", data) for number, data in enumerate([b"", "{}\n".encode("utf-16")])]
    rules = [[finding.rule for finding in chunk.findings] for chunk in chunks(files)]
    assert rules == [["empty-file"], ["not-utf-8"]]


def test_what_is_no_file_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "link.jsonl").symlink_to(put(tmp_path / "a.jsonl", LINES))
    found = list(chunks([tmp_path / "link.jsonl", tmp_path / "none.jsonl"]))
    assert [finding.rule for chunk in found for finding in chunk.findings] == ["not-a-file", "unreadable"]


@pytest.mark.parametrize("name", FORMS)
def test_a_line_that_is_too_long_is_a_finding_and_those_around_it_are_read(tmp_path: Path, name: str) -> None:
    long = b'{"a": "' + b"x" * 5_000_000 + "한".encode() + b'"}\n'
    whole = LINES + long + LINES
    found = list(chunks([put(tmp_path / name, whole)], 100_000))
    assert [(finding.rule, finding.line) for chunk in found for finding in chunk.findings] == [("line-too-long", 51)]
    assert b"".join(chunk.data() for chunk in found) == LINES * 2
    assert (found[-1].line, found[-1].characters) == (52, len((LINES + long).decode(errors="surrogateescape")))


@pytest.mark.parametrize("name", FORMS[1:])
def test_a_bomb_without_line_ends_takes_little_memory(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_SKIPPED", 60_000_000)
    path = put(tmp_path / name, b"{}\n" + b"x" * 80_000_000)
    tracemalloc.start()
    found = list(chunks([path]))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [(finding.rule, finding.line) for chunk in found for finding in chunk.findings] == [("line-too-long", 2)]
    assert b"".join(chunk.data() for chunk in found) == b"{}\n"
    assert most < 40_000_000


@pytest.mark.parametrize("name", FORMS[1:])
def test_of_a_file_that_is_cut_short_the_lines_before_are_read(tmp_path: Path, name: str) -> None:
    whole = b"".join(b'{"a": "%d"}\n' % hash(str(number)) for number in range(20_000))
    path = put(tmp_path / name, whole)
    path.write_bytes(path.read_bytes()[:-100])
    found = list(chunks([path], 10_000))
    data = b"".join(chunk.data() for chunk in found)
    [finding] = [finding for chunk in found for finding in chunk.findings]
    assert whole.startswith(data)
    assert data.endswith(b"\n")
    assert len(data) > 10_000
    assert (finding.rule, finding.line) == ("unreadable", data.count(b"\n") + 1)


def test_a_chunk_has_not_too_many_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_LINES", 7)
    found = list(chunks([put(tmp_path / "a.jsonl", LINES)]))
    assert [chunk.line for chunk in found] == [1, 8, 15, 22, 29, 36, 43, 50]
    assert b"".join(chunk.data() for chunk in found) == LINES
