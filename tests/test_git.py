"""Which files git says have changed: nothing that differs is left out, and nothing is guessed."""

import subprocess

import pytest

from trilat.errors import TrilatError, UsageError
from trilat.git import changed_files, files_at


@pytest.fixture
def git(tmp_path, monkeypatch):
    """Runs git in a fresh repository that knows of no settings but its own."""
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")

    def run(*words):
        named = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *words]
        return subprocess.run(named, cwd=tmp_path, check=True, capture_output=True, text=True).stdout

    run("init", "--quiet", "--initial-branch", "main")
    return run


def write(folder, *names, text="x\n"):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def commit(git, message="m"):
    git("add", "--all")
    git("commit", "--quiet", "--message", message)


def names(folder, base=None, root=None):
    root = (root or folder).resolve()
    return sorted(path.relative_to(root).as_posix() for path in changed_files(folder, base))


def test_before_the_first_commit_every_file_has_changed(git, tmp_path):
    write(tmp_path, "a.yaml", "new.yaml", "junk.yaml")
    write(tmp_path, ".gitignore", text="junk.yaml\n")
    git("add", "a.yaml")
    assert names(tmp_path) == [".gitignore", "a.yaml", "new.yaml"]


def test_on_the_default_branch_what_is_not_committed_has_changed(git, tmp_path):
    write(tmp_path, "same.yaml", "edited.yaml", "staged.yaml", "gone.yaml", "moved.yaml")
    commit(git)
    write(tmp_path, "edited.yaml", "staged.yaml", "new folder/naïve 한.yaml", text="y\n")
    git("add", "staged.yaml")
    (tmp_path / "gone.yaml").unlink()
    git("mv", "moved.yaml", "elsewhere.yaml")
    assert names(tmp_path) == ["edited.yaml", "elsewhere.yaml", "new folder/naïve 한.yaml", "staged.yaml"]


def test_on_a_branch_what_was_committed_since_the_fork_has_changed_too(git, tmp_path):
    write(tmp_path, "a.yaml", "theirs.yaml")
    commit(git)
    git("switch", "--quiet", "--create", "work")
    write(tmp_path, "mine.yaml")
    commit(git)
    git("switch", "--quiet", "main")
    write(tmp_path, "theirs.yaml", text="y\n")
    commit(git)
    git("switch", "--quiet", "work")
    assert names(tmp_path) == ["mine.yaml"]
    assert names(tmp_path, "HEAD") == []
    assert names(tmp_path, "main") == ["mine.yaml"]


def test_what_the_remote_has_counts_as_the_default_branch(git, tmp_path):
    write(tmp_path, "a.yaml")
    commit(git)
    git("update-ref", "refs/remotes/origin/main", "HEAD")
    write(tmp_path, "unpushed.yaml")
    commit(git)
    assert names(tmp_path) == ["unpushed.yaml"]


def test_without_a_common_commit_the_revision_itself_is_compared_with(git, tmp_path):
    write(tmp_path, "a.yaml")
    commit(git)
    git("switch", "--quiet", "--orphan", "other")
    write(tmp_path, "b.yaml")
    commit(git)
    assert names(tmp_path, "main") == ["b.yaml"]


def test_files_are_found_from_a_folder_within_and_through_a_link(git, tmp_path):
    write(tmp_path, "dataset/a.yaml", "b.yaml")
    (tmp_path / "link").symlink_to("dataset")
    assert names(tmp_path / "dataset", root=tmp_path) == ["b.yaml", "dataset/a.yaml", "link"]
    assert names(tmp_path / "link", root=tmp_path) == ["b.yaml", "dataset/a.yaml", "link"]


def test_a_name_that_is_not_utf_8_is_kept(git, tmp_path):
    write(tmp_path, "\udcff.yaml")
    assert names(tmp_path) == ["\udcff.yaml"]


@pytest.mark.parametrize("base", ["nowhere", "--output=stolen", "-h", "", "HEAD^{tree}", "a b"])
def test_a_revision_that_git_does_not_know_is_wrong_usage(git, tmp_path, base):
    write(tmp_path, "a.yaml")
    commit(git)
    with pytest.raises(UsageError, match="git knows no revision"):
        changed_files(tmp_path, base)
    assert not (tmp_path / "stolen").exists()


def test_outside_of_a_repository_nobody_knows_what_changed(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(UsageError, match="lies in no git repository"):
        changed_files(tmp_path)


def test_without_git_nobody_knows_what_changed(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(TrilatError, match="git is not installed"):
        changed_files(tmp_path)


def test_git_writes_nothing(git, tmp_path):
    write(tmp_path, "a.yaml")
    commit(git)
    write(tmp_path, "a.yaml", text="y\n")
    before = {path: path.stat().st_mtime_ns for path in sorted(tmp_path.rglob("*"))}
    changed_files(tmp_path)
    assert {path: path.stat().st_mtime_ns for path in sorted(tmp_path.rglob("*"))} == before


def test_files_are_as_they_were_where_the_work_forked(tmp_path, git):
    write(tmp_path, "data/a.yaml", "data/deep/é b.yaml", "data/empty", "other/c.yaml", text="old\n")
    (tmp_path / "data" / "empty").write_bytes(b"")
    (tmp_path / "data" / "link").symlink_to("a.yaml")
    commit(git)
    git("checkout", "--quiet", "-b", "work")
    write(tmp_path, "data/a.yaml", "data/new.yaml", text="new\n")
    commit(git)
    write(tmp_path, "data/a.yaml", text="newer\n")
    found = files_at(tmp_path / "data", "main")
    assert found == {"a.yaml": b"old\n", "deep/é b.yaml": b"old\n", "empty": b""}
    assert files_at(tmp_path / "data", "HEAD")["a.yaml"] == b"new\n"


def test_a_revision_or_folder_that_there_was_not_is_refused(tmp_path, git):
    write(tmp_path, "data/a.yaml")
    commit(git)
    with pytest.raises(UsageError, match="knows no revision nowhere"):
        files_at(tmp_path / "data", "nowhere")
    (tmp_path / "later").mkdir()
    with pytest.raises(UsageError, match="revision HEAD has no folder later"):
        files_at(tmp_path / "later", "HEAD")
