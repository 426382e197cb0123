"""The release's description of itself, in VoID, DCAT and PROV, with what can be downloaded."""

from typing import Final

from alskg import export
from alskg.export.abbreviate import iri, prefix_lines
from alskg.export.bioschemas import DOWNLOADS
from alskg.export.lines import of_layers
from alskg.export.snapshot import Snapshot
from alskg.export.statements import statements
from alskg.export.turtle import blocks, grouped
from alskg.terms import BASE

__all__ = ["void"]

_MEDIA: Final = "https://www.iana.org/assignments/media-types/"
_DUMPS: Final = {"turtle", "trig", "ntriples", "nquads", "rdfxml", "jsonld"}


def void(snapshot: Snapshot) -> bytes:
    """Return `graph:dataset`, a distribution a file, and the counts of the union of all graphs."""
    about = grouped(statements(of_layers(snapshot.dataset, ["dataset"])))
    dataset = about[iri(f"{BASE}dataset")]
    dataset |= _counts(snapshot)
    for row in export.REGISTRY:
        for name, media_type in row.files.items():
            if "*" in name:
                continue
            file = f"<{DOWNLOADS}{name}>"
            about[file] = _distribution(file, name, media_type, row.summary)
            dataset.setdefault("dcat:distribution", set()).add(file)
            if row.name in _DUMPS:
                dataset.setdefault("void:dataDump", set()).add(file)
    body = blocks(about)
    return (prefix_lines(body) + "\n" + body).encode()


def _distribution(file: str, name: str, media_type: str, summary: str) -> dict[str, set[str]]:
    """Describe one file."""
    return {
        "a": {"dcat:Distribution"},
        "rdfs:label": {f'"{name}"@en'},
        "dcterms:title": {f'"{name}"@en'},
        "dcterms:description": {f'"{summary}"@en'},
        "dcterms:license": {"<https://creativecommons.org/licenses/by/4.0/>"},
        "dcat:downloadURL": {file},
        "dcat:mediaType": {f"<{_MEDIA}{media_type.partition(';')[0]}>"},
    }


def _counts(snapshot: Snapshot) -> dict[str, set[str]]:
    """Count the distinct subjects, properties and objects of all graphs together."""
    some = list(statements(snapshot.dataset))
    return {
        "void:distinctSubjects": {str(len({each.subject for each in some}))},
        "void:properties": {str(len({each.predicate for each in some}))},
        "void:distinctObjects": {str(len({each.object for each in some}))},
    }
