"""`/downloads/`: the files of `alskg export --all`, each with its size, its type and its digest.

A format is written when it is asked for the first time, and then kept on disk beside the builds,
under the digest of all that it is made of. The page does not wait for them: it has them written
and shows those that are. The addresses are those that the release names.
"""

import base64
import hashlib
import json
import shutil
import tempfile
import weakref
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from alskg import export, resources
from alskg.errors import AlskgError
from alskg.export import Export, Snapshot
from alskg.export.bioschemas import DOWNLOADS
from alskg.export.release import MANIFEST, SUMS, publish, release
from alskg.web.entity.representation import OPEN, accepted, data, media
from alskg.web.entity.surroundings import snapshot
from alskg.web.linked.missing import failed, missing
from alskg.web.protocol.negotiation import Offer, chosen
from alskg.web.protocol.service import origin
from alskg.web.response import SECURITY_HEADERS, is_known, page
from alskg.web.site import Site

__all__ = ["Downloads", "File", "routes"]

_KEPT: Final = 2
_PAGE_OR_JSON: Final = (Offer("text/html", "html"), Offer("application/json", "json"))


@dataclass(frozen=True, slots=True)
class File:
    """A file to be downloaded: its name under `/downloads/`, where it is, and what it is.

    `counts` says how many triples, rows or the like it holds.
    """

    name: str
    path: Path
    media_type: str
    bytes: int
    sha256: str
    counts: Mapping[str, int]

    @property
    def digest(self) -> str:
        """Return the value of Repr-Digest (RFC 9530, 3): a byte sequence in base64."""
        return f"sha-256=:{base64.b64encode(bytes.fromhex(self.sha256)).decode()}:"


class Downloads:
    """The files of a site's graph, written format by format as they are needed."""

    def __init__(self, site: Site, folder: Path | None = None) -> None:
        """Take the site, and the folder for its files; without one they go beside the builds."""
        self._site: Final = site
        self._base: Final = folder or resources.build_dir() / "downloads"
        self._starting: Final = Lock()
        self._writing = Thread()
        self._locks: Final = {row.name: Lock() for row in export.REGISTRY}

    @cached_property
    def snapshot(self) -> Snapshot:
        """Return the graph that is written. Raises what its source does."""
        return snapshot(self._site)

    @cached_property
    def folder(self) -> Path:
        """Return the folder of this state of the graph; those of older states are removed.

        Where nothing can be written, it is a temporary one that goes with this process.
        """
        place = self._base / self._state()
        try:
            place.mkdir(parents=True, exist_ok=True)
            place.touch()
        except OSError:
            place = Path(tempfile.mkdtemp(prefix="alskg-downloads-"))
            weakref.finalize(self, shutil.rmtree, place, ignore_errors=True)
            return place
        others = (one for one in self._base.iterdir() if one.is_dir() and one != place)
        for old in sorted(others, key=lambda one: one.stat().st_mtime, reverse=True)[_KEPT - 1 :]:
            shutil.rmtree(old, ignore_errors=True)
        return place

    def files(self, row: Export) -> tuple[File, ...]:
        """Return the files of a format by name, written now if need be. Raises DataError."""
        place, entries = self.folder / row.name, self.manifest(row)["files"]
        return tuple(
            File(name, place / name, one["mediaType"], one["bytes"], one["sha256"], one["counts"])
            for name, one in entries.items()
        )

    def manifest(self, row: Export) -> dict[str, Any]:
        """Return what there is to say of the files of a format; it is written now if need be."""
        place = self.folder / row.name
        with self._locks[row.name]:
            if not self.ready(row):
                publish(place, release([row], self.snapshot, lambda _: None))
        found: dict[str, Any] = json.loads((place / MANIFEST).read_bytes())
        return found

    def ready(self, row: Export) -> bool:
        """Say whether the files of a format are written."""
        return (self.folder / row.name / MANIFEST).is_file()

    def start(self) -> None:
        """Have all formats written that are not, beside whatever else this process does."""
        with self._starting:
            if not self._writing.is_alive() and not all(map(self.ready, export.REGISTRY)):
                self._writing = Thread(target=self._write, daemon=True)
                self._writing.start()

    def _write(self) -> None:
        """Write all formats; one that cannot be written tells of it when it is asked for."""
        for row in export.REGISTRY:
            with suppress(AlskgError):
                self.manifest(row)

    def whole_manifest(self) -> bytes:
        """Return the manifest of all formats, as `alskg export --all` writes it."""
        whole: dict[str, Any] = {}
        files: dict[str, Any] = {}
        for one in map(self.manifest, export.REGISTRY):
            whole = one | {"formats": whole.get("formats", {}) | one["formats"]}
            files |= one["files"]
        whole["files"] = {name: files[name] for name in sorted(files)}
        return (json.dumps(whole, indent=2, ensure_ascii=False) + "\n").encode()

    def sums(self) -> bytes:
        """Return the digests of all files, as `sha256sum --check` reads them."""
        found = {file.name: file.sha256 for row in export.REGISTRY for file in self.files(row)}
        found[MANIFEST] = hashlib.sha256(self.whole_manifest()).hexdigest()
        return "".join(f"{found[name]}  {name}\n" for name in sorted(found)).encode()

    def find(self, name: str) -> File | None:
        """Return a file by its name under `/downloads/`, or None where there is none."""
        for row in export.REGISTRY:
            if any(fnmatchcase(name, pattern) for pattern in row.files):
                return next((file for file in self.files(row) if file.name == name), None)
        return None

    def _state(self) -> str:
        """Return the digest of all that files are made of: the graph, the files, the writers."""
        whole = hashlib.sha256(f"{self.snapshot.version}\n".encode() + self.snapshot.dataset)
        ontology = self.snapshot.root / "ontology"
        mappings = self.snapshot.root / "data" / "mappings"
        writers = Path(export.__file__).parent
        for folder in (ontology, mappings, writers):
            for path in sorted(folder.rglob("*.*")):
                if path.suffix in (".ttl", ".jsonld", ".tsv", ".py"):
                    whole.update(f"{path.name}\n".encode() + path.read_bytes())
        return whole.hexdigest()[:32]


