"""What the page of a claim shows besides what every page does."""

from collections.abc import Iterable
from typing import Any, Final

from alskg.engine.results import Term
from alskg.web.entity.behind import Behind
from alskg.web.entity.statements import Statement, heading

__all__ = ["claim_context"]

_ENTAILED: Final = """\
SELECT DISTINCT ?edge ?subject ?predicate ?object ?rule WHERE {
  <iri> alskg:entails ?edge .
  ?edge alskg:edgeSubject ?subject ; alskg:edgePredicate ?predicate ; alskg:edgeObject ?object ;
    alskg:derivedBy ?rule .
} ORDER BY ?rule ?subject ?predicate ?object"""
_CHAIN: Final = """\
SELECT DISTINCT ?before ?after WHERE {
  { ?before alskg:nextStep <iri> } UNION { <iri> alskg:nextStep ?after }
} ORDER BY ?before ?after"""
_DIGESTS: Final = """\
SELECT DISTINCT ?passage ?sha256 WHERE {
  <iri> alskg:statedIn ?passage . ?passage alskg:sha256 ?sha256 .
}"""

_CERTAINTY: Final = {
    "asserted": "The source says so without reservation.",
    "probable": "The source says that it is probably so: “thought to”, “likely”.",
    "possible": "The source says that it may be so, and leaves open whether it is.",
    "estimated": "The source gives this as an estimate.",
    "unknown": "The source says that this is not known. It is an open question.",
    "negated": "The source says that this is not so.",
}


def claim_context(behind: Behind, found: Iterable[Statement]) -> dict[str, Any]:
    """Return what a claim entails, its chain, digests, and how sure it is in words."""
    claim = next(one for one in found if one.iri == behind.iri)
    chain = behind.ask(_CHAIN) if _chained(claim) else []
    rows = behind.ask(_ENTAILED)
    return {
        "claim": claim,
        "heading": claim.definition or claim.label,
        "kinds": tuple((one, heading(behind, one)) for one in claim.kinds),
        "explained": _CERTAINTY.get(claim.certainty, ""),
        "entailed": tuple(tuple(cell for cell in row if cell) for row in rows),
        "earlier": tuple(_bound(row[0] for row in chain)),
        "later": tuple(_bound(row[1] for row in chain)),
        "digests": {
            passage.value: digest.value
            for passage, digest in behind.ask(_DIGESTS)
            if passage and digest
        }
        if claim.places
        else {},
    }


def _chained(claim: Statement) -> bool:
    """Say whether a claim is a step of a mechanism."""
    return "MechanismStepClaim" in claim.kinds or bool(claim.values("nextStep"))


def _bound(cells: Iterable[Term | None]) -> list[str]:
    """Return the IRIs of a column, each once."""
    return list(dict.fromkeys(cell.value for cell in cells if cell))
