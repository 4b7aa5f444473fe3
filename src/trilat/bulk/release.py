"""From a large dataset folder to a release in parts, whole or not at all.

Other than of a small release there are no CSV and JSON files, nothing is bundled with the package, and of what changed
since the release before the first rows of each table are told, and the numbers of all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from trilat import disk
from trilat.bulk.build import Sizes, build_tables, drafted, write_documents
from trilat.bulk.changes import Side, between, of_parts, of_release
from trilat.bulk.judge import beside_of, registries_of
from trilat.bulk.validate import validate
from trilat.check import groups_of
from trilat.coding import agreement
from trilat.errors import TrilatError, UsageError
from trilat.findings import Severity
from trilat.models.base import SCHEMA_VERSION
from trilat.models.registries import REGISTRIES, ReleaseFile
from trilat.release.about import About, Draft
from trilat.release.build import Built, changes_files, followed, license_of, recorded
from trilat.release.changes import Stated, first
from trilat.release.sides import version_of
from trilat.release.versions import unfit
from trilat.schemas import RELEASES, refuse_changed, releases
from trilat.sheets import dataset_files
from trilat.tables.rows import AgreementRow
from trilat.workers import mapper

LEAST_MEMORY = 50_000_000


@dataclass(frozen=True)
class Work:
    """How the work is shared: among so many processes, or on a cluster; the memory and the folder for it."""

    workers: int = 1
    executor: str = ""
    memory: int = Sizes().memory
    scratch: Path | None = None


def build(root: Path, out: Path, *, final: bool = False, check: bool = False, work: Work | None = None) -> Built:
    """Build the release of a large dataset folder under `out`, as `trilat.release.build.build` does of a small one.

    Args:
        root: The dataset folder.
        out: The folder of releases.
        final: Whether it is for good: recorded in `root`/releases.json, never to change.
        check: Whether to write nothing, and only to say whether it would be built.
        work: How the work is shared.

    Raises:
        TrilatError: A final release of that version was built, or it is to follow another.
        UsageError: The memory is too little to begin.
    """
    work = work or Work()
    if work.executor:  # its workers have other working directories
        root, out = root.resolve(), out.resolve()
    # All machines that work on a release see its folder, and there is room for it.
    scratch = work.scratch.resolve() if work.scratch else None if check and not work.executor else out
    if work.memory < LEAST_MEMORY:
        raise UsageError(f"{work.memory} bytes of memory are too little: a worker needs {LEAST_MEMORY} at least")
    files = list(dataset_files(root))
    registries = [(path, kind) for path, kind in files if kind in REGISTRIES]
    found = validate(*groups_of([root]), workers=work.workers, executor=work.executor, scratch=scratch)
    if any(severity is Severity.ERROR for _, severity in found.counts):
        return Built(None, "", findings=found.findings)
    sheets = registries_of(beside_of([(path, kind, True) for path, kind in registries]))
    version = version_of(root, sheets) + ("" if final else ".dev")
    refuse_changed(root, final=final)
    release: ReleaseFile = sheets.registries["release"].model
    before, faults = followed(root, out, release, of_release)
    if final:
        _refuse(root, out, release, faults)
    built = Built(out / f"trilat-{version}", version, findings=found.findings, notes=faults)
    if check:
        return built
    about = About(version, release.date, license_of(root))
    articles = [path for path, kind in files if kind not in REGISTRIES]
    agreed = agreement.rows(agreement.read(root))
    compare = partial(_compared, release=release, before=before)
    return _built(built, about, articles, registries, agreed, replace(work, scratch=scratch), compare,
                  root if final else None)


def _compared(
    draft: Draft, after: Side, release: ReleaseFile, before: Side | None
) -> tuple[dict[str, bytes], list[str]]:
    """What changed since the release before, as files, where that can be told; and why the version does not fit it."""
    if before is None:
        return {} if release.previous else changes_files(first(after.stated, draft.rows)), []
    changes = between(before, after)
    fault = unfit(release.version, changes, before.columns, after.columns)
    return changes_files(changes), [fault] if fault else []


def _built(
    built: Built, about: About, articles: Sequence[Path], registries: Sequence[tuple[Path, str]],
    agreed: Sequence[AgreementRow], work: Work,
    compare: Callable[[Draft, Side], tuple[dict[str, bytes], list[str]]], record: Path | None,
) -> Built:
    """Write the release, and into the dataset folder `record` that it is final."""
    target = built.folder
    assert target is not None  # noqa: S101  # there were no errors
    sizes = Sizes(memory=work.memory)
    with disk.folder_made_whole(target) as folder, disk.scratch_folder(work.scratch or target.parent) as scratch:
        with mapper(work.workers, work.executor) as run:
            parts = build_tables(articles, registries, folder, scratch, run, workers=work.workers, sizes=sizes,
                                 agreed=agreed)
        draft = drafted(parts, about, agreed)
        stated = Stated(built.version, draft.content_sha256, SCHEMA_VERSION)
        changes, faults = compare(draft, of_parts(stated, parts, folder))
        if faults and record is not None:
            raise TrilatError("; ".join(faults))
        write_documents(replace(draft, about=replace(about, more=changes)), folder)
    if record is not None:
        disk.write_file(record / RELEASES, recorded(record, stated, about.day))
    return replace(built, counts=draft.rows, content_sha256=draft.content_sha256, notes=[*built.notes, *faults])


def _refuse(root: Path, out: Path, release: ReleaseFile, faults: Sequence[str]) -> None:
    """Refuse what a final release in parts cannot be."""
    known = [one["version"] for one in releases(root)]
    if release.version in known or (out / f"trilat-{release.version}").exists():
        raise TrilatError(f"release {release.version} was built before: a final release never changes; give "
                          "release.yaml the next version")
    if faults:
        raise TrilatError("; ".join(faults))
