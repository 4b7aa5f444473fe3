"""Faults that files come with: each refuses its own file or line, at its place, and all else is judged as ever."""

import os
from pathlib import Path

import pytest

from trilat.check import check
from trilat.findings import Finding
from trilat.hashing import sha256
from trilat.sheets import read_dataset

COMMON = Path(__file__).parent / "cases" / "common"
ARTICLE = f"""\
schema_version: 1.0.0
article:
  id: post
  title: TITLE
  language: en
  published: 2031-03-02
  published_basis: metadata
  source_kind: newspaper
  text: {{sha256: {sha256(b"post")}, characters: 500, extent: full}}
  coders: [a]
  coded_on: 2031-12-01
"""
LINE = (
    '{"schema_version": "1.0.0", "article": {"id": "ID", "title": "TITLE", "language": "en", '
    '"published": "2031-03-02", "published_basis": "metadata", "source_kind": "newspaper", '
    '"text": {"sha256": "SHA", "characters": 500, "extent": "full"}, "coders": ["a"], "coded_on": "2031-12-01"}}\n'
)
OTHER = ARTICLE.replace("id: post", "id: other").replace("newspaper", "newspaperr").replace("TITLE", "A")
ASIDE = {"unused-entry", "not-canonical"}


def line(name: str, title: str = "A") -> str:
    return LINE.replace("ID", name).replace("SHA", sha256(name.encode())).replace("TITLE", title)


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """A dataset with one more fault, in a file of its own."""
    (tmp_path / "dataset" / "articles").mkdir(parents=True)
    for path in COMMON.glob("*.yaml"):
        (tmp_path / "dataset" / path.name).write_bytes(path.read_bytes())
    (tmp_path / "dataset" / "articles" / "other.yaml").write_text(OTHER, encoding="utf-8")
    return tmp_path / "dataset"


def found(dataset: Path) -> list[Finding]:
    """What is found beside the one fault that is there, which is told whatever else there is."""
    findings = [finding for finding in check([dataset])[0] if finding.rule not in ASIDE]
    other = [finding for finding in findings if finding.file.endswith("/other.yaml")]
    assert [finding.rule for finding in other] == ["unknown-term"]
    assert all(str(finding).isprintable() and len(str(finding)) < 1500 for finding in findings)
    return [finding for finding in findings if finding not in other]


def told(findings: list[Finding]) -> list[str]:
    return [f"{finding.line}:{finding.column} {finding.rule}" for finding in findings]


def bomb(levels: int, merge: bool) -> str:
    use = "{{<<: [{}]}}" if merge else "[{}]"
    rows = [f"m{n}: &a{n} " + use.format(", ".join([f"*a{n - 1}"] * 9)) for n in range(1, levels)]
    return "\n".join([f"m0: &a0 {'{x: y}' if merge else '[x]'}", *rows, ""])


