"""Things and values as links: what the pages of things are full of."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from markupsafe import Markup, escape

from alskg.engine.results import Term
from alskg.terms import BASE, compact, expand
from alskg.web.entity.relations import words
from alskg.web.site import Site

__all__ = ["Links"]

_NAMED: Final[Mapping[str, str]] = {
    expand(curie): name
    for curie, name in {
        "sssom:subject_id": "thing",
        "sssom:predicate_id": "relation",
        "sssom:object_id": "term",
        "sssom:object_label": "label of the term",
        "sssom:object_source": "release of the term",
        "sssom:object_source_version": "version of the release",
        "sssom:mapping_justification": "why",
        "sssom:mapping_date": "date of the mapping",
        "rdfs:comment": "in words",
        "rdfs:seeAlso": "links",
        "bibo:doi": "DOI",
        "bibo:pmid": "PubMed identifier",
    }.items()
}
"""What people call properties of other vocabularies."""
_TRUTH: Final = {"true": "yes", "1": "yes", "false": "no", "0": "no"}


class Links:
    """Writes links for one page; nothing that comes from data becomes markup."""

    def __init__(self, site: Site, own: str = "") -> None:
        """Take the site, and the thing that the page is about, which is not linked to itself."""
        self._labels: Final = site.labels
        self._path: Final = site.path
        self._own: Final = own
        self.link: Final = cache(self._link)

    def named(self, iri: str) -> str:
        """Return the label of a thing, or a name that says what its CURIE does."""
        return self._labels.get(iri) or _NAMED.get(iri) or words(compact(iri))

    def term(self, value: Term) -> Markup:
        """Return a literal as text, a thing as a link, and the thing of the page in bold."""
        if value.kind != "iri":
            truth = value.datatype.endswith("#boolean")
            return escape(_TRUTH.get(value.value, value.value) if truth else value.value)
        if value.value == self._own:
            return Markup("<strong>{}</strong>").format(self.named(value.value))
        return self.link(value.value)

    def value(self, value: Term) -> Markup:
        """Return a value of a plain fact: as `term`, with the CURIE of what is not ours."""
        if value.kind != "iri" or value.value.startswith(BASE):
            return self.term(value)
        label = self._labels.get(value.value)
        return self.out(value.value) + (f" {label}" if label else "")

    def out(self, iri: str) -> Markup:
        """Return the CURIE of a term elsewhere as a link to it, where it is an address."""
        return self._written(compact(iri), iri, ' class="curie"')

    def _link(self, iri: str) -> Markup:
        return self._written(self.named(iri), self._path(iri), "")

    def _written(self, text: str, target: str, attributes: str) -> Markup:
        shown, where = escape(text), escape(target)
        if target.startswith("/") and not target.startswith("//"):
            return Markup(f'<a href="{where}"{attributes}>{shown}</a>')  # noqa: S704
        if not target.startswith(("http://", "https://")):
            return shown
        rest = f'{attributes} rel="external noopener"'
        return Markup(f'<a href="{where}"{rest}>{shown}</a>')  # noqa: S704
