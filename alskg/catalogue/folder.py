"""Find the stored queries in their folders, by name or all of them."""

from pathlib import Path

from alskg import resources
from alskg.catalogue.stored import KINDS, Kind, StoredQuery
from alskg.errors import DataError, UnknownQuery, did_you_mean

__all__ = ["all", "from_text", "get", "names"]


def names(kind: Kind | None = None) -> tuple[str, ...]:
    """Return the names of the stored queries, of one kind or all, in alphabetical order."""
    return tuple(sorted(path.stem for path in _paths(kind)))


def get(name: str) -> StoredQuery:
    """Return the stored query of a name; `gene-case-shares` is read as `gene_case_shares`.

    Raises UnknownQuery, which suggests the nearest name.
    """
    wanted = name.replace("-", "_")
    if wanted.replace("_", "").isalnum():
        for kind in KINDS:
            path = resources.queries_dir() / kind / f"{wanted}.rq"
            if path.is_file():
                return _read(path, kind)
    suggestion = did_you_mean(wanted, names())
    raise UnknownQuery(
        f"No stored query is called '{name}'.{suggestion} 'alskg queries' lists them all."
    )


def all(kind: Kind | None = None) -> tuple[StoredQuery, ...]:  # noqa: A001  (catalogue.all())
    """Return the stored queries, of one kind or all, by kind and name.

    Raises DataError where a file cannot be read.
    """
    found = sorted(_paths(kind), key=lambda path: (KINDS.index(_kind(path)), path.stem))
    return tuple(_read(path, _kind(path)) for path in found)


def from_text(text: str, path: Path) -> StoredQuery:
    """Return a query that a user wrote as if it were stored: it may have a header, too."""
    return StoredQuery(path.stem or "query", "answers", text, path, is_stored=False)


def _paths(kind: Kind | None) -> list[Path]:
    """Return the query files."""
    folder = resources.queries_dir()
    return [path for each in ([kind] if kind else KINDS) for path in folder.glob(f"{each}/*.rq")]


def _kind(path: Path) -> Kind:
    """Return the kind of a query, which is the name of its folder."""
    return next(kind for kind in KINDS if kind == path.parent.name)


def _read(path: Path, kind: Kind) -> StoredQuery:
    """Read a query file. Raises DataError."""
    try:
        return StoredQuery(path.stem, kind, path.read_text(encoding="utf-8"), path)
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"The query file {path} cannot be read: {error}.") from error
