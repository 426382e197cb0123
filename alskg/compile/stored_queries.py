"""The stored queries as data: `graph:queries`, in the terms of SHACL's SPARQL executables.

That is the form of SIB's example queries, so tools that read those read these.
"""

import re
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from alskg import catalogue, terms
from alskg.catalogue import StoredQuery
from alskg.compile.nodes import about, english, node
from alskg.errors import DataError

__all__ = ["PREFIX_TABLE", "query_triples"]

PREFIX_TABLE: Final = ox.NamedNode(f"{terms.BASE}prefixes")
"""The one node that declares the prefixes for all queries."""

_EXECUTABLES: Final = {
    "SELECT": ("sh:SPARQLSelectExecutable", "sh:select"),
    "CONSTRUCT": ("sh:SPARQLConstructExecutable", "sh:construct"),
    "ASK": ("sh:SPARQLAskExecutable", "sh:ask"),
}
_HEADER: Final = re.compile(r"^#\+.*\n?", re.MULTILINE)
_FORM: Final = re.compile(r"^\s*(SELECT|CONSTRUCT|ASK)\b", re.MULTILINE | re.IGNORECASE)


def query_triples(folder: Path) -> set[ox.Triple]:
    """Return the triples that describe the queries under a folder, and the prefixes for them.

    Raises DataError where a file cannot be read.
    """
    triples = _prefix_table()
    for path in sorted(folder.glob("*/*.rq")):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            message = f"The query file {path} cannot be read: {error}."
            raise DataError(message) from error
        triples |= _query(catalogue.from_text(text, path))
    return triples


def _query(query: StoredQuery) -> set[ox.Triple]:
    """Describe one query."""
    text = _HEADER.sub("", query.text).strip() + "\n"
    form = _FORM.search(text)
    executable, text_property = _EXECUTABLES[form[1].upper() if form else "SELECT"]
    return about(
        node(f"query:{query.id}"),
        ("rdf:type", node("sh:SPARQLExecutable")),
        ("rdf:type", node(executable)),
        ("rdfs:label", english(query.title)),
        ("rdfs:comment", english(query.summary)),
        ("sh:prefixes", PREFIX_TABLE),
        (text_property, ox.Literal(text)),
        *(("schema:keywords", english(tag)) for tag in query.tags),
    )


def _prefix_table() -> set[ox.Triple]:
    """Declare every prefix as SHACL does, each declaration with an IRI of its own."""
    triples = about(PREFIX_TABLE, ("rdfs:label", english("Prefixes of the stored queries")))
    for prefix, namespace in terms.prefixes().items():
        declaration = ox.NamedNode(f"{PREFIX_TABLE.value}#{prefix}")
        triples |= about(PREFIX_TABLE, ("sh:declare", declaration))
        triples |= about(
            declaration,
            ("rdfs:label", english(f"Prefix {prefix}")),
            ("sh:prefix", ox.Literal(prefix)),
            ("sh:namespace", ox.Literal(namespace, datatype=node("xsd:anyURI"))),
        )
    return triples
