"""Files of the project that go out as they are: the mappings, the vocabulary, the shapes."""

from collections.abc import Iterable
from pathlib import Path

from alskg.errors import DataError
from alskg.export.snapshot import Snapshot

__all__ = ["sssom", "vocabulary"]


def sssom(snapshot: Snapshot) -> dict[str, bytes]:
    """Return the curated mapping files, which are canonical SSSOM. Raises DataError."""
    paths = sorted((snapshot.root / "data" / "mappings").glob("*.sssom.tsv"))
    return _read((f"sssom/{path.name}", path) for path in paths)


def vocabulary(snapshot: Snapshot) -> dict[str, bytes]:
    """Return the ontology, its prefix table, its JSON-LD context and its shapes.

    Raises DataError where one cannot be read.
    """
    folder = snapshot.root / "ontology"
    files = [(f"ontology/{name}", folder / name) for name in ("alskg.ttl", "prefixes.ttl")]
    files.append(("ontology/context.jsonld", folder / "context.jsonld"))
    shapes = sorted((folder / "shapes").glob("*.ttl"))
    return _read(files + [(f"ontology/shapes/{path.name}", path) for path in shapes])


def _read(files: Iterable[tuple[str, Path]]) -> dict[str, bytes]:
    """Read files."""
    written: dict[str, bytes] = {}
    for name, path in files:
        try:
            written[name] = path.read_bytes()
        except OSError as error:
            raise DataError(f"{path} cannot be read: {error.strerror or error}.") from error
    return written
