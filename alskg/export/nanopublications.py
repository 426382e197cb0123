"""Nanopublications: one a claim, as TriG, each with its assertion, provenance and publication info.

The assertion graph holds the claim node with all its qualifiers; the bare triple stands in it only
where the graph asserts it. They are not signed, for a key would be somebody's. The terms are those
of the nanopublication guidelines (https://nanopub.net/guidelines/working_draft/).
"""

from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from alskg.export.abbreviate import iri, prefix_lines
from alskg.export.contents import Claim, Contents, contents_of
from alskg.export.snapshot import Snapshot
from alskg.export.statements import Statement
from alskg.export.turtle import blocks, grouped
from alskg.terms import BASE, expand

__all__ = ["nanopublications"]

_NANOPUB: Final = BASE + "nanopub/"
_DATASET: Final = BASE + "dataset"
_PARTS: Final = ("assertion", "provenance", "pubinfo")
_PAGE: Final = ("alskg:inSection", "alskg:partOfPage")
# Where a claim is from is provenance, and which edges follow from it is not its assertion.
_NOT_ASSERTED: Final = {"alskg:entails", "alskg:statedIn", "alskg:accordingTo"}


def nanopublications(snapshot: Snapshot) -> bytes:
    """Return a nanopublication for every claim. Raises DataError as `Contents` does."""
    contents = contents_of(snapshot)
    body = "\n".join(_nanopublication(contents, claim) for claim in contents.claims)
    return (prefix_lines(body) + "\n" + body).encode()


def _nanopublication(contents: Contents, claim: Claim) -> str:
    """Return the four graphs of one claim."""
    this = _NANOPUB + claim.slug
    assertion, provenance, info = (f"{this}#{part}" for part in _PARTS)
    head = [
        (this, "rdf:type", _node("np:Nanopublication")),
        (this, "np:hasAssertion", _node(assertion)),
        (this, "np:hasProvenance", _node(provenance)),
        (this, "np:hasPublicationInfo", _node(info)),
    ]
    return "\n".join(
        (
            _graph(f"{this}#head", head),
            _graph(assertion, _assertion(contents, claim)),
            _graph(provenance, _provenance(contents, claim, assertion)),
            _graph(info, _info(contents, claim, this)),
        )
    )


Triple = tuple[str, str, ox.NamedNode | ox.Literal]


def _assertion(contents: Contents, claim: Claim) -> list[Triple]:
    """Return the claim node, and what it states where the graph asserts that."""
    triples = [
        (claim.iri, predicate, value)
        for predicate, values in contents.about(claim.iri).items()
        if predicate not in _NOT_ASSERTED
        for value in values
    ]
    if contents.asserted(claim):
        triples.append((claim.subject, claim.predicate, claim.object))
    return triples


def _provenance(contents: Contents, claim: Claim, assertion: str) -> list[Triple]:
    """Return what the assertion was taken from: sentences and their page, or a source."""
    passages = contents.texts(claim.iri, "alskg:statedIn")
    sources = contents.texts(claim.iri, "alskg:accordingTo")
    pages = {
        page
        for passage in passages
        for section in contents.texts(passage, _PAGE[0])
        for page in contents.texts(section, _PAGE[1])
    }
    return [
        *((assertion, "prov:wasDerivedFrom", _node(found)) for found in [*passages, *sources]),
        *(
            (assertion, "prov:hadPrimarySource", _node(found))
            for found in [*sorted(pages), *sources]
        ),
        *((claim.iri, "alskg:statedIn", _node(passage)) for passage in passages),
        *((claim.iri, "alskg:accordingTo", _node(source)) for source in sources),
    ]


def _info(contents: Contents, claim: Claim, this: str) -> list[Triple]:
    """Return label, release and licence of the nanopublication; its date is the release's."""
    dataset = contents.about(_DATASET)
    return [
        (this, "rdfs:label", ox.Literal(contents.label(claim.iri), language="en")),
        (this, "dcterms:isPartOf", _node(_DATASET)),
        (this, "dcterms:subject", _node(claim.iri)),
        (this, "prov:wasDerivedFrom", _node(claim.iri)),
        *((this, "dcterms:created", value) for value in dataset.get("dcterms:issued", ())),
        *((this, "dcterms:license", value) for value in dataset.get("dcterms:license", ())),
        *((this, "dcat:version", value) for value in dataset.get("dcat:version", ())),
    ]


def _graph(name: str, triples: Iterable[Triple]) -> str:
    """Return one named graph."""
    inside = (Statement(s, expand(p), o, name) for s, p, o in triples)
    return f"{iri(name)} {{\n\n{blocks(grouped(inside))}\n}}\n"


def _node(text: str) -> ox.NamedNode:
    """Return a node by its IRI."""
    return ox.NamedNode(expand(text))
