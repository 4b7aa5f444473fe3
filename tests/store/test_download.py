"""Downloads from a real server on loopback that misbehaves in every way that we know of."""

import gzip
import json
import os
import shutil
import ssl
import subprocess
import sys
import time
from pathlib import Path

import pytest
from published import BIG, contents, edit_entry, edit_index, make_release, seal
from server import (
    Server,
    answers,
    breaks_off,
    drips,
    drips_headers,
    endless,
    ignores_ranges,
    redirects,
    sends,
    sends_another_part,
    slowly,
    stalls,
)

from trilat.errors import ReleaseError, UsageError
from trilat.store import fetch as fetching
from trilat.store.cache import Cache
from trilat.store.fetch import fetch
from trilat.store.publish import publish, yank
from trilat.store.source import Limits

PARQUET = "parquet/claims.parquet"
QUICK = Limits(connect=2, read=0.3, total=20, tries=3, pause=0.01, longest_pause=0.02)


@pytest.fixture
def release(server, tmp_path):
    folder = make_release(tmp_path, "1.0.0")
    publish(folder, server.folder)
    return folder


@pytest.fixture
def get(server):
    def run(version="1.0.0", limits=QUICK, **more):
        return fetch(version, server.url, limits=limits, **more)

    return run


def requests(server, end=PARQUET):
    return len(server.asked(end))


def nothing_cached():
    return Cache().versions() == []


def test_what_is_fetched_is_what_was_published(release, get):
    got = get()
    assert (got.version, got.came, got.yanked) == ("1.0.0", True, None)
    assert contents(got.folder) == contents(release)


def test_what_is_cached_is_not_fetched_again(release, get, server):
    first = get()
    again = get()
    assert (again.folder, again.came) == (first.folder, False)
    assert requests(server) == 1


def test_the_newest_release_that_was_not_yanked_is_fetched_where_none_is_named(release, get, server, tmp_path):
    for version in ("1.10.0", "1.9.0"):
        publish(make_release(tmp_path, version), server.folder)
    yank("1.10.0", "The days are wrong.", server.folder)
    assert get(None).version == "1.9.0"
    assert get("1.10.0").yanked == "The days are wrong."


@pytest.mark.parametrize("status", [404, 410, 403])
def test_what_is_not_there_is_asked_for_once(release, get, server, status):
    server.faults[PARQUET] = answers(status)
    with pytest.raises(ReleaseError, match=str(status)):
        get()
    assert requests(server) == 1
    assert nothing_cached()


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_host_that_is_busy_is_asked_again(release, get, server, status):
    server.faults[PARQUET] = answers(status, times=2)
    assert contents(get().folder) == contents(release)
    assert requests(server) == 3


@pytest.mark.parametrize("after", ["100000", "Wed, 21 Oct 2099 07:28:00 GMT", "soon", "-5"])
def test_a_host_that_asks_to_wait_is_waited_for_within_bounds(release, get, server, after):
    server.faults[PARQUET] = answers(503, {"Retry-After": after}, times=1)
    assert get().came


def test_a_host_is_given_as_long_as_it_asks_for(release, get, server, monkeypatch):
    waited = []
    monkeypatch.setattr("trilat.store.web.time.sleep", waited.append)
    server.faults[PARQUET] = answers(429, {"Retry-After": "7"}, times=1)
    get(limits=Limits(pause=0.01))
    assert waited == [7]


def test_a_host_that_stays_busy_is_given_up(release, get, server):
    server.faults[PARQUET] = answers(503)
    with pytest.raises(ReleaseError, match=r"503 .*3 tries"):
        get()
    assert requests(server) == 3
    assert nothing_cached()


def test_a_host_that_does_not_answer_in_time_is_asked_again(release, get, server):
    server.faults[PARQUET] = stalls(times=1)
    assert get().came
    server.faults["index.json"] = stalls()
    with pytest.raises(ReleaseError, match="3 tries"):
        get("1.0.1")


def test_a_body_that_breaks_off_goes_on_where_it_broke(release, get, server):
    server.faults[PARQUET] = breaks_off(100_000, times=2)
    assert contents(get().folder) == contents(release)
    assert server.asked(PARQUET) == [None, "bytes=100000-", "bytes=200000-"]


