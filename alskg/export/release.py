"""A whole release in one folder: every format, a manifest, and the digest of every file.

It is written beside the folder and then moved to it, so that nobody ever sees half of one.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Collection
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from alskg import export
from alskg.errors import InputError
from alskg.export import Export, Snapshot

__all__ = ["MANIFEST", "SUMS", "publish", "release"]

MANIFEST: Final = "manifest.json"
SUMS: Final = "SHA256SUMS"
Step = Callable[[str], None]
"""Is told the name of each format before it is written."""

_RDF: Final = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}
_DATASETS: Final = {"application/trig", "application/n-quads"}


def release(rows: Collection[Export], snapshot: Snapshot, step: Step) -> dict[str, bytes]:
    """Return the files of some formats by path, with `manifest.json` and `SHA256SUMS`.

    Raises DataError where a format cannot be written.
    """
    written: dict[str, bytes] = {}
    formats: dict[str, Any] = {}
    about: dict[str, Any] = {}
    for row in rows:
        step(row.name)
        files = export.files(row, snapshot)
        left_out = export.left_out(row, snapshot)
        formats[row.name] = {"files": sorted(files), "leftOut": left_out}
        written |= files
        about |= {name: _entry(row, name, data) for name, data in files.items()}
    manifest = {
        "version": snapshot.version,
        "dataset": {
            "sha256": hashlib.sha256(snapshot.dataset).hexdigest(),
            "quads": snapshot.dataset.count(b"\n"),
        },
        "formats": formats,
        "files": {name: about[name] for name in sorted(about)},
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    written[MANIFEST] = text.encode()
    sums = (f"{hashlib.sha256(written[name]).hexdigest()}  {name}\n" for name in sorted(written))
    return written | {SUMS: "".join(sums).encode()}


def publish(folder: Path, written: dict[str, bytes]) -> None:
    """Put files into a folder, in place of an earlier export there, whole or not at all.

    Raises InputError where the folder cannot be written, or holds something that is no export.
    """
    folder = folder.resolve()
    if folder.exists() and not _replaceable(folder):
        raise InputError(
            f"{folder} is not an earlier export, so it is left alone. "
            f"Name a new or an empty folder."
        )
    beside = folder.with_name(f".{folder.name}.{os.getpid()}")
    old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    try:
        for name, data in written.items():
            path = beside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        if folder.exists():
            folder.rename(old)
        beside.rename(folder)
    except OSError as error:
        if old.exists() and not folder.exists():
            old.rename(folder)
        raise InputError(f"Cannot write {folder}: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _replaceable(folder: Path) -> bool:
    """Say whether a folder is empty, or holds what an earlier export put there and no more."""
    if not folder.is_dir():
        return False
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    try:
        known = {line[66:] for line in (folder / SUMS).read_text(encoding="utf-8").splitlines()}
    except (OSError, UnicodeDecodeError):
        return not there
    return there <= known | {SUMS}


def _entry(row: Export, name: str, data: bytes) -> dict[str, Any]:
    """Return what the manifest says of one file."""
    media_type = next(kind for pattern, kind in row.files.items() if fnmatchcase(name, pattern))
    return {
        "format": row.name,
        "mediaType": media_type,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "counts": _counts(data, media_type.partition(";")[0]),
    }


def _counts(data: bytes, media_type: str) -> dict[str, int]:
    """Count what is in a file: rows of a table, records, triples or quads."""
    if media_type in _RDF:
        unit = "quads" if media_type in _DATASETS else "triples"
        parsed = ox.parse(data, format=_RDF[media_type], base_iri="https://w3id.org/alskg/")
        return {unit: sum(1 for _ in parsed)}
    lines = [line for line in data.split(b"\n") if line and not line.startswith(b"#")]
    if media_type == "application/jsonl":
        return {"records": len(lines)}
    if media_type == export.TSV:
        return {"rows": len(lines) - 1}
    if media_type == export.CSV:
        return {"rows": _csv_rows(data)}
    return {}


def _csv_rows(data: bytes) -> int:
    """Count the rows of a CSV file, whose cells may hold line breaks."""
    import csv  # noqa: PLC0415  (for this alone)
    import io  # noqa: PLC0415

    return sum(1 for _ in csv.reader(io.StringIO(data.decode(), newline=""))) - 1
