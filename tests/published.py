"""Releases that are small and quickly made, for the store: it looks at hashes, names and the data package alone."""

import json
from pathlib import Path

from trilat.hashing import sha256
from trilat.store.index import Index, read_index, write_index

BIG = 300_000


def make_release(root, version="1.0.0", files=None):
    """A release folder; `files` are added to it, or replace those that it has."""
    about = {"schema_version": "1.0.0", "content_sha256": sha256(version.encode()), "tables": {}}
    package = {"name": "trilat", "version": version, "created": "2031-04-01T00:00:00Z", "trilat": about}
    data = {
        "datapackage.json": json.dumps(package).encode(),
        "README.md": f"# Trilat {version}\n".encode(),
        "csv/people.csv": b"person_id,name\nhan,\xed\x95\x9c\n" * 40,
        "parquet/claims.parquet": (version.encode() * BIG)[:BIG],
        "empty.txt": b"",
    } | (files or {})
    folder = Path(root) / f"trilat-{version}"
    for name, content in data.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    seal(folder)
    return folder


def seal(folder):
    """Write the SHA256SUMS that fits the files as they are."""
    (folder / "SHA256SUMS").unlink(missing_ok=True)
    lines = [f"{sha256(data)}  {name}\n" for name, data in contents(folder).items()]
    (folder / "SHA256SUMS").write_bytes("".join(lines).encode())


def contents(folder):
    """The bytes of every file below a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(Path(folder).rglob("*")) if p.is_file()}


def edit_index(public, **changes):
    """Change fields of the index."""
    path = Path(public) / "index.json"
    document = json.loads(path.read_bytes()) | changes
    path.write_text(json.dumps(document), encoding="utf-8")


def edit_entry(public, version, **changes):
    """Change fields of one release in the index."""
    path = Path(public) / "index.json"
    document = json.loads(path.read_bytes())
    for one in document["releases"]:
        if one["version"] == version:
            one.update(changes)
    path.write_text(json.dumps(document), encoding="utf-8")


def index_of(public) -> Index:
    """The index as it stands."""
    path = Path(public) / "index.json"
    index = read_index(path.read_bytes(), str(path))
    assert write_index(index).endswith(b"}\n")
    return index