def test_a_body_that_ends_early_without_a_length_is_not_taken_for_whole(release, get, server):
    server.faults[PARQUET] = breaks_off(100_000, length=False)
    with pytest.raises(ReleaseError, match="has 100000 bytes, and should have 300000"):
        get(limits=Limits(tries=1))
    assert nothing_cached()


def test_a_stopped_download_goes_on_in_the_next_run(release, get, server):
    server.faults[PARQUET] = breaks_off(100_000)
    with pytest.raises(ReleaseError, match="what has come so far is kept"):
        get(limits=Limits(tries=1))
    assert nothing_cached()
    del server.faults[PARQUET]
    assert contents(get().folder) == contents(release)
    assert server.asked(PARQUET) == [None, "bytes=100000-"]
    assert requests(server, "README.md") == 1


def test_a_host_that_ignores_ranges_sends_all_again(release, get, server):
    server.faults[PARQUET] = ignores_ranges(100_000)
    assert contents(get().folder) == contents(release)


def test_a_part_that_was_not_asked_for_is_not_taken(release, get, server):
    server.faults[PARQUET] = sends_another_part(100_000)
    assert contents(get().folder) == contents(release)
    assert server.asked(PARQUET) == [None, "bytes=100000-", None]


def test_what_was_kept_of_another_file_does_not_spoil_the_download(release, get, server):
    server.faults[PARQUET] = answers(503)
    with pytest.raises(ReleaseError):
        get()
    part = Cache().unfinished("1.0.0") / "trilat-1.0.0" / "parquet" / ".claims.parquet.part"
    for kept in (b"x" * 1000, b"x" * BIG, b"x" * (BIG + 1)):
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(kept)
        server.faults.clear()
        assert contents(get().folder) == contents(release)
        Cache().clear()


def test_a_web_page_in_place_of_the_index_is_called_one(release, get, server):
    server.faults["index.json"] = sends(b"<!DOCTYPE html><p>Please log in", {"Content-Type": "text/html"})
    with pytest.raises(ReleaseError, match="web page"):
        get()


@pytest.mark.parametrize("page", [b"<html>log in", b"\n <!doctype HTML>" + b" " * BIG])
def test_a_web_page_in_place_of_a_file_is_called_one(release, get, server, page):
    server.faults[PARQUET] = sends(page, {"Content-Type": "text/html; charset=utf-8"})
    with pytest.raises(ReleaseError, match="web page"):
        get()
    assert requests(server) == 1
    assert nothing_cached()


@pytest.mark.parametrize("target", [
    "file:///etc/passwd", "ftp://localhost/x", "http://192.0.2.1/x", "//192.0.2.1/x", "http://[", "data:,x", "/\\x",
])
def test_a_redirect_to_what_is_not_as_safe_is_not_followed(release, get, server, target):
    server.faults[PARQUET] = redirects(target, times=1)
    if target == "/\\x":  # a path of the same host, where there is nothing
        server.faults["x"] = answers(404)
    with pytest.raises(ReleaseError, match=r"not followed|there is no"):
        get()
    assert nothing_cached()


def test_a_redirect_within_the_host_is_followed(release, get, server):
    (server.folder / "elsewhere").write_bytes((release / PARQUET).read_bytes())
    server.faults[PARQUET] = redirects("/elsewhere")
    assert contents(get().folder) == contents(release)


def test_redirects_without_end_are_given_up(release, get, server):
    server.faults[PARQUET] = redirects("claims.parquet")
    with pytest.raises(ReleaseError, match="more than 5 times"):
        get()
    assert requests(server) == 6


@pytest.mark.parametrize("name", [PARQUET, "index.json", "SHA256SUMS", "empty.txt"])
def test_a_body_without_end_is_cut_at_the_length_of_the_index(release, get, server, name):
    server.faults[name] = endless
    with pytest.raises(ReleaseError, match="is longer than the"):
        get()
    assert nothing_cached()
    assert server.sent < 50_000_000


