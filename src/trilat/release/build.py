"""From a dataset folder to a release folder, whole or not at all."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import jsonschema

from trilat import disk, schemas
from trilat.check import findings_of
from trilat.citation import LICENSE_TITLE, LICENSE_URL
from trilat.coding import agreement
from trilat.errors import TrilatError
from trilat.findings import Finding, Severity
from trilat.hashing import sha256
from trilat.models.base import SCHEMA_VERSION
from trilat.release.assemble import assemble
from trilat.release.content import content_hash
from trilat.release.files import About, files_of, json_bytes
from trilat.sheets import Sheets, read_dataset

RELEASES = "releases.json"


@dataclass(frozen=True)
class Built:
    """What a build made: the folder and the number of rows of each table, or the findings that stopped it."""

    folder: Path | None
    version: str
    counts: Mapping[str, int] = field(default_factory=dict)
    content_sha256: str = ""
    bundled: Path | None = None
    findings: Sequence[Finding] = ()


def build(root: Path, out: Path, *, final: bool = False) -> Built:
    """Build the release of the dataset folder `root` under `out`.

    A working build bears a `.dev` version and replaces the one before. A final one is for good: it is recorded in
    `root`/releases.json and, where the folder belongs to a source tree of the package, bundled with it.

    Raises TrilatError where a final release of that version exists with other content. Findings of severity error stop
    the build and are returned; nothing is written then.
    """
    sheets = read_dataset(root)
    found = findings_of(sheets)
    if any(finding.severity is Severity.ERROR for finding in found):
        return Built(None, "", findings=found)
    if "release" not in sheets.registries:
        raise TrilatError(f"{root}/release.yaml is missing: it names the version and date of the release")
    release = sheets.registries["release"].model
    version = release.version if final else f"{release.version}.dev"
    _check_schemas(sheets)
    schemas.refuse_changed(root, final=final)
    registries = {name: sheet.model for name, sheet in sheets.registries.items()}
    tables = assemble([sheet.model for sheet in sheets.articles], registries, agreement.rows(agreement.read(root)))
    content = content_hash(tables)
    target = out / f"trilat-{version}"
    if final:
        _refuse_other_content(root, version, content)
    files = files_of(tables, About(version, release.date, _license(root)))
    _write(target, files)
    bundled = _bundle(root, version, files) if final else None
    if final:
        _record(root, {"version": version, "date": release.date, "schema_version": SCHEMA_VERSION,
                       "schema_sha256": schemas.content_hash(), "content_sha256": content})
    counts = {name: len(rows) for name, rows in tables.items()}
    return Built(target, version, counts, content, bundled, [f for f in found if f.severity is not Severity.ERROR])


def releases(root: Path) -> list[dict[str, str]]:
    """The final releases of a dataset folder, oldest first, as releases.json records them."""
    path = root / RELEASES
    return list(json.loads(path.read_bytes())["releases"]) if path.exists() else []


def _write(target: Path, files: Mapping[str, bytes]) -> None:
    sums = "".join(f"{sha256(data)}  {name}\n" for name, data in sorted(files.items()))
    with disk.folder_made_whole(target) as folder:
        for name, data in sorted({**files, "SHA256SUMS": sums.encode()}.items()):
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)


def _check_schemas(sheets: Sheets) -> None:
    """Hold every article against the JSON Schema that the release ships, by another validator than the models."""
    validator = jsonschema.Draft202012Validator(schemas.json_schema("article"))
    for sheet in sheets.articles:
        document = sheet.model.model_dump(mode="json", exclude_unset=True)
        for error in validator.iter_errors(document):
            raise TrilatError(f"{sheet.file}: {error.json_path} passes the models and not the JSON Schema; "
                              "run: trilat schema --check")


def _license(root: Path) -> bytes:
    path = root / "LICENSE"
    return path.read_bytes() if path.exists() else f"{LICENSE_TITLE}\n{LICENSE_URL}\n".encode()


def _refuse_other_content(root: Path, version: str, content: str) -> None:
    for known in releases(root):
        if known["version"] == version and known["content_sha256"] != content:
            raise TrilatError(f"release {version} exists with other content ({root / RELEASES}): a final release never "
                              "changes; give release.yaml the next version")


def _bundle(root: Path, version: str, files: Mapping[str, bytes]) -> Path | None:
    """Put the release into the package's source tree, where the dataset folder has one beside it."""
    package = root.absolute().parent / "src" / "trilat" / "_bundled"
    if not package.is_dir():
        return None
    with disk.folder_made_whole(package) as folder:
        _write(folder / f"trilat-{version}", files)
    return package / f"trilat-{version}"


def _record(root: Path, entry: dict[str, str]) -> None:
    others = [known for known in releases(root) if known["version"] != entry["version"]]
    disk.write_file(root / RELEASES, json_bytes({"releases": [*others, entry]}))
