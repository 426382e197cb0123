"""The HTTP client: what it says to a server, and what becomes of one that misbehaves."""

import base64
import gzip
import threading
from pathlib import Path

import pytest
from bad_servers import (
    HTML,
    JSON,
    NOBODY,
    OK,
    Saying,
    answers,
    dripping,
    endless,
    says,
    serving,
    silent,
    status,
)

from alskg.errors import AlskgError, EndpointError, InputError, QueryTimeout
from alskg.transport import Transport
from alskg.transport.address import plain, shown

BODY = b'{"head":{"vars":[]},"results":{"bindings":[]}}'


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let no credentials and no proxy of whoever runs the tests take part."""
    for name in ("ALSKG_USER", "ALSKG_PASSWORD", "ALSKG_TOKEN", "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))


def _get(url: str, *, timeout: float = 5.0, retries: int = 0, limit: int | None = None) -> bytes:
    """Ask once and read it all."""
    with Transport(url, timeout=timeout, retries=retries).request("GET") as answer:
        return answer.read(limit)


LATE = [silent, dripping(b""), dripping(OK + b"X-Slow: "), dripping(OK + JSON + b"\r\n")]


@pytest.mark.parametrize("saying", LATE, ids=["silent", "line", "header", "body"])
def test_no_server_outlasts_the_deadline(saying: Saying) -> None:
    """Neither silence nor bytes that drip: the clock counts, not the reads."""
    with serving(saying) as server, pytest.raises(QueryTimeout) as caught:
        _get(server.url, timeout=0.4)

    assert "did not answer within 0.4 seconds" in str(caught.value)
    assert "--timeout" in str(caught.value)


BROKEN = {
    "cut": (says(OK + JSON + b"Content-Length: 99\r\n\r\nabc"), "cut the connection"),
    "cut chunk": (
        says(OK + JSON + b"Transfer-Encoding: chunked\r\n\r\n9\r\nabc"),
        "cut the connection",
    ),
    "nothing": (says(b""), "closed the connection without an answer"),
    "huge header": (says(OK + b"X: " + b"a" * 99_999 + b"\r\n\r\n"), "HTTP server does"),
    "many headers": (says(OK + b"X: 1\r\n" * 999 + b"\r\n"), "more than 100 headers"),
    "no HTTP": (says(b"\x1b[31mSSH-2.0\r\n\r\n"), "HTTP server does"),
    "bad gzip": (
        answers(b"no gzip", OK + JSON + b"Content-Encoding: gzip\r\n"),
        "compressed data that is damaged",
    ),
    "500": (status(b"500 Oops", HTML.strip(), body=b"<b>out of\x1b[2J memory</b>"), "out of"),
    "404": (status(b"404 Not Found"), "/query or /sparql"),
    "401": (status(b"401 Unauthorized"), "ALSKG_USER and ALSKG_PASSWORD"),
    "403": (status(b"403 Forbidden"), "ALSKG_TOKEN"),
    "elsewhere": (
        status(b"302 Found", b"Location: http://example.org/?key=1"),
        "redirects to http://example.org/",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_went_wrong_is_said(name: str) -> None:
    """In words, with the address, and without anything that steers a terminal."""
    saying, words = BROKEN[name]
    with serving(saying) as server, pytest.raises(EndpointError) as caught:
        _get(server.url)

    message = str(caught.value)
    assert words in message
    assert server.url in message
    assert message.isprintable()
    assert caught.value.exit_code == 2


def test_a_dead_endpoint_and_a_host_that_is_not_there() -> None:
    """Both say what to check."""
    with pytest.raises(EndpointError, match="nothing listens there"):
        _get(NOBODY)
    with pytest.raises(EndpointError, match="there is no host"):
        _get("http://nowhere.invalid/query", retries=3)
    with serving(says(b"")) as server, pytest.raises(EndpointError, match="TLS connection fails"):
        _get(server.url.replace("http:", "https:"))


def test_an_endless_body_can_be_bounded() -> None:
    """And its connection is closed."""
    with serving(endless) as server, pytest.raises(EndpointError, match="more than 1,000,000"):
        _get(server.url, limit=1_000_000)


def test_a_page_for_people_is_no_result() -> None:
    """The message has the type and what a reader would see of the page."""
    page = b"<html><head><style>p {}</style></head><body><p>Welcome &amp; log in</p></body></html>"
    with serving(answers(page, OK + HTML)) as server:
        answer = Transport(server.url).request("GET")
        with pytest.raises(EndpointError) as caught:
            answer.check_type("application/sparql-results+json")

    assert "answered text/html, not application/sparql-results+json" in str(caught.value)
    assert str(caught.value).endswith("It begins: Welcome & log in")


@pytest.mark.parametrize("code", [b"502 A", b"503 B", b"504 C", b"429 D"])
def test_a_busy_server_is_asked_again(code: bytes) -> None:
    """And one that closes the connection."""
    with serving(status(code), says(b""), answers(BODY)) as server:
        assert _get(server.url, retries=2) == BODY
        assert len(server.requests) == 3


def test_what_does_harm_twice_is_sent_once() -> None:
    """The caller says so."""
    with serving(status(b"503 Busy"), answers(BODY)) as server:
        with pytest.raises(EndpointError, match="answered 503 Busy"):
            Transport(server.url).request("POST", data=b"x", repeatable=False)
        assert len(server.requests) == 1


def test_a_wait_beyond_the_deadline_is_not_begun() -> None:
    """Retry-After is heard, and the error comes at once."""
    with serving(status(b"503 Busy", b"Retry-After: 3600")) as server:
        with pytest.raises(EndpointError, match="answered 503 Busy"):
            _get(server.url, retries=3)
        assert len(server.requests) == 1


def test_a_wait_that_is_asked_for_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """In seconds, where that is longer than our own."""
    waited: list[float] = []
    monkeypatch.setattr("alskg.transport.watch.Watch.pause", lambda _, wait: waited.append(wait))
    with serving(status(b"503 Busy", b"Retry-After: 2"), answers(BODY)) as server:
        assert _get(server.url, retries=1) == BODY

    assert waited == [2.0]


def test_compressed_answers_are_read() -> None:
    """As they were before."""
    with serving(answers(gzip.compress(BODY), OK + JSON + b"Content-Encoding: gzip\r\n")) as server:
        assert _get(server.url) == BODY


def test_a_redirect_on_the_same_server_keeps_method_and_body() -> None:
    """So a query that was posted is posted again."""
    with serving(status(b"307 Moved", b"Location: /other"), answers(BODY)) as server:
        answer = Transport(server.url).request("POST", data=[("query", "ASK {}")])
        assert answer.read() == BODY
        answer.close()
        assert server.requests[1].startswith(b"POST /other ")
        assert server.requests[1].endswith(b"query=ASK+%7B%7D")


def test_redirects_come_to_an_end() -> None:
    """A circle is an error."""
    with (
        serving(status(b"302 Found", b"Location: /sparql")) as server,
        pytest.raises(EndpointError, match="redirects to"),
    ):
        _get(server.url)


def _authorization(request: bytes) -> str:
    """Return the credentials that a request brings."""
    lines = request.decode("latin-1").split("\r\n")
    return next((line[15:] for line in lines if line.startswith("Authorization: ")), "")


def test_credentials_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user and a password, or a token, which wins."""
    monkeypatch.setenv("ALSKG_USER", "me")
    monkeypatch.setenv("ALSKG_PASSWORD", "säcret")
    with serving(answers(BODY)) as server:
        _get(server.url)
        monkeypatch.setenv("ALSKG_TOKEN", "abc.def")
        _get(server.url)

        basic = "Basic " + base64.b64encode("me:säcret".encode()).decode()
        assert [_authorization(each) for each in server.requests] == [basic, "Bearer abc.def"]


