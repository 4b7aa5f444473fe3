"""What git knows of a folder: which files differ from a revision, and what they held there.

Nothing is written, and no shell is started.
"""

import io
import os
import subprocess
from pathlib import Path

from trilat.errors import TrilatError, UsageError

_BRANCHES = ("origin/HEAD", "origin/main", "origin/master", "main", "master")
"""What the default branch may be called, the best witness first."""


def changed_files(folder: Path, base: str | None = None) -> frozenset[Path]:
    """The files of the repository around a folder that differ from a revision or that git does not know yet.

    Files that are ignored and files that were deleted are left out. The paths are absolute, without symbolic links in
    what leads to them.

    Args:
        folder: A folder in the repository.
        base: The revision to compare with, as of where the work forked from it; the default branch where left out, and
            the last commit where there is no default branch.

    Raises:
        UsageError: The folder lies in no repository, or there is no such revision.
        TrilatError: git is not installed, or could not answer.
    """
    root = Path(_answer(folder, "rev-parse", "--show-toplevel", refusal=f"{folder} lies in no git repository").strip())
    start = _start(root, base)
    listed = _answer(root, "ls-files", "-z", "--others", "--exclude-standard", *([] if start else ["--cached"]))
    if start:
        options = ("--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--diff-filter=d")
        listed += _answer(root, "diff", *options, start, "--")
    return frozenset(root.resolve() / name for name in listed.split("\0") if name)


def files_at(folder: Path, base: str) -> dict[str, bytes]:
    """The files of a folder as they were where the work forked from a revision, by their paths within the folder.

    Only regular files count: links and submodules are left out.

    Raises:
        UsageError: The folder lies in no repository, or there is no such revision, or it had no such folder.
        TrilatError: git is not installed, or could not answer.
    """
    root = Path(_answer(folder, "rev-parse", "--show-toplevel", refusal=f"{folder} lies in no git repository").strip())
    within = folder.resolve().relative_to(root.resolve()).as_posix()
    start = _start(root, base)
    listed = _answer(root, "ls-tree", "-r", "-z", "--full-tree", str(start), "--", within)
    found = {}
    for entry in filter(None, listed.split("\0")):
        about, _, name = entry.partition("\t")
        mode, kind, blob = about.split()
        if kind == "blob" and mode.startswith("100"):
            found[Path(name).relative_to(within).as_posix()] = blob
    if not found:
        raise UsageError(f"revision {base} has no folder {within}")
    told = io.BytesIO(_run(root, "cat-file", "--batch", given="\n".join(found.values()).encode()))
    contents = {}
    for name in found:
        size = int(told.readline().split()[2])
        contents[name] = told.read(size)
        told.readline()
    return contents


def _start(root: Path, base: str | None) -> str | None:
    """The commit to compare with; None where nothing was committed yet."""
    if base is not None:
        found = _commit(root, base)
        if found is None:
            raise UsageError(f"git knows no revision {base}; fetch it, or name another")
        return _fork(root, found)
    branches = (_commit(root, name) for name in _BRANCHES)
    default = next(filter(None, branches), None)
    return _fork(root, default) if default and _commit(root, "HEAD") else _commit(root, "HEAD")


def _commit(root: Path, name: str) -> str | None:
    try:
        return _answer(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}").strip()
    except TrilatError:
        return None


def _fork(root: Path, commit: str) -> str:
    """Where the work forked from a commit; the commit itself where history is too short to tell."""
    try:
        return _answer(root, "merge-base", commit, "HEAD").strip()
    except TrilatError:
        return commit


def _answer(folder: Path, *words: str, refusal: str = "") -> str:
    """What git prints; names of files that are not UTF-8 have lone surrogates in them."""
    return os.fsdecode(_run(folder, *words, refusal=refusal))


def _run(folder: Path, *words: str, refusal: str = "", given: bytes | None = None) -> bytes:
    """What git prints, in bytes."""
    command = ["git", "-C", os.fspath(folder), *words]
    settings = {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    try:
        run = subprocess.run(command, capture_output=True, check=False, env=os.environ | settings, input=given)  # noqa: S603
    except FileNotFoundError:
        raise TrilatError("git is not installed, and only git knows what changed; name the files instead") from None
    if run.returncode:
        told = os.fsdecode(run.stderr).strip().partition("\n")[0]
        if refusal and "not a git repository" in told:
            raise UsageError(f"{refusal}, so that nobody knows what changed; name the files instead")
        raise TrilatError(f"git {words[0]} failed: {told}")
    return run.stdout