def test_a_file_that_is_announced_longer_than_it_may_be_is_not_read(release, get, server):
    server.faults[PARQUET] = sends(b"x" * (BIG + 1))
    with pytest.raises(ReleaseError, match="has 300001 bytes, and may have 300000"):
        get()


@pytest.mark.parametrize("fault", [drips, drips_headers])
@pytest.mark.parametrize("name", [PARQUET, "index.json"])
def test_a_drip_that_never_ends_meets_the_deadline(release, get, server, name, fault):
    server.faults[name] = fault
    with pytest.raises(ReleaseError, match="not done within 1 seconds"):
        get(limits=Limits(read=5, total=1, pause=0.01))
    assert nothing_cached()


def test_a_compressed_body_is_not_unpacked(release, get, server):
    bomb = gzip.compress(b"\0" * 100_000_000)
    for name in (PARQUET, "index.json"):
        server.faults = {name: sends(bomb, {"Content-Encoding": "gzip"})}
        with pytest.raises(ReleaseError, match="comes compressed"):
            get()
        assert requests(server, name) == (1 if name == PARQUET else 2)
    assert nothing_cached()


def test_a_flipped_bit_is_noticed(release, get, server):
    data = bytearray((release / PARQUET).read_bytes())
    data[1000] ^= 1
    server.faults[PARQUET] = sends(bytes(data))
    with pytest.raises(ReleaseError, match="has the SHA-256"):
        get()
    assert nothing_cached()
    server.faults.clear()
    assert contents(get().folder) == contents(release)


def command(*arguments):
    return [sys.executable, "-c", "from trilat.cli.main import main; main()", *map(str, arguments)]


