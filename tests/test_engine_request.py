"""A request goes to an address that was judged, and ends in an answer or in words."""

import socket

import pytest
from engine_endpoints import document, fake, says
from engine_fixtures import canary

from alskg.engine import request
from alskg.engine.endpoint import Endpoint
from alskg.engine.federation import planned
from alskg.errors import InputError, QueryError, QueryRefused


@pytest.mark.parametrize(
    "wrong",
    [
        "example.org/sparql",
        "ftp://example.org/",
        "file:///etc/passwd",
        "http://",
        "http://user:secret@example.org/",
        "http://example.org/#part",
        "http://example.org:port/",
        "http://example.org/a b",
        "http://example.org/\r\nHost: x",
        "http://b\u00fccher.example/",
        "http://[::1",
        "",
    ],
)
def test_only_a_whole_address_can_be_allowed(wrong: str) -> None:
    """The message shows how one looks."""
    with pytest.raises(InputError, match="is no address of an endpoint"):
        planned("ASK { }", [wrong])


@pytest.mark.parametrize(
    ("host", "address", "allowed"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("127.9.9.9", "127.9.9.9", True),
        ("[::1]", "::1", True),
        ("localhost", "127.0.0.1", True),
        ("localhost", "10.0.0.1", False),
        ("localhost", "8.8.8.8", False),
        ("e.org", "8.8.8.8", True),
        ("e.org", "2001:4860:4860::8888", True),
        ("e.org", "127.0.0.1", False),
        ("127.1", "127.0.0.1", False),
        ("2130706433", "127.0.0.1", False),
        ("0x7f000001", "127.0.0.1", False),
        ("localhost.", "127.0.0.1", False),
        ("0.0.0.0", "0.0.0.0", False),  # noqa: S104  (an address to refuse, not to listen at)
        ("10.1.2.3", "10.1.2.3", False),
        ("e.org", "172.16.0.1", False),
        ("e.org", "192.168.1.1", False),
        ("e.org", "169.254.169.254", False),
        ("e.org", "100.64.0.1", False),
        ("e.org", "224.0.0.1", False),
        ("e.org", "255.255.255.255", False),
        ("e.org", "::", False),
        ("e.org", "::1", False),
        ("e.org", "fe80::1", False),
        ("e.org", "fc00::1", False),
        ("e.org", "ff02::1", False),
        ("e.org", "::ffff:127.0.0.1", False),
        ("e.org", "::ffff:10.0.0.1", False),
        ("e.org", "::7f00:1", False),
        ("e.org", "64:ff9b::7f00:1", False),
        ("e.org", "64:ff9b:1::a00:1", False),
        ("e.org", "240.0.0.1", False),
        ("e.org", "64:ff9b::808:808", True),
        ("e.org", "2002:7f00:1::", False),
    ],
)
def test_an_address_is_judged_before_it_is_connected_to(
    host: str, address: str, *, allowed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only public ones, and this machine for a URL that says so itself."""
    tried: list[str] = []

    def connect(where: tuple[str, int], _seconds: float) -> socket.socket:
        tried.append(where[0])
        raise ConnectionRefusedError

    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(socket, "create_connection", connect)

    with pytest.raises(QueryError) as caught:
        request.ask(Endpoint.read(f"http://{host}/"), "ASK { }", 1.0)

    assert tried == ([address] if allowed else [])
    assert isinstance(caught.value, QueryRefused) is not allowed


def test_one_bad_address_among_good_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """And SILENT does not make it a failure that is passed over."""
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (at, 80)) for at in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    plan = planned("SELECT * { SERVICE SILENT <http://e.org/> { } }", ["http://e.org/"])

    with pytest.raises(QueryRefused, match=r"e\.org leads to 10\.0\.0\.1, which is no public"):
        plan.tables({}, 5.0)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    """Wherever it leads, even to an endpoint that is allowed too."""
    with canary() as listening:
        target = f"http://127.0.0.1:{listening.port}/"
        with fake(says(b"", status=status, headers={"Location": target})) as end:
            plan = planned(f"SELECT * {{ SERVICE <{end.url}> {{ }} }}", [end.url, target])

            with pytest.raises(QueryError, match=f"redirects to {target}, which is not followed"):
                plan.tables({}, 5.0)

    assert listening.visits == 0


def test_a_name_without_an_address_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the words of the resolver."""

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(QueryError, match=r"cannot be reached: .*Name or service not known"):
        request.ask(Endpoint.read("http://nowhere.invalid/"), "ASK { }", 5.0)


def test_nobody_there_and_no_tls_are_said_so() -> None:
    """A port without a server, what is no name, and plain text where TLS should be."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    absent = ("http://a..b/", "http://127.0.0.1:0/")
    for url in (f"http://127.0.0.1:{port}/", *absent):
        with pytest.raises(QueryError, match="cannot be reached"):
            request.ask(Endpoint.read(url), "ASK { }", 5.0)
    with fake(says(document())) as end, pytest.raises(QueryError, match="cannot be reached"):
        request.ask(Endpoint.read(end.url.replace("http", "https")), "ASK { }", 5.0)


def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be another address than the one that was judged."""
    with canary() as listening, fake(says(document())) as end:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{listening.port}")
        request.ask(Endpoint.read(end.url), "ASK { }", 5.0)

    assert listening.visits == 0
    assert len(end.bodies) == 1
