"""The three addresses of a store: where it takes graphs, answers queries and takes updates."""

from dataclasses import dataclass, replace
from typing import Final, Self
from urllib.parse import urlsplit

from alskg.errors import InputError
from alskg.transport.address import Address, shown

__all__ = ["Targets"]

_KNOWN: Final = {
    "/store": ("/query", "/update"),
    "/sparql-graph-crud-auth": ("/sparql", "/sparql-auth"),
}
"""How the Graph Store address of Oxigraph and of Virtuoso ends, and the other two with it."""


@dataclass(frozen=True, slots=True)
class Targets:
    """The addresses of a store. Without `update` there is no switch, and graphs are overwritten."""

    store: str
    query: str
    update: str | None

    @classmethod
    def of(cls, store: str, query: str | None = None, update: str | None = None) -> Self:
        """Return the addresses, those that are not given by what is known of the store.

        Raises InputError where one is no address, or the one for queries cannot be told.
        """
        Address.read(store)
        path = urlsplit(store).path.rstrip("/")
        for ending, (asked, updated) in _KNOWN.items():
            if path.endswith(ending):
                root = path.removesuffix(ending)
                query = query or _beside(store, root + asked)
                update = update or _beside(store, root + updated)
        if query is None:
            known = " or ".join(_KNOWN)
            raise InputError(
                f"{shown(store)} does not end in {known}, so where the store answers queries "
                f"cannot be told. Name it with --query-url, and where it takes SPARQL Update with "
                f"--update-url."
            )
        for url in filter(None, (query, update)):
            Address.read(url)
        return cls(store, query, update)

    def without_update(self) -> Self:
        """Return the same store as one whose graphs are to be overwritten."""
        return replace(self, update=None)


def _beside(url: str, path: str) -> str:
    """Return the address of another path on the same server."""
    return urlsplit(url)._replace(path=path, query="").geturl()