HIDDEN = {"bidi": "\u202e", "zero width": "\u200b", "invisible separator": "\u2063"}
YAML = {
    "alias bomb": (bomb(10, merge=False), "1:5 yaml-anchor"),
    "merge-key bomb": (bomb(10, merge=True), "1:5 yaml-anchor"),
    "recursive alias": ("a: &a [*a]\n", "1:4 yaml-anchor"),
    "duplicate key": ("a: 1\na: 2\n", "2:1 duplicate-key"),
    "tag of Python": ("a: !!python/object/apply:os.system [ls]\n", "1:4 yaml-tag"),
    "tag of YAML": ("a: !!binary aGk=\n", "1:4 yaml-tag"),
    "own tag": ("a: !b c\n", "1:4 yaml-tag"),
    "deep": ("a: " + "[" * 33 + "]" * 33 + "\n", "1:35 too-deep"),
    "200 KB of brackets": ("[" * 200_000, "1:33 too-deep"),
    "integer of 5,000 digits": (ARTICLE.replace("500", "9" * 5000), "9:96 wrong-type"),
    "not a number": (ARTICLE.replace("500", ".nan"), "9:96 wrong-type"),
    "infinite": (ARTICLE.replace("500", "-.inf"), "9:96 wrong-type"),
    "impossible date": (ARTICLE.replace("2031-03-02", "2031-02-30"), "6:14 impossible-date"),
    "impossible leap day": (ARTICLE.replace("2031-03-02", "2031-02-29"), "6:14 impossible-date"),
    "month 13": (ARTICLE.replace("2031-03-02", "2031-13-01"), "6:14 bad-form"),
    "several documents": ("a: b\n---\nc: d\n", "2:1 several-documents"),
    "empty file": ("", "0:0 empty-file"),
    "list as key": ("[a]: b\n", "1:1 key-not-text"),
    "null as key": ("~: b\n", "1:1 null-value"),
    "cut short": (ARTICLE.removesuffix("\n"), "11:23 cut-file"),
    "cut short in a word": (ARTICLE[:-3], "11:21 cut-file"),
    "tab": ("a:\n\tb: c\n", "2:1 yaml-syntax"),
    "unknown field": (ARTICLE + "  writer: b\n", "12:3 unknown-field"),
    "number as text": (ARTICLE.replace("500", "'500'"), "9:96 wrong-type"),
    "line break behind a pattern": (ARTICLE.replace("language: en", 'language: "en\\n"'), "5:13 bad-form"),
    "line break behind a date": (ARTICLE.replace("2031-03-02", '"2031-03-02\\n"'), "6:14 bad-form"),
    "seconds as a date": (ARTICLE.replace("2031-12-01", "1714521600"), "11:13 bad-form"),
    "reversed interval": (ARTICLE.replace("2031-03-02", '"[2031-03-05..2031-03-02]"'), "6:14 impossible-date"),
    "text of a megabyte": (ARTICLE.replace("TITLE", "x" * 1_000_000), "4:10 too-long"),
    "term of a megabyte": (ARTICLE.replace("newspaper", "x" * 1_000_000), "8:16 unknown-term"),
    "key of a kilobyte": (ARTICLE + f"  {'x' * 1000}: b\n", "12:3 unknown-field"),
    "pattern that could backtrack": (ARTICLE.replace("id: post", "id: " + "a-" * 40 + "a!"), "3:7 bad-form"),
    "pattern that could backtrack long": (ARTICLE.replace("id: post", "id: " + "a-" * 50_000 + "!"), "3:7 too-long"),
    "id with ../": (ARTICLE.replace("id: post", "id: ../post"), "3:7 bad-form"),
    "id from the root": (ARTICLE.replace("id: post", "id: /etc/post"), "3:7 bad-form"),
    **{f"{name} in an id": (ARTICLE.replace("id: post", f"id: po{c}st"), "3:7 bad-form") for name, c in HIDDEN.items()},
    **{f"{name} in a key": (ARTICLE + f"  tit{c}le: b\n", "12:3 unknown-field") for name, c in HIDDEN.items()},
    **{f"{name} in a URL": (ARTICLE + f"  url: https://a.b/{c}\n", "12:8 bad-form") for name, c in HIDDEN.items()},
}
BYTES = {
    "byte order mark": (b"\xef\xbb\xbf" + ARTICLE.encode(), "1:1 byte-order-mark"),
    "UTF-16": (ARTICLE.encode("utf-16"), "1:1 not-utf-8"),
    "UTF-16 without a mark": (ARTICLE.encode("utf-16-be"), "1:1 not-utf-8"),
    "UTF-32": (ARTICLE.encode("utf-32"), "1:1 not-utf-8"),
    "Latin-1": (ARTICLE.replace("TITLE", "Réunion").encode("latin-1"), "4:11 not-utf-8"),
    "NUL": (ARTICLE.replace("TITLE", "A\0").encode(), "4:11 control-character"),
    "lone surrogate": (ARTICLE.encode().replace(b"TITLE", b"\xed\xa0\x80"), "4:10 not-utf-8"),
    "escape": (ARTICLE.replace("TITLE", "\x1b[31m").encode(), "4:10 control-character"),
    "line separator": (ARTICLE.replace("TITLE", "a\u2028b: c").encode(), "4:11 control-character"),
    "next line": (ARTICLE.replace("TITLE", "a\x85b: c").encode(), "4:11 control-character"),
    "carriage returns alone": (ARTICLE.replace("\n", "\r").encode(), "1:22 control-character"),
    "overlong form": (ARTICLE.encode().replace(b"TITLE", b"\xc0\xaf"), "4:10 not-utf-8"),
}
LINES = {
    "not a number": ('{"a": NaN}\n', "2:7 json-syntax"),
    "infinite": ('{"a": Infinity}\n', "2:7 json-syntax"),
    "duplicate key": ('{"a": 1, "a": 2}\n', "2:10 duplicate-key"),
    "beyond 2^53": (line("b").replace("500", "9007199254740993"), "2:271 number-too-large"),
    "100,000 deep": ("[" * 100_000 + "\n", "2:33 too-deep"),
    "cut short within": (line("b")[:100] + "\n", "2:97 json-syntax"),
    "blank": ("\n", "2:1 blank-line"),
    "above a megabyte": (line("b", "x" * 1_000_000), "2:1 line-too-long"),
    "top-level null": ("null\n", "2:1 null-value"),
    "top-level number": ("1\n", "2:1 not-a-mapping"),
    "top-level list": ("[]\n", "2:1 not-a-mapping"),
    "line separator in a text": (line("b", "a\u2028b"), "2:63 control-character"),
    "form feed in a text": (line("b", "a\x0cb"), "2:63 control-character"),
    "number for text": (line("b").replace('"A"', "3"), "2:61 wrong-type"),
    "text for a number": (line("b").replace("500", '"500"'), "2:271 wrong-type"),
    "truth for a number": (line("b").replace("500", "true"), "2:271 wrong-type"),
    "fraction for a number": (line("b").replace("500", "500.5"), "2:271 wrong-type"),
}


