"""Does the ontology hold together with the graph? HermiT answers, and this package asks well.

`vocabulary` reads the ontology, `facts` takes the types and plain edges out of the graph,
`hermit` runs the reasoner over both, `clashes` finds out which facts contradict each other.
Claims, mappings and other records stay outside: `rdf:subject`, `rdf:predicate` and `rdf:object`
are reserved in OWL 2 DL, and a denied claim is no fact.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from alskg.errors import DataError
from alskg.reasoning import clashes, facts, hermit, vocabulary
from alskg.reasoning.clashes import Clash, Reason
from alskg.reasoning.facts import LeftOut

__all__ = ["Clash", "LeftOut", "Reason", "ReasoningReport", "check"]


@dataclass(frozen=True, slots=True)
class ReasoningReport:
    """What the reasoner found.

    `consistent` is HermiT's verdict; it is not even asked where a value is none of its datatype
    or stands where a thing belongs. `unsatisfiable` names the classes that can have no member,
    `inferred` holds the types and edges that follow and were not there, `clashes` the facts that
    contradict each other, `left_out` what the reasoner was not given, and `given` counts the
    types and edges that it was given.
    """

    consistent: bool
    unsatisfiable: tuple[str, ...]
    inferred: tuple[ox.Triple, ...]
    clashes: tuple[Clash, ...]
    left_out: tuple[LeftOut, ...]
    given: int

    @property
    def holds(self) -> bool:
        """Say whether nothing is wrong: no contradiction, and each class can have members."""
        return self.consistent and not self.unsatisfiable


def check(triples: Iterable[ox.Triple], ontology: bytes) -> ReasoningReport:
    """Reason over an ontology, in Turtle, and over the types and plain edges among the triples.

    Raises DataError where the ontology cannot be read or HermiT fails, MissingPart where there is
    no Java.
    """
    try:
        terms = [quad.triple for quad in ox.parse(ontology, format=ox.RdfFormat.TURTLE)]
    except SyntaxError as error:
        message = f"The ontology is no readable Turtle: {error}."
        raise DataError(message) from error
    known = vocabulary.read(terms)
    graph = [*terms, *triples]
    plain = facts.select(graph, known)
    axioms = vocabulary.axioms(terms)
    outcome = hermit.CONTRADICTION if plain.misfits else hermit.run([*axioms, *plain.triples])
    consistent = outcome.consistent
    return ReasoningReport(
        consistent=consistent,
        unsatisfiable=outcome.unsatisfiable,
        inferred=facts.follow(plain.triples, outcome.inferred, known) if consistent else (),
        clashes=clashes.explain(plain, graph, known),
        left_out=plain.left_out,
        given=len(plain.triples),
    )
