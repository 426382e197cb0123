"""The JSON-LD context: the prefix table, and a short name for each term of the vocabulary.

`ontology/context.jsonld` is its published copy. `python -m alskg.export.context` writes it anew.
"""

import json
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Any, Final

import pyoxigraph as ox

from alskg import resources
from alskg.errors import DataError
from alskg.terms import compact, expand, prefixes

__all__ = ["context", "document", "published"]

RDF_TYPE: Final = expand("rdf:type")
RDFS_RANGE: Final = expand("rdfs:range")
_GEN_DELIMS: Final = (":", "/", "?", "#", "[", "]", "@")
_ENGLISH: Final = {"label": "rdfs:label", "definition": "skos:definition"}
_REIFICATION: Final = ("subject", "predicate", "object")


def context(ontology: Iterable[ox.Triple]) -> dict[str, Any]:
    """Return the context for a vocabulary.

    Every class and property of ours gets its local name as a term, or its CURIE where the local
    name is a prefix as well. A property of things is coerced to `@id`, one of literals to its
    range, one of names, which has no range, to English.
    """
    kinds: dict[str, set[str]] = {}
    ranges: dict[str, str] = {}
    for triple in ontology:
        if not isinstance(triple.subject, ox.NamedNode) or not isinstance(
            triple.object, ox.NamedNode
        ):
            continue
        curie, value = compact(triple.subject.value), compact(triple.object.value)
        if not curie.startswith("alskg:"):
            continue
        if triple.predicate.value == RDF_TYPE:
            kinds.setdefault(curie, set()).add(value)
        elif triple.predicate.value == RDFS_RANGE:
            ranges[curie] = value
    ours = {_name(curie): _term(curie, kinds[curie], ranges.get(curie)) for curie in sorted(kinds)}
    return {"@version": 1.1} | _prefixes() | _fixed() | ours


def document(ontology: Iterable[ox.Triple]) -> str:
    """Return the text of `ontology/context.jsonld`."""
    return json.dumps({"@context": context(ontology)}, indent=2, ensure_ascii=False) + "\n"


def published() -> dict[str, Any]:
    """Return the published context. Raises DataError where its file cannot be read."""
    path = resources.ontology_dir() / "context.jsonld"
    try:
        head: dict[str, Any] = json.loads(path.read_bytes())["@context"]
    except (OSError, ValueError, KeyError) as error:
        message = (
            f"The JSON-LD context {path} cannot be read: {error}. "
            f"Write it anew with: python -m alskg.export.context"
        )
        raise DataError(message) from error
    return head


def _prefixes() -> dict[str, Any]:
    """Return the prefix table; JSON-LD 1.1 wants a flag where a namespace ends in a letter."""
    return {
        prefix: namespace
        if namespace.endswith(_GEN_DELIMS)
        else {"@id": namespace, "@prefix": True}
        for prefix, namespace in sorted(prefixes().items())
    }


def _fixed() -> dict[str, Any]:
    """Return the terms that are not of our vocabulary."""
    english = {name: {"@id": iri, "@language": "en"} for name, iri in _ENGLISH.items()}
    claim = {name: {"@id": f"rdf:{name}", "@type": "@id"} for name in _REIFICATION}
    return {"id": "@id", "type": "@type"} | english | claim


def _name(curie: str) -> str:
    """Return the term for one of our classes or properties."""
    local = curie.removeprefix("alskg:")
    return curie if local in prefixes() else local


def _term(curie: str, kinds: AbstractSet[str], range_: str | None) -> str | dict[str, str]:
    """Return the definition of one term."""
    if "owl:DatatypeProperty" in kinds:
        if range_ is None:
            return {"@id": curie, "@language": "en"}
        return {"@id": curie} if range_ == "xsd:string" else {"@id": curie, "@type": range_}
    if any(kind.endswith("Property") for kind in kinds):
        return {"@id": curie, "@type": "@id"}
    return curie


def _main() -> None:
    """Write `ontology/context.jsonld` from `ontology/alskg.ttl`."""
    folder = resources.ontology_dir()
    ontology = ox.parse((folder / "alskg.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)
    text = document(quad.triple for quad in ontology)
    (folder / "context.jsonld").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    _main()
