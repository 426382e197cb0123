"""One JSON document a condition and a gene: the thing with its claims, and what they rest on.

Made with JSON-LD 1.1 framing. A claim that starts at the thing is under `claims`, one that ends at
it under `mentionedIn`. No context is ever fetched.
"""

import json
from collections.abc import Mapping
from typing import Any, Final, NoReturn

from pyld import jsonld as processor

from alskg.errors import DataError
from alskg.export.context import published
from alskg.export.jsonld import jsonld
from alskg.export.selection import Selection, select
from alskg.export.snapshot import Snapshot
from alskg.export.statements import statements
from alskg.terms import ALSKG, compact, expand

__all__ = ["document", "framed", "refuse"]

_KINDS: Final = {f"{ALSKG}Condition": "condition", f"{ALSKG}Gene": "gene"}
_REVERSE: Final = {
    "claims": {"@reverse": "rdf:subject", "@container": "@set"},
    "mentionedIn": {"@reverse": "rdf:object", "@container": "@set"},
}
# PyLD 3.3 cannot turn a property round where one of its values is a literal, as the object of a
# claim about a name is: such objects stand aside while it frames.
_OBJECT: Final = '"rdf:object":'
_ASIDE: Final = '"urn:aside:object":'
_TYPE: Final = expand("rdf:type")


def framed(snapshot: Snapshot) -> dict[str, bytes]:
    """Return a document for each condition and each gene, in a folder for each of the two."""
    things = {
        statement.subject: _KINDS[statement.object.value]
        for statement in statements(snapshot.dataset)
        if statement.predicate == _TYPE and statement.object.value in _KINDS
    }
    return {
        f"framed/{things[iri]}/{iri.rpartition('/')[2]}.jsonld": document(snapshot, iri)
        for iri in sorted(things)
    }


def document(snapshot: Snapshot, thing: str) -> bytes:
    """Return the document of one thing. Raises DataError where it cannot be framed."""
    near = select(snapshot.dataset, Selection(focus=[thing], depth=1))
    text = jsonld(Snapshot(near, snapshot.root, snapshot.version)).decode()
    flat = json.loads(text.replace(_OBJECT, _ASIDE))
    context = published() | _REVERSE
    frame = {
        "@context": context,
        "id": compact(thing),
        "claims": [{"subject": {"@embed": "@never"}}],
        "mentionedIn": [{"object": {"@embed": "@never"}}],
    }
    options = {"documentLoader": refuse, "omitGraph": True, "embed": "@always"}
    try:
        found: Mapping[str, Any] = processor.frame(flat, frame, options)
    except processor.JsonLdError as error:
        raise DataError(f"{compact(thing)} cannot be framed as JSON-LD: {error}") from error
    first = ("@context", "id", "type", "label", "claims", "mentionedIn")
    found = {key: found[key] for key in first if key in found} | dict(found)
    written = json.dumps(found, indent=1, ensure_ascii=False).replace(_ASIDE, _OBJECT)
    return f"{written}\n".encode()


def refuse(url: str, _options: object = None) -> NoReturn:
    """Refuse to fetch a context, whatever it is. Raises JsonLdError."""
    raise processor.JsonLdError(
        f"{url} is not fetched", "jsonld.LoadDocumentError", code="loading document failed"
    )
