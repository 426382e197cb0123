"""Downloads: the files of the exports, whole and in parts, with their digests."""

import base64
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from web_pages import ORIGIN, browsing, site

from alskg import export
from alskg.export.bioschemas import DOWNLOADS
from alskg.export.release import release
from alskg.web.entity.surroundings import snapshot
from alskg.web.linked import downloads
from alskg.web.linked.downloads import Downloads
from alskg.web.protocol.encoding import Encoded

QUICK = ("ntriples", "turtle12", "tables", "references", "sssom", "vocabulary")


@pytest.fixture(scope="module", autouse=True)
def _few() -> Iterator[None]:
    """Leave out the formats that take long to write."""
    with pytest.MonkeyPatch.context() as patch:
        rows = tuple(row for row in export.REGISTRY if row.name in QUICK)
        patch.setattr(export, "REGISTRY", rows)
        yield


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Return a client of the downloads, which are written into a folder of their own."""
    folder = tmp_path_factory.mktemp("downloads")
    with browsing(downloads.routes(site(), folder)) as client:
        yield client


@pytest.fixture(scope="module")
def expected() -> dict[str, bytes]:
    """Return the files as `alskg export` writes them."""
    return release(export.REGISTRY, snapshot(site()), lambda _: None)


def test_every_file_of_the_export_can_be_downloaded(
    client: TestClient, expected: dict[str, bytes]
) -> None:
    """Byte for byte, with type, name and digest (RFC 9530, 3); manifest and sums as well."""
    manifest = json.loads(expected["manifest.json"])["files"]

    for name, body in expected.items():
        response = client.get(f"/downloads/{name}")
        assert response.status_code == 200
        assert response.content == body, name
        if name in manifest:
            digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
            assert response.headers["repr-digest"] == f"sha-256=:{digest}:"
            assert response.headers["content-type"].startswith(manifest[name]["mediaType"])
            last = name.rpartition("/")[2]
            assert response.headers["content-disposition"] == f'attachment; filename="{last}"'
            assert f'<{DOWNLOADS}{name}>; rel="canonical"' in response.headers["link"]


def test_the_page_shows_every_file_with_its_digest(
    client: TestClient, expected: dict[str, bytes]
) -> None:
    """Once all are written; until then it says so, and does not wait."""
    first = client.get("/downloads/", headers={"Accept": "text/html"})
    assert first.status_code == 200
    assert client.get("/downloads/SHA256SUMS").content == expected["SHA256SUMS"]

    page = client.get("/downloads/", headers={"Accept": "text/html"}).text

    assert "Being written" not in page
    for name, body in expected.items():
        if name not in {"manifest.json", "SHA256SUMS"}:
            assert f'href="/downloads/{name}"' in page
            assert hashlib.sha256(body).hexdigest() in page
    assert f"{ORIGIN}/downloads/SHA256SUMS" in page


def test_the_page_does_not_wait_for_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first visitor sees at once what there will be."""
    monkeypatch.setattr(Downloads, "start", lambda _: None)

    with browsing(downloads.routes(site(), tmp_path)) as client:
        page = client.get("/downloads/", headers={"Accept": "text/html"}).text

    assert page.count("Being written") == len(QUICK)
    assert 'href="/downloads/als-kg.nt"' in page


def test_programs_get_the_manifest(client: TestClient, expected: dict[str, bytes]) -> None:
    """The same address, another form."""
    response = client.get("/downloads/", headers={"Accept": "application/json"})

    assert response.content == expected["manifest.json"]
    assert response.headers["vary"] == "Accept, Accept-Encoding"


