"""What search engines read in a page: the thing and the dataset in schema.org's terms.

The words are those of the Bioschemas export. Nothing is executed: it is a block of data.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from markupsafe import Markup

from alskg.errors import AlskgError
from alskg.export.bioschemas import bioschemas
from alskg.ledger import answers
from alskg.terms import BASE
from alskg.web.entity.surroundings import snapshot
from alskg.web.site import Site

__all__ = ["block", "dataset", "embedded", "node"]

# What would end the element, begin a comment or an entity, or break a line of a script (ECMA-262
# before 2019 has U+2028 and U+2029 as line ends).
_ESCAPES: Final = {ord(one): f"\\u{ord(one):04x}" for one in "<>&\u2028\u2029"}
_CONTEXT: Final = {"@vocab": "https://schema.org/", "url": {"@type": "@id"}}
_DATASET: Final = f"{BASE}dataset"
_KINDS: Final[Mapping[str, str]] = {
    "citation": "ScholarlyArticle",
    "page": "WebPage",
    "resource": "WebPage",
    "phenotype": "MedicalSignOrSymptom",
    "anatomy": "AnatomicalStructure",
    "claim": "Claim",
    "query": "SoftwareSourceCode",
    "modality": "DefinedTerm",
    "quantifier": "DefinedTerm",
    "stage": "DefinedTerm",
}
_MEANING: Final = """\
SELECT ?definition WHERE {{ <{iri}> skos:definition ?definition }} LIMIT 1"""


def embedded(site: Site, iri: str) -> Markup | str:
    """Return the block for the page of a thing, or an empty text where there are no words for it.

    Conditions and genes are told as in the Bioschemas export, other kinds by name and definition.
    """
    found = node(site, iri)
    return block(found) if found else ""


def dataset(site: Site) -> Markup | str:
    """Return the block for the first page: the catalogue and the dataset with its downloads."""
    known = _exported(site)
    if _DATASET not in known:
        return ""
    catalogue = {
        "@id": BASE,
        "@type": "DataCatalog",
        "name": "alskg",
        "description": known[_DATASET]["description"],
        "url": BASE,
        "license": known[_DATASET]["license"],
        "dataset": {"@id": _DATASET},
    }
    return block({"@context": known[""], "@graph": [catalogue, known[_DATASET]]})


def node(site: Site, iri: str) -> dict[str, Any] | None:
    """Return a thing as a JSON-LD document, or None where schema.org has no word for its kind."""
    known = _exported(site)
    if iri in known:
        return {"@context": known[""]} | known[iri]
    kind = _KINDS.get(iri.removeprefix(BASE).partition("/")[0])
    if kind is None or not iri.startswith(BASE) or iri not in site.labels:
        return None
    thing = {
        "@context": known.get("", _CONTEXT),
        "@id": iri,
        "@type": kind,
        "name": site.label(iri),
        "url": iri,
        "isPartOf": {"@type": "Dataset", "@id": _DATASET, "name": site.label(_DATASET)},
    }
    if kind == "Claim":
        thing["text"] = site.label(iri)
    if meaning := answers(site.kg.engine, _MEANING.format(iri=iri)):
        ((thing["description"],),) = meaning
    return thing


def block(value: object) -> Markup:
    """Return a value as the element that carries it, safe whatever texts it holds."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return Markup('<script type="application/ld+json">{}</script>').format(Markup(text))  # noqa: S704


@lru_cache(maxsize=4)
def _exported(site: Site) -> dict[str, dict[str, Any]]:
    """Return what the Bioschemas export says of each thing by IRI, its context under no name."""
    try:
        document = json.loads(bioschemas(snapshot(site)))
    except AlskgError:  # there is no graph of ours beside the files of the user
        return {}
    return {"": document["@context"]} | {one["@id"]: one for one in document["@graph"]}
