"""The stored queries as data: `graph:queries`, in the terms of SHACL's SPARQL executables.

That is the form of SIB's example queries, so tools that read those read these. What a query lets
its user set is a `sh:parameter`, as SHACL gives one to its own functions (SHACL Advanced Features,
section 5.2); its columns are what schema.org calls the variables of a dataset.
"""

import re
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from alskg import catalogue, terms
from alskg.catalogue import Parameter, StoredQuery
from alskg.compile.nodes import about, english, node
from alskg.errors import DataError

__all__ = ["PREFIX_TABLE", "query_triples"]

PREFIX_TABLE: Final = ox.NamedNode(f"{terms.BASE}prefixes")
"""The one node that declares the prefixes for all queries."""

_ENDPOINT: Final = ox.NamedNode(f"{terms.BASE}sparql")
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
    """Describe one query. The text stands without values for its parameters."""
    text = _HEADER.sub("", query.text).strip() + "\n"
    form = _FORM.search(text)
    executable, text_property = _EXECUTABLES[form[1].upper() if form else "SELECT"]
    described = about(
        node(f"query:{query.id}"),
        ("rdf:type", node("sh:SPARQLExecutable")),
        ("rdf:type", node(executable)),
        ("rdfs:label", english(query.title)),
        ("rdfs:comment", english(query.summary)),
        ("sh:prefixes", PREFIX_TABLE),
        (text_property, ox.Literal(text)),
        ("schema:target", _ENDPOINT),
        *(("schema:keywords", english(tag)) for tag in query.tags),
        *(("schema:audience", english(one)) for one in query.audience),
    )
    for parameter in query.parameters:
        described |= _parameter(query, parameter)
    for position, (name, meaning) in enumerate(query.columns.items(), 1):
        described |= _column(query, position, name, meaning)
    return described


def _parameter(query: StoredQuery, parameter: Parameter) -> set[ox.Triple]:
    """Describe a parameter; its path ends in the name of the variable, as SHACL wants it."""
    name = parameter.name
    place = ox.NamedNode(f"{terms.BASE}query/{query.id}#parameter-{name}")
    variable = ox.NamedNode(f"{terms.BASE}query/{query.id}#{name}")
    if parameter.class_name:
        value_type = [("sh:class", node(f"alskg:{parameter.class_name}"))]
    elif parameter.type in ("entity", "iri"):
        value_type = [("sh:nodeKind", node("sh:IRI"))]
    else:
        value_type = [("sh:datatype", node(f"xsd:{parameter.type}"))]
    default = parameter.default
    return about(node(f"query:{query.id}"), ("sh:parameter", place)) | about(
        place,
        ("rdf:type", node("sh:Parameter")),
        ("rdfs:label", english(f"{query.title} Parameter {name}")),
        ("sh:path", variable),
        ("sh:name", ox.Literal(name)),
        ("sh:optional", ox.Literal(default is not None)),
        *value_type,
        *([("sh:description", english(parameter.text))] if parameter.text else []),
        *([("skos:example", ox.Literal(parameter.example))] if parameter.example else []),
    )


def _column(query: StoredQuery, position: int, name: str, meaning: str) -> set[ox.Triple]:
    """Describe a column of the answer."""
    place = ox.NamedNode(f"{terms.BASE}query/{query.id}#column-{name}")
    return about(node(f"query:{query.id}"), ("schema:variableMeasured", place)) | about(
        place,
        ("rdf:type", node("schema:PropertyValue")),
        ("rdfs:label", english(f"{query.title} Column {name}")),
        ("schema:name", ox.Literal(name)),
        ("schema:position", ox.Literal(position)),
        *([("schema:description", english(meaning))] if meaning else []),
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