def test_downloads_of_one_release_at_the_same_time_do_it_once(release, server):
    server.faults[PARQUET] = slowly
    runs = [subprocess.Popen(command("fetch", "--index", server.url), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for _ in range(4)]
    told = [run.communicate(timeout=60) for run in runs]
    assert [run.returncode for run in runs] == [0] * 4, told
    assert {out for out, _ in told} == {f"{Cache().place('1.0.0')}\n".encode()}
    assert contents(Cache().place("1.0.0")) == contents(release)
    assert requests(server) == 1


def test_a_killed_download_leaves_nothing_that_stays_and_is_gone_on_with(release, get, server):
    server.faults[PARQUET] = stalls(after=100_000)
    run = subprocess.Popen(command("fetch", "--index", server.url))
    part = Cache().unfinished("1.0.0") / "trilat-1.0.0" / "parquet" / ".claims.parquet.part"
    until = time.monotonic() + 60
    while not (part.exists() and part.stat().st_size) and time.monotonic() < until:
        time.sleep(0.02)
    run.kill()
    run.wait()
    assert nothing_cached()
    server.faults.clear()
    trash = Cache().folder / "trash" / "left"
    trash.mkdir(parents=True)
    assert contents(get().folder) == contents(release)
    assert server.asked(PARQUET)[1].startswith("bytes=")
    left = {path.relative_to(Cache().folder).parts[0] for path in Cache().folder.rglob("*") if path.is_file()}
    assert left == {".lock", "releases", "indexes"}
    assert not trash.exists()


def test_an_unfinished_download_that_nobody_went_on_with_is_removed(release, get, server):
    old = Cache().unfinished("0.9.0")
    old.mkdir(parents=True)
    os.utime(old, (0, 0))
    get()
    assert not old.exists()


def flip(path, at=10):
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("harm", [
    lambda folder: flip(folder / PARQUET),
    lambda folder: (folder / PARQUET).unlink(),
    lambda folder: (folder / PARQUET).write_bytes(b""),
    lambda folder: flip(folder / "SHA256SUMS"),
    lambda folder: (folder.parent / "seal.json").write_text("{}"),
    lambda folder: (folder.parent / "seal.json").write_text("[" * 100_000),
    lambda folder: (folder.parent / "seal.json").unlink(),
    shutil.rmtree,
], ids=["flipped", "missing", "empty", "sums", "seal", "deep-seal", "no-seal", "no-folder"])
def test_a_damaged_release_in_the_cache_is_set_aside_and_fetched_again(release, get, server, harm):
    harm(get().folder)
    told = []
    got = get(tell=told.append)
    assert got.came
    assert "set aside, and fetched again" in told[0]
    assert contents(got.folder) == contents(release)


def test_what_is_sound_of_a_damaged_release_does_not_come_again(release, get, server):
    flip(get().folder / PARQUET)
    assert get().came
    assert (requests(server, "README.md"), requests(server)) == (1, 2)


def test_damage_that_the_clock_does_not_show_is_found_when_asked_for(release, get):
    path = get().folder / PARQUET
    status = path.stat()
    flip(path)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert not get().came
    assert get(check=True).came
    assert contents(path.parent.parent) == contents(release)


def test_off_line_a_damaged_release_is_called_so(release, get, server):
    flip(get().folder / PARQUET)
    server.faults = {"index.json": answers(503)}
    with pytest.raises(ReleaseError, match=r"claims\.parquet is damaged"):
        get()
    server.faults = {PARQUET: answers(503)}
    with pytest.raises(ReleaseError, match="was damaged in the cache, and cannot be fetched again"):
        get()


def test_off_line_a_cached_release_does(release, get, server):
    folder = get().folder
    server.faults = {"index.json": answers(503)}
    told = []
    got = get(tell=told.append)
    assert (got.folder, got.came) == (folder, False)
    assert "release 1.0.0 is in the cache" in told[0]
    with pytest.raises(ReleaseError, match=r"2\.0\.0 is not in the cache, which has 1\.0\.0"):
        get("2.0.0")
    with pytest.raises(ReleaseError, match=r"you can name what is in the cache: 1\.0\.0"):
        get(None)


def test_a_host_that_is_not_there_is_said_to_be(tmp_path):
    with pytest.raises(ReleaseError, match="cannot be reached"):
        fetch("1.0.0", "http://localhost:1/", limits=QUICK)


def test_a_cache_that_cannot_be_written_is_named_with_the_remedy(release, get, monkeypatch):
    def refuse(*_, **__):
        raise OSError(30, "Read-only file system", "cache")

    for call in ("trilat.store.disk.locked", "pathlib.Path.mkdir", "trilat.store.disk.GrowingFile"):
        with monkeypatch.context() as context:
            context.setattr(call, refuse)
            with pytest.raises(ReleaseError, match=r"cannot be written \(Read-only file system\).*TRILAT_CACHE"):
                get()
        assert nothing_cached()


def test_a_cached_release_is_found_where_nothing_can_be_written(release, get, monkeypatch, server, tmp_path):
    get()
    publish(make_release(tmp_path, "1.1.0"), server.folder)

    def refuse(*_, **__):
        raise OSError(30, "Read-only file system", "cache")

    for call in ("trilat.disk.write_file", "pathlib.Path.mkdir", "trilat.store.disk.locked"):
        monkeypatch.setattr(call, refuse)
    edit_index(server.folder, releases=json.loads((server.folder / "index.json").read_bytes())["releases"][:1])
    assert not get().came


def test_a_disk_without_room_is_noticed_before_anything_comes(release, get, server, monkeypatch):
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(fetching.shutil, "disk_usage", lambda _: usage._replace(free=1_000_000))
    with pytest.raises(ReleaseError, match=r"needs 11 MB, and the disk .* has 1 MB left"):
        get()
    assert requests(server, "SHA256SUMS") == 0


def test_a_release_that_says_it_is_another_version_is_refused(release, get, server, tmp_path):
    other = make_release(tmp_path / "other", "1.0.1")
    shutil.rmtree(server.folder / "releases" / "1.0.0")
    shutil.copytree(other, server.folder / "releases" / "1.0.0")
    publish(other, tmp_path / "second")
    entry = json.loads((tmp_path / "second" / "index.json").read_bytes())["releases"][0]
    edit_index(server.folder, releases=[entry | {"version": "1.0.0"}])
    with pytest.raises(ReleaseError, match=r"called release 1\.0\.0 there says that it is 1\.0\.1"):
        get()
    assert nothing_cached()


def test_an_index_older_than_the_one_seen_is_refused(release, get, server, tmp_path, monkeypatch):
    monkeypatch.setattr(fetching.time, "sleep", lambda _: None)
    old = (server.folder / "index.json").read_bytes()
    publish(make_release(tmp_path, "1.1.0"), server.folder)
    get()
    (server.folder / "index.json").write_bytes(old)
    with pytest.raises(ReleaseError, match="serial number 1, and one with 2 was seen before"):
        get()


def test_a_release_that_was_rewritten_is_refused(release, get, server, tmp_path):
    get()
    other = make_release(tmp_path / "other", "1.0.0", {"README.md": b"# Other\n"})
    shutil.rmtree(server.folder)
    publish(other, server.folder)
    with pytest.raises(ReleaseError, match="a release never changes"):
        get()
    shutil.rmtree(Cache().folder / "indexes")
    with pytest.raises(ReleaseError, match="a release never changes"):
        get()
    Cache().clear()
    assert contents(get().folder) == contents(other)


@pytest.mark.parametrize("name", [
    "../evil", "/etc/evil", "a/../../evil", "..", ".", "a//b", "a\\b", "C:evil", "nul", "aux.csv", "a\nb", "a\0b",
    "SHA256sums", "a.", "csv", "é", "x" * 201, "a/b/c/d/e", ".a.part", "", " ", "~", "%2e%2e/evil",
])
def test_a_path_that_leaves_the_folder_or_cannot_be_written_everywhere_is_refused(release, get, server, name, tmp_path):
    files = json.loads((server.folder / "index.json").read_bytes())["releases"][0]["files"]
    edit_entry(server.folder, "1.0.0", files=files | {name: 3})
    before = contents(tmp_path)
    with pytest.raises(ReleaseError, match=r"is damaged: release 1\.0\.0"):
        get()
    assert nothing_cached()
    assert contents(tmp_path) == before


def test_sums_with_a_path_that_leaves_the_folder_are_refused(release, get, server, tmp_path):
    public = server.folder / "releases" / "1.0.0"
    sums = public / "SHA256SUMS"
    sums.write_text(sums.read_text() + "0" * 64 + "  ../evil\n")
    from trilat.hashing import sha256

    files = {name: len(data) for name, data in contents(public).items()}
    edit_entry(server.folder, "1.0.0", files=files, sums_sha256=sha256(sums.read_bytes()))
    with pytest.raises(ReleaseError, match=r"'\.\./evil' is no path within a release"):
        get()


def test_an_index_that_leaves_out_a_file_of_the_release_is_refused(release, get, server):
    files = json.loads((server.folder / "index.json").read_bytes())["releases"][0]["files"]
    del files["README.md"]
    edit_entry(server.folder, "1.0.0", files=files)
    with pytest.raises(ReleaseError, match=r"do not list the same files: README\.md"):
        get()
    assert nothing_cached()


@pytest.mark.parametrize(("data", "told"), [
    (b"", "not JSON"), (b"{", "not JSON"), (b"[" * 1_000_000, "not JSON"), (b"null", "no index of Trilat"),
    (b"\xff\xfe{", "not JSON"), (b'{"a": 1}', "no index of Trilat"), (b'{"trilat_index": "1"}', "no index of Trilat"),
    (b'{"trilat_index": 2}', "has format 2, and this package reads format 1"),
    (b'{"trilat_index": 1, "serial": 1e3, "releases": []}', "is damaged"),
    (b'{"trilat_index": 1, "serial": 0, "releases": []}', "is damaged"),
    (b'{"trilat_index": 1, "serial": 1, "releases": {}}', "is damaged"),
    (b'{"trilat_index": 1, "serial": ' + b"9" * 5000 + b"}", "not JSON"),
])
def test_an_index_that_is_none_is_refused(release, get, server, data, told):
    server.faults["index.json"] = sends(data)
    with pytest.raises(ReleaseError, match=told):
        get()


def test_nothing_is_ever_unpacked(server, get, tmp_path):
    archive = gzip.compress(b"x")
    publish(make_release(tmp_path, "1.0.0", {"all.zip": archive, "all.tar.gz": archive}), server.folder)
    assert contents(get().folder)["all.tar.gz"] == archive


@pytest.mark.parametrize("address", [
    "http://example.org/", "ftp://example.org/", "file:///tmp", "https://", "https://user:secret@example.org/",
    "https://example.org/?a=b", "https://example.org/#a", "s3://bucket/a", "https://exämple.org/",
])
def test_an_address_that_is_not_safe_is_wrong_usage(address):
    with pytest.raises(UsageError, match=r"TRILAT_INDEX|https:"):
        fetch("1.0.0", address)


def test_where_no_index_is_named_the_error_says_how(monkeypatch):
    with pytest.raises(UsageError, match=r"no index of releases is named: set TRILAT_INDEX, or give --index"):
        fetch()


@pytest.mark.parametrize(("proxy", "error", "told"), [
    ("http://localhost:1", ReleaseError, "cannot be reached"), ("localhost:1", ReleaseError, "cannot be reached"),
    ("socks5://localhost:1", UsageError, "the proxy that the environment names"),
])
def test_the_proxy_that_the_environment_names_is_asked(monkeypatch, proxy, error, told):
    monkeypatch.setenv("https_proxy", proxy)
    with pytest.raises(error, match=told):
        fetch("1.0.0", "https://example.org/", limits=QUICK)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificate")
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl makes the certificate")
    subprocess.run([openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "key.pem", "-out",
                    folder / "cert.pem"], check=True, capture_output=True)
    return folder


@pytest.fixture
def encrypted(certificate, tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    with Server(tmp_path / "public", context) as running:
        yield running


def test_a_host_that_cannot_prove_who_it_is_is_refused(encrypted, tmp_path):
    publish(make_release(tmp_path), encrypted.folder)
    with pytest.raises(ReleaseError, match=r"cannot prove that it is who it should be.*SSL_CERT_FILE"):
        fetch("1.0.0", encrypted.url, limits=QUICK)
    assert encrypted.log == []


def test_a_certificate_of_ones_own_is_trusted_where_it_is_named(encrypted, tmp_path, certificate, monkeypatch):
    release = make_release(tmp_path)
    publish(release, encrypted.folder)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    encrypted.faults[PARQUET] = breaks_off(1000, times=1)
    assert contents(fetch("1.0.0", encrypted.url, limits=QUICK).folder) == contents(release)


def test_a_redirect_from_https_to_http_is_not_followed(encrypted, server, tmp_path, certificate, monkeypatch):
    publish(make_release(tmp_path), encrypted.folder)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    encrypted.faults[PARQUET] = redirects(f"{server.url}releases/1.0.0/{PARQUET}")
    with pytest.raises(ReleaseError, match="not as safe"):
        fetch("1.0.0", encrypted.url, limits=QUICK)
    assert server.log == []


def test_a_folder_can_be_an_index(tmp_path):
    release = make_release(tmp_path)
    publish(release, tmp_path / "public")
    got = fetch(None, tmp_path / "public")
    assert contents(got.folder) == contents(release)
    (tmp_path / "public" / "releases" / "1.0.0" / PARQUET).unlink()
    Cache().clear()
    with pytest.raises(ReleaseError, match=r"there is no .*claims\.parquet"):
        fetch(None, tmp_path / "public")


def test_a_release_whose_sums_do_not_fit_its_files_is_refused(release, get, server):
    public = server.folder / "releases" / "1.0.0"
    (public / "README.md").write_bytes(b"# Trilat 9.9.9\n")
    with pytest.raises(ReleaseError, match="has the SHA-256"):
        get()
    seal(public)
    Cache().clear()
    with pytest.raises(ReleaseError, match=r"SHA256SUMS of release 1\.0\.0 has the SHA-256"):
        get()


def test_the_time_that_all_may_take_is_set_by_the_environment(monkeypatch):
    monkeypatch.setenv("TRILAT_TIMEOUT", "20")
    assert fetching.default_limits().total == 20
    monkeypatch.setenv("TRILAT_TIMEOUT", "soon")
    with pytest.raises(UsageError, match="TRILAT_TIMEOUT"):
        fetching.default_limits()


def test_the_path_of_the_cache_can_be_named(monkeypatch, tmp_path):
    assert Cache().folder == tmp_path / "cache"
    monkeypatch.delenv("TRILAT_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    assert Path(Cache().folder).name == "trilat"
