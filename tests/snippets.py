"""The snippets of rules, completed to a dataset: a snippet shows only what its rule is about.

Documents are parted by `---`. Each is a fragment of an annotated article, or of the registry that its one field names.
A first line `# NAME.yaml` gives the file's name, and `# The text: …` the article's text. What the schema requires and a
fragment leaves out is filled in; so are the people, organisations, offices and places that it names, where `invented`
knows them.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from invented import ENTRIES

from trilat.evidence.texts import Texts
from trilat.hashing import sha256
from trilat.models.base import Plain
from trilat.models.registries import REGISTRIES
from trilat.reading.yaml import read_yaml
from trilat.sheets import Sheets, read_dataset

TODAY = date(2031, 12, 31)
ARTICLE = {
    "language": "en", "published": "2031-03-10", "published_basis": "metadata", "source_kind": "newspaper",
    "coders": ["a"], "coded_on": "2031-12-01",
}
ENTRY: Mapping[str, Mapping[str, Any]] = {
    "meetings": {"id": "talks", "by": ["author"]},
    "statements": {"id": "remarks", "speakers": ["jane-doe"]},
    "outcomes": {"id": "talks.pact", "meeting": "talks", "by": ["author"]},
}


def dataset_of(snippet: str, folder: Path) -> Sheets:
    """The dataset that a snippet stands for, written to a folder and read from there."""
    (folder / "texts").mkdir()
    (folder / "articles").mkdir()
    registries: dict[str, Any] = {}
    for number, fragment in enumerate(re.split(r"^---\n", snippet, flags=re.MULTILINE), 1):
        document, findings = read_yaml(fragment.encode(), "snippet")
        value: Any = document.value if document else None
        kind = next(iter(value), "") if isinstance(value, dict) else ""
        if findings or not isinstance(value, dict):
            (folder / "articles" / f"post-{number}.yaml").write_text(fragment, encoding="utf-8")
        elif kind in REGISTRIES:
            registries[kind] = value
        else:
            _write_article(fragment, value, f"post-{number}", folder)
    named = {text.removeprefix("org:").rstrip("~") for path in (folder / "articles").rglob("*.yaml")
             for text in re.findall(r"[a-z0-9:~-]+", path.read_text(encoding="utf-8"))}
    for kind in ("people", "organizations", "offices", "places"):
        given = registries.get(kind, {kind: []})[kind]
        known = {entry.get("id") for entry in given}
        pool = [one for one in ENTRIES[kind] if one["id"] in _with_larger(named, kind) and one["id"] not in known]
        registries[kind] = {kind: [*given, *pool]}
    for kind, value in registries.items():
        _write(folder / f"{kind}.yaml", {"schema_version": "1.0.0"} | value)
    return replace(read_dataset(folder), today=TODAY, texts=Texts(folder / "texts"))


def _write_article(fragment: str, value: dict[str, Any], record: str, folder: Path) -> None:
    name = re.match(r"# (\S+\.yaml)\n", fragment)
    text = re.search(r"^# The text: (.*)$", fragment, re.MULTILINE)
    words = (text[1] if text else record).encode()
    if text:
        (folder / "texts" / f"{record}.txt").write_bytes(words)
    path = folder / "articles" / (name[1] if name else f"{record}.yaml")
    path.parent.mkdir(exist_ok=True)
    article = {"id": path.stem, **ARTICLE, **value.get("article", {})}
    copy = {"sha256": sha256(words), "characters": len(text[1]) if text else 500, "extent": "full"}
    article["text"] = copy | article.get("text", {})
    whole = {"schema_version": "1.0.0"} | value | {"article": article}
    if "trilat:" in fragment:  # its comments count, so the snippet has to be whole but for the head
        head = yaml.safe_dump(json.loads(json.dumps({k: v for k, v in whole.items() if k not in value})))
        path.write_text(fragment + head, encoding="utf-8")
        return
    for kind, missing in ENTRY.items():
        if isinstance(value.get(kind), list):
            whole[kind] = [missing | entry if isinstance(entry, dict) else entry for entry in value[kind]]
    _write(path, whole)


def _write(path: Path, value: object) -> None:
    """Write a value as JSON, which is YAML too; what YAML writes without quotes stays so where it matters."""
    path.write_text(json.dumps(_typed(value), ensure_ascii=False) + "\n", encoding="utf-8")


def _typed(value: Any) -> Any:
    match value:
        case dict():
            return {key: _typed(item) for key, item in value.items()}
        case list():
            return [_typed(item) for item in value]
        case Plain() if re.fullmatch("[0-9]{1,9}", value) and not (len(value) > 1 and value[0] == "0"):
            return int(value)
        case Plain("true" | "false"):
            return value == "true"
    return value


def _with_larger(named: set[str], kind: str) -> set[str]:
    """The ids that are named, and those of the larger places that they lie in."""
    larger = {one["id"]: one["within"] for one in ENTRIES[kind] if "within" in one}
    return named | set(_larger(named, larger))


def _larger(named: set[str], larger: Mapping[str, str]) -> Iterator[str]:
    for one in named:
        if one in larger:
            yield larger[one]
            yield from _larger({larger[one]}, larger)
