"""Thirteen kinds of questions about generated conditions, and how two answers are compared.

Eight are look-ups: what they find stays the same however large the dataset is. Five go through
the whole dataset.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Final

import generated
import pyoxigraph as ox

__all__ = ["QUESTIONS", "Question", "found_in_graph", "found_in_rows"]

_PREFIXES: Final = """\
PREFIX alskg: <https://w3id.org/alskg/ontology#>
PREFIX axis: <https://w3id.org/alskg/axis/>
PREFIX condition: <https://w3id.org/alskg/condition/>
PREFIX phenotype: <https://w3id.org/alskg/phenotype/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
_ROOT, _INNER, _LEAF = (f"condition:{generated.slug(number)}" for number in (0, 2, 25))


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its kind, the SPARQL text, and whether it goes through the whole dataset."""

    kind: str
    body: str
    scans: bool = False

    @property
    def text(self) -> str:
        """Return the whole query."""
        return _PREFIXES + self.body

    @property
    def gives_graph(self) -> bool:
        """Say whether the answer is a graph, and not rows."""
        return self.body.startswith(("CONSTRUCT", "DESCRIBE"))


QUESTIONS: Final = (
    Question("1 look-up of a subject", f"SELECT ?p ?o {{ {_LEAF} ?p ?o }}"),
    Question(
        "2 join over two edges",
        "SELECT ?gene ?condition { ?gene alskg:causes ?condition ."
        " ?condition alskg:hasPhenotype phenotype:f0-3 }",
    ),
    Question("3 path up, `subtypeOf*`", f"SELECT ?above {{ {_LEAF} alskg:subtypeOf* ?above }}"),
    Question("4 path down, `subtypeOf+`", f"SELECT ?below {{ ?below alskg:subtypeOf+ {_ROOT} }}"),
    Question(
        "5 group, count, top 10",
        "SELECT ?sign (COUNT(?condition) AS ?number) { ?condition alskg:hasPhenotype ?sign }"
        " GROUP BY ?sign ORDER BY DESC(?number) ?sign LIMIT 10",
        scans=True,
    ),
    Question(
        "6 claims with OPTIONAL parts",
        "SELECT ?claim ?p ?low ?high ?where {"
        f" ?claim rdf:object {_LEAF} ; rdf:predicate ?p"
        " OPTIONAL { ?claim alskg:low ?low } OPTIONAL { ?claim alskg:high ?high }"
        " OPTIONAL { ?claim alskg:population ?where } }",
    ),
    Question(
        "7 REGEX on labels",
        "SELECT ?condition ?label { ?condition a alskg:Condition ; rdfs:label ?label"
        ' FILTER REGEX(?label, "^rare disease of the t[a-z]+, type f[0-9]*-[0-9]*7$", "i") }',
        scans=True,
    ),
    Question(
        "8 filter, order, limit",
        "SELECT ?claim ?low ?high { ?claim a alskg:CaseShareClaim ; alskg:low ?low ;"
        " alskg:high ?high FILTER(?low > 40) } ORDER BY DESC(?high) ?claim LIMIT 10",
        scans=True,
    ),
    Question(
        "9 CONSTRUCT",
        "CONSTRUCT { ?s ?p ?o . ?claim alskg:statedIn ?passage } {"
        f" VALUES ?s {{ {_LEAF} }} ?claim rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ;"
        " alskg:statedIn ?passage }",
    ),
    Question("10 DESCRIBE", f"DESCRIBE {_LEAF}"),
    Question(
        "11 path and join: mechanisms",
        "SELECT DISTINCT ?gene ?effect ?passage {"
        f" ?type alskg:subtypeOf {_INNER} . ?gene alskg:causes ?type ."
        " ?step rdf:subject ?gene ; alskg:nextStep+ ?last ."
        " ?last rdf:object ?effect ; alskg:statedIn ?passage }",
    ),
    Question(
        "12 NOT EXISTS, count",
        "SELECT (COUNT(*) AS ?number) { ?condition a alskg:Condition FILTER NOT EXISTS {"
        " ?gene alskg:accountsForCasesOf ?condition } }",
        scans=True,
    ),
    Question("13 COUNT of everything", "SELECT (COUNT(*) AS ?number) { ?s ?p ?o }", scans=True),
)
"""The questions, in the order of the tables."""

Found = tuple[int, str]
"""How many rows or statements an answer has, and a digest that equal answers share."""


def found_in_rows(answer: bytes) -> Found:
    """Return what there is in SPARQL results JSON; numbers count by value."""
    document = json.loads(answer)
    names = document["head"]["vars"]
    return _digest(
        " ".join(_value(row[name]["value"]) if name in row else "-" for name in names)
        for row in document["results"]["bindings"]
    )


def found_in_graph(answer: bytes, syntax: ox.RdfFormat) -> Found:
    """Return what there is in a graph; numbers count by value."""
    return _digest(
        {
            " ".join((str(one.subject), str(one.predicate), _value(_text(one.object))))
            for one in ox.parse(answer, format=syntax)
        }
    )


def _digest(lines: Iterable[str]) -> Found:
    held = sorted(lines)
    return len(held), sha256("\n".join(held).encode()).hexdigest()


def _text(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def _value(text: str) -> str:
    """Return a text that equal values share: engines write 30.0 as 30."""
    try:
        return f"{Decimal(text).normalize():f}"
    except InvalidOperation:
        return text
