"""Publishing to, and fetching from, a host that others run: nginx as Debian ships it."""

import socket
import subprocess
import time
from pathlib import Path

import pytest
from published import contents, make_release

from trilat.errors import ReleaseError
from trilat.store.cache import Cache
from trilat.store.fetch import fetch
from trilat.store.publish import publish, yank

pytestmark = pytest.mark.tools
PROGRAM = "/usr/sbin/nginx"
SETTINGS = """
daemon off; master_process off; error_log {folder}/error.log; pid {folder}/pid;
events {{}}
http {{
  access_log {folder}/access.log;
  {temporary}
  default_type application/octet-stream;
  server {{ listen 127.0.0.1:{port}; root {folder}/public; gzip on; gzip_min_length 1; gzip_types *; }}
}}
"""


@pytest.fixture
def nginx(tmp_path, monkeypatch, debian):
    debian("nginx-light", PROGRAM, "-v")
    monkeypatch.setenv("TRILAT_CACHE", str(tmp_path / "cache"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in kinds)
    settings = tmp_path / "nginx.conf"
    settings.write_text(SETTINGS.format(folder=tmp_path, port=port, temporary=temporary))
    (tmp_path / "public").mkdir()
    running = subprocess.Popen([PROGRAM, "-c", settings, "-e", tmp_path / "error.log"])
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/", tmp_path / "public", tmp_path / "access.log"
    finally:
        running.terminate()
        running.wait()


def test_what_nginx_serves_is_what_was_published(nginx, tmp_path):
    url, public, log = nginx
    release = make_release(tmp_path)
    publish(release, public)
    got = fetch(None, url)
    assert contents(got.folder) == contents(release)
    assert not fetch("1.0.0", url).came
    assert len([line for line in Path(log).read_text().splitlines() if "claims.parquet" in line]) == 1
    yank("1.0.0", "The days are wrong.", public)
    assert fetch("1.0.0", url).yanked == "The days are wrong."
    with pytest.raises(ReleaseError, match=r"there is no release 2\.0\.0"):
        fetch("2.0.0", url)
    (public / "index.json").unlink()
    with pytest.raises(ReleaseError, match="answers 404"):
        fetch("2.0.0", url)


def test_a_download_goes_on_where_it_stopped(nginx, tmp_path):
    url, public, log = nginx
    release = make_release(tmp_path)
    publish(release, public)
    part = Cache().unfinished("1.0.0") / "trilat-1.0.0" / "parquet" / ".claims.parquet.part"
    part.parent.mkdir(parents=True)
    part.write_bytes((release / "parquet" / "claims.parquet").read_bytes()[:100_000])
    assert contents(fetch("1.0.0", url).folder) == contents(release)
    [line] = [line for line in Path(log).read_text().splitlines() if "claims.parquet" in line]
    assert ' 206 200000 "' in line
