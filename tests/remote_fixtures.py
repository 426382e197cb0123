"""The compiled graph behind a real endpoint."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from server_fixtures import Server

from alskg.compile import open_build

__all__ = ["endpoint", "nobody"]


@pytest.fixture(scope="module")
def endpoint(oxigraph_server: Server) -> Iterator[str]:
    """Load the compiled graph into Oxigraph's server, and give the address for queries."""
    graphs = oxigraph_server.load(open_build().path_nquads)
    yield oxigraph_server.query_url
    oxigraph_server.drop(graphs)


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let no credentials, endpoint or proxy of whoever runs the tests take part."""
    for name in ("ALSKG_USER", "ALSKG_PASSWORD", "ALSKG_TOKEN", "ALSKG_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
