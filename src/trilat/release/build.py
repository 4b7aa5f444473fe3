"""From a dataset folder to a release folder, whole or not at all.

`plan` reads and judges and writes nothing; `build` carries the plan out. A final build changes three places, in this
order: the release folder, `releases.json` of the dataset, which makes it final, and the release that the package
carries. All three are on the disk before the first takes its place. Where one cannot, those before it give theirs back.
Where the process dies between two, each is whole, the release that the package carries is an older final one, and the
same command completes the rest.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

import jsonschema

from trilat import disk, schemas
from trilat.check import findings_of
from trilat.citation import LICENSE_TITLE, LICENSE_URL
from trilat.errors import ReleaseError, TrilatError
from trilat.findings import Finding, Severity
from trilat.hashing import sha256
from trilat.models.registries import ReleaseFile
from trilat.release import changes as compared
from trilat.release import changes_text, sides
from trilat.release.changes import Changes, Stated
from trilat.release.files import About, files_of, json_bytes
from trilat.release.versions import numbers, unfit
from trilat.schemas import RELEASES, releases
from trilat.sheets import Sheets, read_dataset
from trilat.store.folder import ReleaseFolder


@dataclass(frozen=True)
class Plan:
    """What a build would make, and why it would be refused.

    Attributes:
        target: The folder that it would write.
        version: With `.dev` at its end for a working build.
        findings: What the validator says; errors stop the build, and there is no more to tell then.
        side: The tables.
        changes: What changed since the release before; None where that one is not at hand.
        refusals: Why it would be refused.
        notes: What would have a final build refused, and what cannot be told.
        made: The folder of the very release, where it was made before and the one before it is not at hand any more:
            what changed is copied from there.
    """

    root: Path
    target: Path
    version: str
    day: str
    findings: Sequence[Finding]
    side: sides.Side | None = None
    changes: Changes | None = None
    refusals: Sequence[str] = ()
    notes: Sequence[str] = ()
    made: Path | None = None

    @property
    def is_final(self) -> bool:
        """Whether it is for good."""
        return not self.version.endswith(".dev")

    @property
    def passes(self) -> bool:
        """Whether the build would be made."""
        return self.side is not None and not self.refusals


@dataclass(frozen=True)
class Built:
    """What a build made: the folder and the number of rows of each table, or the findings that stopped it."""

    folder: Path | None
    version: str
    counts: Mapping[str, int] = field(default_factory=dict)
    content_sha256: str = ""
    bundled: Path | None = None
    findings: Sequence[Finding] = ()
    notes: Sequence[str] = ()


def build(root: Path, out: Path, *, final: bool = False) -> Built:
    """Build the release of the dataset folder `root` under `out`.

    A working build bears a `.dev` version and replaces the one before. A final one is for good: it is recorded in
    `root`/releases.json and, where the folder belongs to a source tree of the package, bundled with it.

    Raises TrilatError where a final release of that version exists with other content, where its number does not fit
    what changed since the release before, or where that one is not at hand. Findings of severity error stop the build
    and are returned; nothing is written then.
    """
    planned = plan(root, out, final=final)
    if planned.side is None:
        return Built(None, "", findings=planned.findings)
    if planned.refusals:
        raise TrilatError("; ".join(planned.refusals))
    bundled = _write(planned, planned.side)
    counts = {name: len(rows) for name, rows in planned.side.tables.items()}
    findings = [one for one in planned.findings if one.severity is not Severity.ERROR]
    content = planned.side.stated.content_sha256
    return Built(planned.target, planned.version, counts, content, bundled, findings, planned.notes)


def plan(root: Path, out: Path, *, final: bool = False) -> Plan:
    """Read and judge a dataset, and say what building it would give; nothing is written."""
    sheets = read_dataset(root)
    found = findings_of(sheets)
    if sides.errors(found):
        return Plan(root, out, "", "", found)
    version = sides.version_of(root, sheets) + ("" if final else ".dev")
    release: ReleaseFile = sheets.registries["release"].model
    _check_schemas(sheets)
    schemas.refuse_changed(root, final=final)
    side = sides.of_sheets(root, sheets, version)
    changes, faults = _since(root, out, release, side)
    target = out / f"trilat-{version}"
    if not final:
        return Plan(root, target, version, release.date, found, side, changes, notes=faults)
    others = _other_content(root, out, version, side.stated.content_sha256)
    made = _made_before(root, out, version) if changes is None and not others else None
    refusals = [*others, *([] if made else faults)]
    return Plan(root, target, version, release.date, found, side, changes, refusals, made=made)


def _since(root: Path, out: Path, release: ReleaseFile, side: sides.Side) -> tuple[Changes | None, list[str]]:
    """What changed since the release before, and why a final build could not follow it."""
    before, faults = followed(root, out, release, sides.of_release)
    if before is None:
        return None if release.previous else compared.first(side.stated, side.rows), faults
    changes = sides.between(before, side)
    fault = unfit(release.version, changes, before.columns, side.columns) or ""
    return changes, [fault] if fault else []


class Known(Protocol):
    """A release that was read."""

    @property
    def stated(self) -> Stated:
        """What it is."""


K = TypeVar("K", bound=Known)


def followed(root: Path, out: Path, release: ReleaseFile, read: Callable[[Path], K]) -> tuple[K | None, list[str]]:
    """The release that one is to follow, as it is read from its folder, if any is; and why it cannot be followed.

    Args:
        root: The dataset folder.
        out: The folder of releases.
        release: What release.yaml says of the one that is to follow.
        read: Reads the folder of a release.
    """
    known = {one["version"]: one["content_sha256"] for one in releases(root)}
    earlier = [version for version in known if numbers(version) < numbers(release.version)]
    previous = release.previous
    if previous is None:
        return None, [f"{root}/release.yaml names no release before {release.version}, and {RELEASES} records "
                      f"{version}: add previous: {version}" for version in earlier[-1:]]
    if known and previous not in known:
        return None, [f"{root}/release.yaml names {previous} as the release before, and {RELEASES} does not record it"]
    try:
        before = read(sides.at_hand(previous, out))
    except ReleaseError as error:
        return None, [f"what changed since {previous} cannot be told: {error}"]
    if known.get(previous, before.stated.content_sha256) != before.stated.content_sha256:
        return None, [f"the release {previous} that is at hand is not the one that {root / RELEASES} records"]
    return before, []


def _other_content(root: Path, out: Path, version: str, content: str) -> list[str]:
    """Why this version cannot be made for good: it is there already, with other content."""
    found = {str(root / RELEASES): one["content_sha256"] for one in releases(root) if one["version"] == version}
    for path in (out / f"trilat-{version}", _at_hand(version)):
        if path is not None and path.exists():
            found[str(path)] = _content_of(path)
    return [f"release {version} exists with other content ({where}): a final release never changes; give release.yaml "
            "the next version" for where, other in found.items() if other != content]


def _made_before(root: Path, out: Path, version: str) -> Path | None:
    """Where the very release is that a final build is to make again; None where it was not recorded."""
    return _at_hand(version, out) if any(one["version"] == version for one in releases(root)) else None


def _at_hand(version: str, out: Path | None = None) -> Path | None:
    try:
        return sides.at_hand(version, out)
    except ReleaseError:
        return None


def _content_of(folder: Path) -> str:
    try:
        return str(json.loads(ReleaseFolder(folder).read("datapackage.json"))["trilat"]["content_sha256"])
    except (ReleaseError, ValueError, KeyError, TypeError):
        return "no release that is whole"


def _write(planned: Plan, side: sides.Side) -> Path | None:
    """Put the release into its places; returns where it is bundled, if it is."""
    about = About(planned.version, planned.day, license_of(planned.root), _changes_of(planned))
    files = files_of(side.tables, about)
    sums = "".join(f"{sha256(data)}  {name}\n" for name, data in sorted(files.items()))
    files = {**files, "SHA256SUMS": sums.encode()}
    places: dict[Path, bytes | disk.Folder] = {planned.target: files}
    package = planned.root.absolute().parent / "src" / "trilat" / "_bundled"
    if not planned.is_final:
        disk.put(places)
        return None
    places[planned.root / RELEASES] = recorded(planned.root, side.stated, planned.day)
    if not package.is_dir():
        disk.put(places)
        return None
    name = f"trilat-{planned.version}"
    places[package] = {f"{name}/{file}": data for file, data in files.items()}
    disk.put(places)
    return package / name


def _changes_of(planned: Plan) -> dict[str, bytes]:
    """What changed, for people and for programs; nothing where the release before is not at hand."""
    if planned.made is not None:
        release = ReleaseFolder(planned.made)
        return {name: release.read(name) for name in ("changes.json", "CHANGES.md") if name in release.sums}
    return {} if planned.changes is None else changes_files(planned.changes)


def changes_files(changes: Changes) -> dict[str, bytes]:
    """What changed, as the files of a release."""
    return {"changes.json": json_bytes(changes.as_json()), "CHANGES.md": changes_text.markdown(changes).encode()}


def recorded(root: Path, stated: Stated, day: str) -> bytes:
    """releases.json of a dataset with one more release in it."""
    entry: dict[str, Any] = {
        "version": stated.version, "date": day, "schema_version": stated.schema_version,
        "schema_sha256": schemas.content_hash(), "content_sha256": stated.content_sha256,
    }
    others = [known for known in releases(root) if known["version"] != stated.version]
    return json_bytes({"releases": [*others, entry]})


def _check_schemas(sheets: Sheets) -> None:
    """Hold every article against the JSON Schema that the release ships, by another validator than the models."""
    validator = jsonschema.Draft202012Validator(schemas.json_schema("article"))
    for sheet in sheets.articles:
        document = sheet.model.model_dump(mode="json", exclude_unset=True)
        for error in validator.iter_errors(document):
            raise TrilatError(f"{sheet.file}: {error.json_path} passes the models and not the JSON Schema; "
                              "run: trilat schema --check")


def license_of(root: Path) -> bytes:
    """The licence of a dataset."""
    path = root / "LICENSE"
    return path.read_bytes() if path.exists() else f"{LICENSE_TITLE}\n{LICENSE_URL}\n".encode()
