"""What all pages of the site share: the graph, the templates, and the way to write a link."""

import hashlib
import secrets
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from alskg.errors import AlskgError
from alskg.kg import KnowledgeGraph
from alskg.resources import version
from alskg.terms import ALSKG, BASE, compact
from alskg.web.workers.answering import Answering

__all__ = ["STATIC", "Site"]

STATIC: Final = Path(__file__).parent / "static"


class Site:
    """A graph as a site. Links are paths of this origin, so that it works wherever it is served."""

    def __init__(self, kg: KnowledgeGraph, *, endpoint: str = "/sparql") -> None:
        """Take the graph that pages show, and the path of the endpoint they name."""
        self.kg: Final = kg
        self.endpoint: Final = endpoint
        self.version: Final = version()
        self.answering: Answering | None = None  # for what visitors write; the server sets it

    @cached_property
    def digest(self) -> str:
        """Return what tells one state of graph and pages from another.

        Of a graph that is asked elsewhere nobody knows when it changes: that state ends with this
        process.
        """
        try:
            dataset = self.kg.build.manifest.sha256
        except AlskgError:
            dataset = secrets.token_hex()
        whole = hashlib.sha256(f"{self.version} {dataset}".encode())
        for path in sorted(Path(__file__).parent.glob("templates/*.html")):
            whole.update(path.read_bytes())
        return whole.hexdigest()[:16]

    @cached_property
    def templates(self) -> Environment:
        """Return the templates; what they write is escaped unless it says otherwise."""
        environment = Environment(
            loader=PackageLoader("alskg.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters |= {"path": self.path, "curie": compact, "label": self.label}
        environment.globals["site"] = self
        return environment

    def render(self, template: str, **context: Any) -> str:  # noqa: ANN401  (as templates take it)
        """Return a template, filled in."""
        return self.templates.get_template(template).render(**context)

    def path(self, iri: str) -> str:
        """Return where a thing is shown: on this site if it is ours, else at its own address.

        A term of the vocabulary is a place on the page of the model.
        """
        if iri.startswith(ALSKG):
            return f"/ontology#{iri.removeprefix(ALSKG)}"
        return f"/{iri.removeprefix(BASE)}" if iri.startswith(BASE) else iri

    def label(self, iri: str) -> str:
        """Return the label of a thing, or its CURIE where it has none."""
        return self.labels.get(iri) or compact(iri)

    @property
    def labels(self) -> Mapping[str, str]:
        """Return the label of every thing by IRI."""
        return self.kg.labels