def test_a_part_of_a_file_can_be_had(client: TestClient, expected: dict[str, bytes]) -> None:
    """RFC 9110, 14: so that a broken download goes on where it stopped; If-Range guards it."""
    body = expected["als-kg.nt"]
    tag = client.head("/downloads/als-kg.nt").headers["etag"]

    part = client.get("/downloads/als-kg.nt", headers={"Range": "bytes=100-199", "If-Range": tag})
    whole = client.get("/downloads/als-kg.nt", headers={"Range": "bytes=1-2", "If-Range": '"x"'})
    beyond = client.get("/downloads/als-kg.nt", headers={"Range": f"bytes={len(body)}-"})

    assert (part.status_code, part.content) == (206, body[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(body)}"
    assert (whole.status_code, whole.content) == (200, body)
    assert beyond.status_code == 416


def test_a_file_is_sent_as_its_digest_has_it(expected: dict[str, bytes], tmp_path: Path) -> None:
    """Repr-Digest and ranges are of the bytes that are sent (RFC 9530, 3), so none are zipped."""
    application = Encoded(Starlette(routes=downloads.routes(site(), tmp_path)))

    with TestClient(application, base_url=ORIGIN) as client:
        for headers in (
            {"Accept-Encoding": "gzip"},
            {"Accept-Encoding": "gzip", "Range": "bytes=0-9"},
        ):
            response = client.get("/downloads/references.bib", headers=headers)
            assert "content-encoding" not in response.headers
            digest = base64.b64encode(hashlib.sha256(expected["references.bib"]).digest()).decode()
            assert response.headers["repr-digest"] == f"sha-256=:{digest}:"
        tag = {"Accept-Encoding": "gzip", "If-None-Match": response.headers["etag"]}
        assert client.get("/downloads/references.bib", headers=tag).status_code == 304


def test_what_the_client_has_is_not_sent_again(client: TestClient) -> None:
    """RFC 9110, 13.1.2."""
    whole = client.get("/downloads/references.csv")
    tag = whole.headers["etag"]

    again = client.get("/downloads/references.csv", headers={"If-None-Match": tag})
    head = client.head("/downloads/references.csv")

    assert (again.status_code, again.content) == (304, b"")
    assert head.headers["content-length"] == str(len(whole.content))
    assert head.content == b""


@pytest.mark.parametrize(
    "name",
    [
        "nothing.ttl",
        "sssom/",
        "sssom/../../../pyproject.toml",
        "sssom/%2e%2e/%2e%2e/x.sssom.tsv",
        "sssom/..%2f..%2fx.sssom.tsv",
        "%2fetc%2fpasswd",
        "als-kg.nt%00",
        "ntriples/als-kg.nt",
    ],
)
def test_there_is_nothing_but_the_files(client: TestClient, name: str) -> None:
    """A name is looked up in the manifest, and never made into a path."""
    response = client.get(f"/downloads/{name}", headers={"Accept": "text/html"})

    assert response.status_code == 404
    if response.headers.get("content-type", "").startswith("text/html"):
        assert "/downloads/" in response.text


def test_the_address_without_a_slash_leads_to_the_page(client: TestClient) -> None:
    """Links on the page are those of a folder."""
    assert client.get("/downloads").headers["location"] == "/downloads/"


def test_files_are_kept_and_old_ones_go(tmp_path: Path) -> None:
    """A second process finds what the first one wrote; the states before the last two go."""
    row = next(row for row in export.REGISTRY if row.name == "references")
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()

    first = Downloads(site(), tmp_path).files(row)
    written = first[0].path.stat().st_mtime_ns
    second = Downloads(site(), tmp_path).files(row)

    assert first == second
    assert second[0].path.stat().st_mtime_ns == written
    assert len(list(tmp_path.iterdir())) == 2


def test_where_nothing_can_be_written_files_are_temporary(tmp_path: Path) -> None:
    """A server may run on a disk that is read-only."""
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    row = next(row for row in export.REGISTRY if row.name == "references")

    kept = Downloads(site(), blocked / "downloads")
    (csv, *_) = (file for file in kept.files(row) if file.name == "references.csv")

    assert csv.path.is_file()
    assert tmp_path not in csv.path.parents
