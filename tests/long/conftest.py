"""The long tests of the store use a server on loopback and a cache of their own."""

import pytest
from server import Server


@pytest.fixture
def server(tmp_path):
    """A host whose folder is tmp_path/public."""
    (tmp_path / "public").mkdir()
    with Server(tmp_path / "public") as running:
        yield running
