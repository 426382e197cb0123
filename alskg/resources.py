"""Where the files of the project are: the checkout, or the bundle inside an installed wheel."""

import os
import sys
from functools import cache
from pathlib import Path

from alskg.errors import DataError

__all__ = [
    "build_dir",
    "data_dir",
    "ontology_dir",
    "queries_dir",
    "root",
    "rules_dir",
    "shapes_dir",
    "version",
]

_VERSION = "2026.11.0"
_PACKAGE = Path(__file__).resolve().parent


@cache
def root() -> Path:
    """Return the folder that holds `ontology/`, `data/` and `queries/`.

    In an installed wheel that is `alskg/_bundle`, in a checkout the folder above the package.
    Raises DataError where neither has them, which means that the installation is damaged.
    """
    for folder in (_PACKAGE / "_bundle", _PACKAGE.parent):
        if (folder / "ontology" / "prefixes.ttl").is_file():
            return folder
    message = (
        f"The data files of alskg are missing: there is no ontology/prefixes.ttl in "
        f"{_PACKAGE / '_bundle'} or {_PACKAGE.parent}. Install alskg again."
    )
    raise DataError(message)


def ontology_dir() -> Path:
    """Return the folder of the vocabulary, its prefixes, shapes and rules."""
    return root() / "ontology"


def shapes_dir() -> Path:
    """Return the folder of the SHACL shapes, one file a class."""
    return ontology_dir() / "shapes"


def rules_dir() -> Path:
    """Return the folder of the CONSTRUCT rules, one file a rule."""
    return ontology_dir() / "rules"


def data_dir() -> Path:
    """Return the folder of the curated data."""
    return root() / "data"


def queries_dir() -> Path:
    """Return the folder of the stored queries."""
    return root() / "queries"


def build_dir() -> Path:
    """Return the folder for derived files; it need not exist yet.

    `$ALSKG_BUILD_DIR` wins; else it is `build/` in a checkout that can be written to; else a
    folder of the user's cache that carries the version, so that two releases never share one.
    """
    named = os.environ.get("ALSKG_BUILD_DIR")
    if named:
        return Path(named).expanduser().absolute()
    if root() != _PACKAGE / "_bundle" and os.access(root(), os.W_OK):
        return root() / "build"
    return _cache_home() / "alskg" / version()


def _cache_home() -> Path:
    """Return the folder for caches that the user's system has: XDG, macOS or Windows."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def version() -> str:
    """Return the version of package and data, a calendar version such as 2026.11.0.

    It stands here in the code, for reading it from the installed metadata would cost every
    start of the shell some milliseconds; a test holds the two together.
    """
    return _VERSION