def test_credentials_of_netrc(tmp_path: Path) -> None:
    """By the name of the host."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    with serving(answers(BODY)) as server:
        _get(server.url)

        expected = "Basic " + base64.b64encode(b"me:secret").decode()
        assert _authorization(server.requests[0]) == expected


def test_a_server_that_wants_digest_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """As Virtuoso does; and who is refused for good hears where the credentials came from."""
    monkeypatch.setenv("ALSKG_USER", "me")
    monkeypatch.setenv("ALSKG_PASSWORD", "secret")
    challenge = status(b"401 No", b'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"')
    with serving(challenge, challenge, answers(BODY)) as server:
        assert _get(server.url) == BODY
        assert _authorization(server.requests[-1]).startswith('Digest username="me"')
        assert b"secret" not in server.requests[-1]
    with serving(challenge) as server, pytest.raises(EndpointError) as caught:
        _get(server.url)
    assert "credentials from ALSKG_USER and ALSKG_PASSWORD" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_no_credentials_for_another_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither by a redirect nor by asking for another address."""
    monkeypatch.setenv("ALSKG_TOKEN", "abc")
    with serving(answers(BODY)) as other:
        with serving(status(b"307 Moved", b"Location: " + other.url.encode())) as server:
            with pytest.raises(EndpointError, match="Name the address that answers"):
                _get(server.url)
            with pytest.raises(InputError, match="is not on the server of"):
                Transport(server.url).request("GET", other.url)
        assert not other.requests


@pytest.mark.parametrize(
    "url",
    [
        "http://me:secret@127.0.0.1/query",
        "me:secret@127.0.0.1/query",
        "http://me:secret@[::1/query",
        "https://me:secret@example.org:99999/",
        "ftp://me:secret@example.org/",
        "http://example.org/ query",
        "http:///query",
        "http://example.org/#secret",
    ],
)
def test_an_address_that_cannot_be_used(url: str) -> None:
    """Is refused, and no password is shown."""
    with pytest.raises(InputError) as caught:
        Transport(url)

    assert "secret" not in str(caught.value)


def test_what_a_message_may_show() -> None:
    """Neither keys nor what steers a terminal."""
    assert shown("https://u:p@example.org/a?key=1#x") == "https://example.org/a"
    assert plain("a\x1b[2J\r\n\tb \u202e c") == "a [2J b c"
    assert len(plain("long " * 99)) == 200


def test_nothing_is_left_behind() -> None:
    """The thread of the clock ends with its request, however that ends."""
    before = threading.active_count()
    with serving(answers(BODY)) as server:
        _get(server.url)
    for url in (NOBODY, "http://nowhere.invalid/"):
        with pytest.raises(AlskgError):
            _get(url)

    assert not [one for one in threading.enumerate() if one.name == "alskg-deadline"]
    assert threading.active_count() <= before + 2


def test_a_time_limit_is_above_zero() -> None:
    """And a number."""
    for limit in (0, -1, float("nan")):
        with pytest.raises(InputError, match="time limit"):
            Transport(NOBODY, timeout=limit)
