"""Pages and files, coded as the client wants them: RFC 9110, 8.4, 8.8.3, 12.5.3 and 13.1.2."""

import base64
import gzip
import hashlib
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp
from web_protocol import asked

from alskg.web.protocol.encoding import Encoded

PAGE = "<!DOCTYPE html><p>" + "A sentence that comes again. " * 50
LARGE = b"0123456789abcdef" * (1 << 16)


@pytest.fixture
def app(tmp_path: Path) -> ASGIApp:
    """Return a small site with a page, a picture, files and a stream."""
    (tmp_path / "site.css").write_text("p { margin: 0 }\n" * 100, encoding="utf-8")
    (tmp_path / "dot.png").write_bytes(b"\x89PNG" + bytes(1000))

    def page(_: Request) -> Response:
        return HTMLResponse(PAGE, headers={"ETag": '"page"', "Vary": "Accept"})

    def untagged(_: Request) -> Response:
        return HTMLResponse(PAGE)

    def digested(_: Request) -> Response:
        return HTMLResponse(PAGE, headers={"Repr-Digest": digest(PAGE.encode())})

    def short(_: Request) -> Response:
        return PlainTextResponse("short", headers={"ETag": '"short"'})

    def missing(_: Request) -> Response:
        return HTMLResponse(PAGE, 404)

    def stream(_: Request) -> Response:
        return StreamingResponse(iter([LARGE] * 9), media_type="text/plain")

    def coded(_: Request) -> Response:
        return Response(
            gzip.compress(PAGE.encode()),
            media_type="text/html",
            headers={"Content-Encoding": "gzip", "ETag": '"coded"'},
        )

    pages = {"/page": page, "/untagged": untagged, "/short": short, "/missing": missing}
    pages |= {"/stream": stream, "/coded": coded, "/digested": digested}
    routes = [Route(path, handler) for path, handler in pages.items()]
    return Encoded(Starlette(routes=[*routes, Mount("/static", StaticFiles(directory=tmp_path))]))


ZIP = {"accept-encoding": "gzip"}


@pytest.mark.parametrize("path", ["/page", "/untagged", "/static/site.css"])
def test_text_is_zipped_for_those_who_accept_it(app: ASGIApp, path: str) -> None:
    """Each coding has a tag and a length of its own."""
    plain, zipped = asked(app, "GET", path), asked(app, "GET", path, headers=ZIP)
    assert "content-encoding" not in plain.headers
    assert zipped.headers["content-encoding"] == "gzip"
    assert zipped.content == plain.content
    assert int(plain.headers["content-length"]) == len(plain.content)
    assert int(zipped.headers["content-length"]) < len(plain.content) / 2
    assert zipped.headers["etag"] == plain.headers["etag"][:-1] + '-gzip"'
    for response in (plain, zipped):
        assert "Accept-Encoding" in response.headers["vary"]


def test_a_digest_is_that_of_what_is_sent(app: ASGIApp) -> None:
    """RFC 9530, 3: of the representation with its coding."""
    plain = asked(app, "GET", "/digested")
    zipped = asked(app, "GET", "/digested", headers=ZIP)
    assert plain.headers["repr-digest"] == digest(plain.content)
    assert zipped.headers["repr-digest"] == digest(gzip.compress(plain.content, 6, mtime=0))


def digest(body: bytes) -> str:
    """Return a body's digest as its header has it."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def test_what_the_response_varies_by_is_kept(app: ASGIApp) -> None:
    """A page that is negotiated stays so."""
    assert asked(app, "GET", "/page", headers=ZIP).headers["vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize("path", ["/page", "/untagged", "/static/site.css", "/static/dot.png"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_304_for_the_very_form_that_the_client_has(app: ASGIApp, path: str, method: str) -> None:
    """A tag of the plain form is none of the zipped one."""
    for headers, others in (({}, ZIP), (ZIP, {})):
        tag = asked(app, "GET", path, headers=headers).headers["etag"]
        known = {"if-none-match": f'"other", {tag}'}
        response = asked(app, method, path, headers={**headers, **known})
        assert response.status_code == 304
        assert response.headers["etag"] == tag
        assert response.content == b""
        assert "content-length" not in response.headers
        other = asked(app, method, path, headers={**others, **known})
        assert other.status_code == (304 if path.endswith("png") else 200)


@pytest.mark.parametrize("path", ["/page", "/short", "/missing", "/static/dot.png"])
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_head_says_what_get_says(app: ASGIApp, path: str, coding: str) -> None:
    """RFC 9110, 9.3.2."""
    headers = {"accept-encoding": coding}
    get, head = (asked(app, method, path, headers=headers) for method in ("GET", "HEAD"))
    assert dict(head.headers) == dict(get.headers)


def test_head_of_a_file_says_all_but_the_length_of_what_was_not_zipped(app: ASGIApp) -> None:
    """RFC 9110, 8.6: it may be left out."""
    get, head = (asked(app, method, "/static/site.css", headers=ZIP) for method in ("GET", "HEAD"))
    assert head.headers["etag"] == get.headers["etag"]
    assert head.headers["content-encoding"] == "gzip"
    assert "content-length" not in head.headers


@pytest.mark.parametrize("path", ["/static/dot.png", "/short", "/coded"])
def test_what_gains_nothing_stays_as_it_is(app: ASGIApp, path: str) -> None:
    """Pictures, short texts, and what is coded already."""
    response = asked(app, "GET", path, headers=ZIP)
    assert response.headers["etag"].endswith('-gzip"') is False
    assert ("content-encoding" in response.headers) is (path == "/coded")


def test_an_error_is_zipped_too_little_to_matter(app: ASGIApp) -> None:
    """Its status stays, and it has no tag."""
    response = asked(app, "GET", "/missing", headers=ZIP)
    assert response.status_code == 404
    assert response.text == PAGE
    assert "etag" not in response.headers


def test_a_part_of_a_file_is_sent_as_it_is(app: ASGIApp) -> None:
    """RFC 9110, 14.2: bytes are those of the plain form."""
    response = asked(app, "GET", "/static/site.css", headers={**ZIP, "range": "bytes=0-3"})
    assert response.status_code == 206
    assert response.content == b"p { "


def test_a_long_stream_goes_on_as_it_comes(app: ASGIApp) -> None:
    """It is not kept back until it is whole."""
    assert asked(app, "GET", "/stream", headers=ZIP).content == LARGE * 9


def test_a_post_is_passed_on(app: ASGIApp) -> None:
    """Nothing is made of it."""
    assert asked(app, "POST", "/page", headers=ZIP).status_code == 405
