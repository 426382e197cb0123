"""The queries behind a page: asked once, and shown under it as they were asked."""

from typing import Final

from alskg.engine.results import Term
from alskg.errors import UnknownTerm
from alskg.terms import prefix_header
from alskg.web.site import Site

__all__ = ["Behind", "Row"]

Row = tuple[Term | None, ...]
"""One row of an answer; a cell is None where its variable is unbound."""


class Behind:
    """Asks the graph for one page, and keeps the texts of the queries that had an answer."""

    def __init__(self, site: Site, iri: str) -> None:
        """Take the thing that the page is about. Raises UnknownTerm for what is no IRI."""
        if not iri or any(sign in iri for sign in '<>"{}|^`\\') or min(iri) <= " ":
            raise UnknownTerm(f"'{iri:.80}' is not an IRI.")
        self.site: Final = site
        self.iri: Final = iri
        self.texts: Final[list[str]] = []

    def ask(self, query: str) -> list[Row]:
        """Return the rows of a SELECT query, in which `<iri>` stands for the thing of the page."""
        text = query.replace("<iri>", f"<{self.iri}>")
        text = prefix_header(text) + text
        rows = list(self.site.kg.engine.rows(text).rows)
        if rows:
            self.texts.append(text)
        return rows
