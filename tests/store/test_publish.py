"""Releases laid out for a static host: verified, never changed, whole or not at all."""

import json
import shutil
import subprocess
import sys

import pytest
from published import contents, index_of, make_release, seal

from trilat import disk
from trilat.errors import ReleaseError, UsageError
from trilat.hashing import sha256
from trilat.store import disk as files
from trilat.store.publish import publish, unyank, yank


@pytest.fixture
def public(tmp_path):
    return tmp_path / "public"


def test_a_release_is_laid_out_as_it_is_and_named_in_the_index(tmp_path, public):
    release = make_release(tmp_path)
    done = publish(release, public)
    assert (done.version, done.serial, done.changed) == ("1.0.0", 1, True)
    assert contents(public / "releases" / "1.0.0") == contents(release)
    [entry] = index_of(public).releases
    assert (entry.version, entry.date, entry.schema_version, entry.yanked) == ("1.0.0", "2031-04-01", "1.0.0", None)
    assert entry.files == {name: len(data) for name, data in contents(release).items()}
    assert entry.sums_sha256 == sha256((release / "SHA256SUMS").read_bytes())


def test_publishing_again_changes_nothing(tmp_path, public):
    release = make_release(tmp_path)
    publish(release, public)
    before = contents(public)
    done = publish(release, public)
    assert (done.serial, done.changed) == (1, False)
    assert contents(public) == before


def test_what_was_lost_at_the_host_is_laid_out_again(tmp_path, public):
    release = make_release(tmp_path)
    publish(release, public)
    shutil.rmtree(public / "releases" / "1.0.0" / "csv")
    publish(release, public)
    assert contents(public / "releases" / "1.0.0") == contents(release)


def test_releases_stand_in_the_order_of_their_versions_and_the_serial_number_grows(tmp_path, public):
    for number, version in enumerate(("1.10.0", "1.2.0", "0.9.0"), 1):
        assert publish(make_release(tmp_path, version), public).serial == number
    assert [one.version for one in index_of(public).releases] == ["0.9.0", "1.2.0", "1.10.0"]


def test_the_same_version_with_other_content_is_refused(tmp_path, public):
    publish(make_release(tmp_path), public)
    before = contents(public)
    with pytest.raises(ReleaseError, match=r"published in .* with other content"):
        publish(make_release(tmp_path / "other", files={"README.md": b"# Other\n"}), public)
    assert contents(public) == before


def test_a_working_build_is_refused(tmp_path, public):
    with pytest.raises(ReleaseError, match=r"1\.0\.0\.dev, a working build"):
        publish(make_release(tmp_path, "1.0.0.dev"), public)
    assert not public.exists()


def damage(folder, name="README.md"):
    (folder / name).write_bytes(b"other")


def about(folder, **changes):
    package = json.loads((folder / "datapackage.json").read_bytes())
    (folder / "datapackage.json").write_text(json.dumps(package | changes))
    seal(folder)


@pytest.mark.parametrize(("harm", "told"), [
    (damage, r"README\.md is damaged"),
    (lambda folder: damage(folder, "SHA256SUMS"), "its last line is cut short"),
    (lambda folder: damage(folder, "csv/left-over.csv"), "does not belong to the release"),
    (lambda folder: (folder / "README.md").unlink(), r"README\.md is missing"),
    (lambda folder: (folder / "SHA256SUMS").unlink(), "it has no SHA256SUMS"),
    (lambda folder: (folder / "a").symlink_to(folder), "is no plain file"),
    (lambda folder: about(folder, trilat=None), "is no data package of a Trilat release"),
    (lambda folder: about(folder, version=1), "version is 1"),
    (lambda folder: about(folder, version="1.0"), r"version is 1\.0, which cannot stand in an index"),
    (lambda folder: about(folder, created="soon"), "date is soon, which cannot stand in an index"),
    (lambda folder: (folder / "SHA256SUMS").write_text("0" * 64 + "  ../a\n"), "no path within a release"),
])
def test_a_release_that_is_not_whole_is_refused(tmp_path, public, harm, told):
    release = make_release(tmp_path)
    harm(release)
    with pytest.raises(ReleaseError, match=told):
        publish(release, public)
    assert not public.exists()


