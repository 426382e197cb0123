"""What a query mentions and the dataset lacks: why an answer is empty that should not be."""

from collections.abc import Iterator
from typing import Final

from alskg.engine import Engine
from alskg.engine.tokeniser import IRI, NAME, tokens
from alskg.errors import did_you_mean
from alskg.terms import ALSKG, BASE, compact, prefixes

__all__ = ["is_empty", "unknown"]

_GRAPH: Final = BASE + "graph/"
_TERMS: Final = f"SELECT DISTINCT ?it {{ ?it a ?c FILTER(STRSTARTS(STR(?it), '{ALSKG}')) }}"
_GRAPHS: Final = "SELECT DISTINCT ?it { GRAPH ?it { ?s ?p ?o } }"
_KINDS: Final = ((ALSKG, "term", _TERMS), (_GRAPH, "graph", _GRAPHS))
_LONGEST: Final = 1 << 16  # bytes of an answer that may still be empty: a header is short
_NOTHING: Final = (b"", b"false", b"[]")


def is_empty(answer: bytes, format_name: str) -> bool:
    """Say whether an answer in a format of the engines has no row, no triple, or says no."""
    if len(answer) > _LONGEST:
        return False
    if answer.strip() in _NOTHING:
        return True
    if format_name in ("csv", "tsv"):
        return answer.find(b"\n") in (-1, len(answer) - 1) and answer.strip() != b"true"
    if format_name == "xml":
        return b"<result>" not in answer and b"<boolean>true" not in answer
    squeezed = b"".join(answer.split()) if format_name == "json" else b""
    return b'"bindings":[]' in squeezed or b'"boolean":false' in squeezed


def unknown(query: str, engine: Engine, timeout: float) -> Iterator[str]:
    """Yield a sentence for each term of the vocabulary and each graph that there is not.

    Raises QueryError where the engine cannot tell.
    """
    mentioned = dict.fromkeys(_mentioned(query))
    for namespace, what, known in _KINDS:
        ours = [iri for iri in mentioned if iri.startswith(namespace) and iri != namespace]
        if not ours:
            continue
        names = {row[0].value for row in engine.rows(known, timeout=timeout) if row[0]}
        for iri in ours:
            if iri not in names:
                near = did_you_mean(compact(iri), map(compact, names))
                yield f"There is no {what} {compact(iri)}.{near}"


def _mentioned(query: str) -> Iterator[str]:
    """Yield the IRIs of a query, its prefixed names written out."""
    table = dict(prefixes())
    declared = ""
    for token in tokens(query):
        if token.kind == IRI:
            if declared:
                table[declared[:-1]] = token.text[1:-1]
            else:
                yield token.text[1:-1]
        is_declaration = token.kind == NAME and declared == "PREFIX"
        declared = token.text if is_declaration or token.text.upper() == "PREFIX" else ""
        if token.kind == NAME and not is_declaration:
            prefix, _, local = token.text.partition(":")
            yield table.get(prefix, "") + local
