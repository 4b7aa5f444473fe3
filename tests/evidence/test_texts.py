import gzip
import os
from pathlib import Path

import pytest

from trilat.errors import UsageError
from trilat.evidence import texts as module
from trilat.evidence.texts import Texts
from trilat.hashing import sha256

COPY = b"Three envoys met.\r\n"
PACKED = gzip.compress(COPY, mtime=0)


def test_a_copy_is_matched_by_its_bytes_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "000_download").write_bytes(COPY)
    (tmp_path / "an-article.txt").write_bytes(b"Another scrape.")
    found = Texts(tmp_path).find("an-article", sha256(COPY))
    assert found is not None
    assert (found.exact, found.text, found.of.path.name) == (True, COPY.decode(), "000_download")


def test_else_by_the_id_of_the_article_and_then_it_is_another_copy(tmp_path: Path) -> None:
    (tmp_path / "an-article.txt").write_bytes(b"Another scrape.")
    texts = Texts(tmp_path)
    found = texts.find("an-article", sha256(COPY))
    assert found is not None
    assert (found.exact, found.of.sha256) == (False, sha256(b"Another scrape."))
    assert texts.find("an-articl", sha256(COPY)) is None


def test_line_ends_and_a_byte_order_mark_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbfOne\r\ntwo\rthree\n")
    found = Texts(tmp_path).find("a", "")
    assert found is not None
    assert found.text == "\ufeffOne\r\ntwo\rthree\n"
    assert [token.start for token in found.tokens] == [1, 6, 10]
    assert found.words is found.words


def test_a_file_that_is_no_utf_8_is_skipped_and_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"Caf\xe9")
    (tmp_path / "b.txt").write_bytes(COPY)
    texts = Texts(tmp_path)
    (finding,) = texts.findings
    assert finding.rule == "text-unreadable"
    assert "0xe9 at offset 3" in finding.message
    assert finding.line == 1
    assert texts.find("a", sha256(b"Caf\xe9")) is None
    assert texts.find("b", "") is not None


def test_a_file_too_large_for_an_article_is_skipped_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_FILE", 4)
    (tmp_path / "a.txt").write_bytes(COPY)
    (finding,) = Texts(tmp_path).findings
    assert "more than 4 bytes" in finding.message


def test_links_pipes_and_subfolders_are_not_opened(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    (folder / "deeper").mkdir(parents=True)
    (folder / "deeper" / "a.txt").write_bytes(COPY)
    (tmp_path / "outside.txt").write_bytes(COPY)
    (folder / "b.txt").symlink_to(tmp_path / "outside.txt")
    (folder / "loop").symlink_to(folder)
    (folder / "nowhere.txt").symlink_to(folder / "nothing")
    os.mkfifo(folder / "pipe.txt")
    texts = Texts(folder)
    assert texts.find("a", sha256(COPY)) is texts.find("b", sha256(COPY)) is None
    assert texts.findings == []


def test_of_equal_copies_the_first_by_name_is_taken(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c.txt"):
        (tmp_path / name).write_bytes(COPY)
    found = Texts(tmp_path).find("x", sha256(COPY))
    assert found is not None
    assert found.of.path.name == "a.txt"


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str, flags: int) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    (tmp_path / "a.txt").write_bytes(COPY)
    monkeypatch.setattr(os, "open", refuse)
    (finding,) = Texts(tmp_path).findings
    assert "cannot be read: Permission denied" in finding.message


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(COPY)
    for folder in (tmp_path / "nothing", tmp_path / "file"):
        with pytest.raises(UsageError, match="cannot be read as a folder of texts"):
            Texts(folder)


def test_a_text_may_be_packed_and_is_hashed_unpacked(tmp_path: Path) -> None:
    (tmp_path / "an-article.txt.gz").write_bytes(PACKED)
    found = Texts(tmp_path).find("an-article", sha256(COPY))
    assert found is not None
    assert (found.exact, found.text) == (True, COPY.decode())


@pytest.mark.parametrize("spoilt", [b"no gzip", PACKED[:-9], PACKED[:10] + b"\xff" * 9],
                         ids=["other", "cut", "spoilt"])
def test_a_packed_file_that_cannot_be_unpacked_is_skipped_and_told(tmp_path: Path, spoilt: bytes) -> None:
    (tmp_path / "an-article.txt.gz").write_bytes(spoilt)
    texts = Texts(tmp_path)
    assert texts.find("an-article", sha256(COPY)) is None
    assert [finding.rule for finding in texts.findings] == ["text-unreadable"]


def test_a_packed_file_is_unpacked_no_further_than_a_text_can_be_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST_FILE", 1000)
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"a" * 10**6))
    (finding,) = Texts(tmp_path).findings
    assert "more than 1000 bytes" in finding.message


def test_a_text_that_bears_the_name_of_its_article_or_its_hash_is_read_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_bytes(COPY)
    (tmp_path / f"{sha256(b'Another.')}.txt").write_bytes(b"Another.")
    (tmp_path / "broken.txt").write_bytes(b"\xff")
    opened: list[str] = []

    def note(path: Path) -> module.TextFile:
        opened.append(path.name)
        return text_file(path)

    text_file = module.text_file
    monkeypatch.setattr(module, "text_file", note)
    texts = Texts(tmp_path)
    for article_id, data in (("a", COPY), ("a", COPY), ("b", b"Another.")):
        found = texts.find(article_id, sha256(data))
        assert found is not None
        assert found.exact
    assert opened == ["a.txt", f"{sha256(b'Another.')}.txt"]
    assert texts.seen == []
    assert [finding.rule for finding in texts.findings] == ["text-unreadable"]


def test_a_copy_of_other_bytes_under_the_name_of_an_article_gives_way_to_the_coded_one(tmp_path: Path) -> None:
    (tmp_path / "an-article.txt").write_bytes(b"Another scrape.")
    (tmp_path / "zzz").write_bytes(COPY)
    texts = Texts(tmp_path)
    for _ in range(2):
        found = texts.find("an-article", sha256(COPY))
        assert found is not None
        assert (found.exact, found.of.path.name) == (True, "zzz")
