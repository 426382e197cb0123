"""The release, its conditions and its genes for search engines: schema.org by Bioschemas profiles.

The context stands inside, so no reader has to fetch schema.org's. It says what things are called
and which identifiers are exactly them; relations between them are claims, which it has no words
for, so it states none.
"""

import json
from collections.abc import Iterable
from typing import Any, Final

from alskg import export
from alskg.export.contents import Contents, contents_of
from alskg.export.snapshot import Snapshot
from alskg.terms import BASE, compact, expand

__all__ = ["DOWNLOADS", "bioschemas"]

DOWNLOADS: Final = f"{BASE}downloads/"
_PROFILE: Final = "https://bioschemas.org/profiles/"
_LINKS: Final = ("contentUrl", "license", "sameAs", "url")
_CONTEXT: Final = {
    "@vocab": "https://schema.org/",
    "dct": "http://purl.org/dc/terms/",
    "dct:conformsTo": {"@type": "@id"},
} | {name: {"@type": "@id"} for name in _LINKS}
_SYNONYMS: Final = (
    "alskg:exactSynonym",
    "alskg:alternativeName",
    "alskg:abbreviation",
    "alskg:approvedSymbol",
    "alskg:approvedName",
)
Node = dict[str, Any]


def bioschemas(snapshot: Snapshot) -> bytes:
    """Return one document: a Dataset with its downloads, and each condition and gene."""
    contents = contents_of(snapshot)
    genes = (
        _thing(contents, iri, "Gene", "Gene/1.0-RELEASE") for iri in contents.subjects("alskg:Gene")
    )
    conditions = (
        _thing(contents, iri, "MedicalCondition", "Disease/0.2-DRAFT")
        for iri in contents.subjects("alskg:Condition")
    )
    graph = [_dataset(contents, snapshot.version), *conditions, *genes]
    document = {"@context": _CONTEXT, "@graph": graph}
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


def _dataset(contents: Contents, version: str) -> Node:
    """Describe the release, as the Dataset profile asks."""
    iri = f"{BASE}dataset"
    return {
        "@id": iri,
        "@type": "Dataset",
        "dct:conformsTo": f"{_PROFILE}Dataset/1.0-RELEASE",
        "name": contents.label(iri),
        "description": contents.text(iri, "dcterms:description"),
        "identifier": iri,
        "url": iri,
        "version": version,
        "license": contents.text(iri, "dcterms:license"),
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "keywords": ["amyotrophic lateral sclerosis", "knowledge graph", "RDF"],
        "distribution": list(_downloads()),
    }


def _downloads() -> Iterable[Node]:
    """Yield a download for each file that has one name."""
    for row in export.REGISTRY:
        for name, media_type in row.files.items():
            if "*" not in name:
                yield {
                    "@id": DOWNLOADS + name,
                    "@type": "DataDownload",
                    "name": name,
                    "description": row.summary,
                    "contentUrl": DOWNLOADS + name,
                    "encodingFormat": media_type,
                }


def _thing(contents: Contents, iri: str, kind: str, profile: str) -> Node:
    """Describe a condition or a gene, as its profile asks."""
    name = contents.label(iri)
    others = {text for term in _SYNONYMS for text in contents.texts(iri, term)} - {name}
    same = contents.identifiers(iri)
    node: Node = {
        "@id": iri,
        "@type": kind,
        "dct:conformsTo": _PROFILE + profile,
        "name": name,
        "identifier": [compact(iri), *same],
        "url": iri,
    }
    if others:
        node["alternateName"] = sorted(others)
    if same:
        node["sameAs"] = [expand(curie) for curie in same]
    return node