def routes(site: Site, folder: Path | None = None) -> Sequence[BaseRoute]:
    """Return the routes of the page and of the files, which are kept in a folder."""
    downloads = Downloads(site, folder)

    def listed(request: Request) -> Response:
        try:
            return _listed(site, request, downloads)
        except AlskgError as error:
            return failed(request, error)

    def sent(request: Request) -> Response:
        name = request.scope["path"].removeprefix("/downloads/")
        try:
            return _sent(site, request, downloads, name)
        except AlskgError as error:
            return failed(request, error)

    return [
        Route("/downloads", lambda _: RedirectResponse("/downloads/", 308)),
        Route("/downloads/", listed),
        Route("/downloads/{name:path}", sent),
    ]


def _listed(site: Site, request: Request, downloads: Downloads) -> Response:
    """Return the page of all files, or the manifest to a program."""
    offer = chosen(accepted(request), _PAGE_OR_JSON) or _PAGE_OR_JSON[0]
    if offer.name == "json":
        headers = {"Vary": "Accept, Accept-Encoding"}
        return data(request, downloads.whole_manifest(), offer.media_type, headers)
    downloads.start()
    formats = [
        (row, downloads.files(row) if downloads.ready(row) else ()) for row in export.REGISTRY
    ]
    return page(
        site,
        request,
        "downloads.html",
        title="Downloads",
        here=origin(request.scope),
        registry=formats,
        complete=all(files for _, files in formats),
        total=sum(file.bytes for _, files in formats for file in files),
        formats=(
            (f"/downloads/{MANIFEST}", "JSON"),
            (f"/downloads/{SUMS}", "SHA-256"),
            ("/.well-known/void", "VoID and DCAT"),
        ),
    )


def _sent(site: Site, request: Request, downloads: Downloads, name: str) -> Response:
    """Return a file, or the part of it that is asked for (RFC 9110, 14)."""
    if name == MANIFEST:
        return data(request, downloads.whole_manifest(), "application/json")
    if name == SUMS:
        return data(request, downloads.sums(), "text/plain")
    file = downloads.find(name)
    if file is None:
        detail = f"There is no file /downloads/{name:.200}. The list of all is at /downloads/."
        return missing(site, request, detail, (), name.rpartition("/")[2][:80])
    headers = {
        **SECURITY_HEADERS,
        **OPEN,
        "Cache-Control": "no-cache, no-transform",
        "Vary": "Accept-Encoding",
        "ETag": f'"{file.sha256[:24]}"',
        "Repr-Digest": file.digest,
        "Link": f'<{DOWNLOADS}{name}>; rel="canonical", </.well-known/void>; rel="describedby"',
    }
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return FileResponse(
        file.path, headers=headers, media_type=media(file.media_type), filename=file.path.name
    )
