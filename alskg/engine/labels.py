"""What the things in an answer are called: asked of the engine that gave the answer."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from alskg.engine import Engine

__all__ = ["labels"]

_AT_ONCE: Final = 500  # IRIs in one query, which thus stays far below what a server takes
_LEGAL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+")
_QUERY: Final = """\
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?thing ?label WHERE {{
  VALUES ?thing {{ {things} }}
  ?thing rdfs:label|skos:prefLabel ?label
  FILTER (isLiteral(?label))
}}"""


def labels(engine: "Engine", iris: Iterable[str], timeout: float | None = None) -> dict[str, str]:
    """Return the label of each thing that has one: English, else without a language, else any.

    Only the things named are asked for, some hundred in a query. Raises QueryError as `rows` does.
    """
    found: dict[str, tuple[bool, bool, str]] = {}
    legal = sorted({iri for iri in iris if _LEGAL.fullmatch(iri)})
    for start in range(0, len(legal), _AT_ONCE):
        some = legal[start : start + _AT_ONCE]
        query = _QUERY.format(things=" ".join(f"<{iri}>" for iri in some))
        for thing, label in engine.rows(query, timeout=timeout):
            if thing is not None and label is not None:
                language = label.language.casefold().partition("-")[0]
                ranked = (language != "en", bool(language), label.value)
                found[thing.value] = min(found.get(thing.value, ranked), ranked)
    return {iri: label for iri, (_, _, label) in found.items()}
