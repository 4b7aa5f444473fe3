"""No test of the store sees the cache or the index of whoever runs it."""

import pytest
from server import Server


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    for name in ("TRILAT_INDEX", "TRILAT_TIMEOUT", "SSL_CERT_FILE", "http_proxy", "https_proxy", "all_proxy",
                 "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TRILAT_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def server(tmp_path):
    """A host whose folder is tmp_path/public."""
    (tmp_path / "public").mkdir()
    with Server(tmp_path / "public") as running:
        yield running