@pytest.mark.parametrize(("text", "expected"), YAML.values(), ids=YAML)
def test_a_fault_of_yaml_refuses_its_file_alone(dataset: Path, text: str, expected: str) -> None:
    (dataset / "articles" / "post.yaml").write_text(text, encoding="utf-8", newline="")
    assert expected in told(found(dataset))


@pytest.mark.parametrize(("data", "expected"), BYTES.values(), ids=BYTES)
def test_a_fault_of_bytes_refuses_its_file_alone(dataset: Path, data: bytes, expected: str) -> None:
    (dataset / "articles" / "post.yaml").write_bytes(data)
    assert expected in told(found(dataset))


@pytest.mark.parametrize(("text", "expected"), LINES.values(), ids=LINES)
def test_a_fault_of_json_refuses_its_line_alone(dataset: Path, text: str, expected: str) -> None:
    (dataset / "articles" / "bulk.jsonl").write_text(line("a") + text + line("c"), encoding="utf-8", newline="")
    findings = found(dataset)
    assert expected in told(findings)
    assert {finding.line for finding in findings} == {2}
    assert {sheet.model.article.id for sheet in read_dataset(dataset).articles} == {"a", "c"}


def test_a_file_of_lines_that_is_cut_short_is_refused(dataset: Path) -> None:
    (dataset / "articles" / "bulk.jsonl").write_text((line("a") + line("b"))[:-1], encoding="utf-8")
    assert [finding.rule for finding in found(dataset)] == ["cut-file"]


@pytest.mark.parametrize("typed", ["NO", "on", "012", "1_000", "22:22", "2031-03-02", ".inf", "0x1F", "1e3", "true"])
def test_what_another_reader_takes_for_something_else_stays_text(dataset: Path, typed: str) -> None:
    (dataset / "articles" / "post.yaml").write_text(ARTICLE.replace("TITLE", typed), encoding="utf-8")
    assert found(dataset) == []
    assert [sheet.model.article.title for sheet in read_dataset(dataset).articles] == [typed]


@pytest.mark.parametrize("hidden", HIDDEN.values(), ids=HIDDEN)
def test_what_cannot_be_seen_in_prose_is_a_warning_that_shows_it(dataset: Path, hidden: str) -> None:
    (dataset / "articles" / "post.yaml").write_text(ARTICLE.replace("TITLE", f"Ta{hidden}lks"), encoding="utf-8")
    [finding] = found(dataset)
    assert (finding.rule, finding.severity, finding.line) == ("hidden-character", "warning", 4)
    assert f"U+{ord(hidden):04X}" in finding.message


def test_line_ends_of_windows_change_no_value(dataset: Path) -> None:
    text = ARTICLE.replace("TITLE", ">-\n    one\n    two")
    models = []
    for ends in ("\n", "\r\n"):
        (dataset / "articles" / "post.yaml").write_text(text, encoding="utf-8", newline=ends)
        assert found(dataset) == []
        models.append([sheet.model for sheet in read_dataset(dataset).articles])
    assert models[0] == models[1]
    assert models[0][0].article.title == "one two"


def test_a_value_is_cut_and_what_a_terminal_obeys_is_escaped(dataset: Path) -> None:
    wrong = '"' + "y" * 200 + '\\u001b[31m"'
    (dataset / "articles" / "post.yaml").write_text(ARTICLE.replace("newspaper", wrong), encoding="utf-8")
    [finding] = found(dataset)
    assert "y" * 79 + "…" in finding.message
    assert "y" * 80 not in str(finding)


def test_links_pipes_and_devices_are_refused_unopened(dataset: Path) -> None:
    """A link is told though it leads to a sound file, to itself, or nowhere; a pipe would never end."""
    articles = dataset / "articles"
    outside = dataset.parent / "post.yaml"
    outside.write_text(ARTICLE, encoding="utf-8")
    (articles / "post.yaml").symlink_to(outside)
    (articles / "nowhere.yaml").symlink_to(dataset / "nothing")
    (articles / "self.yaml").symlink_to(articles / "self.yaml")
    (articles / "zero.yaml").symlink_to("/dev/zero")
    (articles / "loop").symlink_to(articles)
    (articles / "folder.yaml").symlink_to(articles)
    os.mkfifo(articles / "pipe.yaml")
    (dataset / "redirects.yaml").symlink_to(outside)
    findings = found(dataset)
    assert {finding.rule for finding in findings} == {"not-a-file"}
    assert [Path(finding.file).name for finding in findings] == [
        "folder.yaml", "nowhere.yaml", "pipe.yaml", "post.yaml", "self.yaml", "zero.yaml", "redirects.yaml",
    ]
    assert len(read_dataset(dataset).articles) == 0


def test_a_file_that_may_not_be_read_is_refused(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = dataset / "articles" / "post.yaml"
    path.write_text(ARTICLE, encoding="utf-8")
    read = Path.read_bytes

    def refuse(self: Path) -> bytes:
        if self.name == "post.yaml":
            raise PermissionError(13, "Permission denied")
        return read(self)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    [finding] = found(dataset)
    assert (finding.rule, Path(finding.file).name) == ("unreadable", "post.yaml")