def test_a_yanked_release_is_flagged_with_its_reason_and_stays(tmp_path, public):
    release = make_release(tmp_path)
    publish(release, public)
    done = yank("1.0.0", "The days are wrong.", public)
    assert (done.serial, done.changed) == (2, True)
    assert index_of(public).entry("1.0.0").yanked == "The days are wrong."
    assert contents(public / "releases" / "1.0.0") == contents(release)
    assert not publish(release, public).changed
    assert yank("1.0.0", "The days are wrong.", public).serial == 2
    assert unyank("1.0.0", public).serial == 3
    assert index_of(public).entry("1.0.0").yanked is None


def test_what_is_not_published_cannot_be_yanked(tmp_path, public):
    with pytest.raises(UsageError, match=r"it has no index\.json"):
        yank("1.0.0", "Wrong.", public)
    assert not public.exists()
    publish(make_release(tmp_path), public)
    with pytest.raises(UsageError, match=r"has no release 2\.0\.0; it has 1\.0\.0"):
        yank("2.0.0", "Wrong.", public)
    with pytest.raises(UsageError, match="--reason"):
        yank("1.0.0", " ", public)
    with pytest.raises(ReleaseError, match="--reason: yanked is"):
        yank("1.0.0", "two\nlines", public)


@pytest.mark.parametrize("call", ["write_file", "folder_made_whole"])
def test_where_the_disk_is_full_what_was_published_stays(tmp_path, public, monkeypatch, call):
    publish(make_release(tmp_path), public)
    before = contents(public)

    def full(path, *_):
        raise OSError(28, "No space left on device", str(path))

    with monkeypatch.context() as context:
        context.setattr(disk, call, full)
        with pytest.raises(OSError, match="No space left"):
            publish(make_release(tmp_path, "1.1.0"), public)
    assert {name: data for name, data in contents(public).items() if "1.1.0" not in name} == before
    assert publish(make_release(tmp_path, "1.1.0"), public).serial == 2


def test_what_a_killed_publisher_left_is_removed_and_what_is_the_hosts_stays(tmp_path, public):
    release = make_release(tmp_path)
    publish(release, public)
    (public / "releases" / ".1.1.0.abc.part").mkdir()
    (public / ".index.json.abc").touch()
    (public / ".htaccess").touch()
    (public / ".well-known").mkdir()
    publish(release, public)
    assert sorted(path.name for path in public.glob(".*")) == [".htaccess", ".lock", ".nojekyll", ".well-known"]
    assert [path.name for path in (public / "releases").iterdir()] == ["1.0.0"]


def test_only_one_publishes_at_a_time(tmp_path, public, monkeypatch):
    publish(make_release(tmp_path), public)
    with files.locked(public / ".lock", 0):
        monkeypatch.setattr(files.time, "monotonic", iter(range(0, 10_000, 30)).__next__)
        with pytest.raises(ReleaseError, match="another process publishes"):
            publish(make_release(tmp_path, "1.1.0"), public)


def test_several_publishers_lose_nothing(tmp_path, public):
    versions = [f"1.{number}.0" for number in range(4)]
    runs = [
        subprocess.Popen([sys.executable, "-c", "from trilat.cli.main import main; main()", "publish",
                          str(make_release(tmp_path, version)), "--to", str(public)], stdout=subprocess.DEVNULL)
        for version in versions
    ]
    assert [run.wait(60) for run in runs] == [0] * 4
    index = index_of(public)
    assert ([one.version for one in index.releases], index.serial) == (versions, 4)


def test_an_index_that_is_damaged_is_not_written_over(tmp_path, public):
    public.mkdir()
    (public / "index.json").write_text("{}")
    with pytest.raises(ReleaseError, match="no index of Trilat releases"):
        publish(make_release(tmp_path), public)
    assert (public / "index.json").read_text() == "{}"
