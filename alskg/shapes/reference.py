"""pyshacl, the reference: slow, and the one that others are held to.

Importing this module brings in rdflib and pyshacl, a fifth of a second that a validation with the
default engine does not pay.
"""

from functools import cache
from typing import Any, Final, cast

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib.collection import Collection
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.term import Node

from alskg.shapes.report import Severity
from alskg.shapes.result import Result, compact_path

__all__ = ["run_pyshacl"]

_SH: Final = rdflib.Namespace("http://www.w3.org/ns/shacl#")


class _PreparingGraph(rdflib.Graph):
    """A graph that parses each query once: pyshacl asks the same one of every focus node."""

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> rdflib.query.Result:  # noqa: ANN401
        """Evaluate a query, prepared at its first use."""
        ready = _prepared(query_object) if isinstance(query_object, str) else query_object
        return super().query(ready, *args, **kwargs)


@cache
def _prepared(text: str) -> Query:
    """Parse a query."""
    return prepareQuery(text)


def run_pyshacl(data: str, shapes: str) -> list[Result]:
    """Validate data, as N-Triples, against shapes, as Turtle.

    Nothing is fetched: imports are not followed, and SHACL-AF and SHACL-JS are off.
    """
    data_graph = _PreparingGraph().parse(data=data, format="nt")
    shapes_graph = rdflib.Graph().parse(data=shapes, format="turtle")
    _, report, _ = pyshacl.validate(
        data_graph, shacl_graph=shapes_graph, advanced=False, inference="none", inplace=True
    )
    # Not what stands below another result (sh:detail): only what the report itself lists.
    return [_result(report, node) for node in report.objects(None, _SH.result)]


def _result(report: rdflib.Graph, node: Node) -> Result:
    """Return one result of a report."""

    def only(name: str) -> Node | None:
        return report.value(node, _SH[name])

    severity = str(only("resultSeverity")).removeprefix(str(_SH)).lower()
    return Result(
        focus=_ntriples(only("focusNode")),
        path=compact_path(_path(report, only("resultPath"))),
        value=_ntriples(only("value")),
        severity=cast("Severity", severity if severity in {"warning", "info"} else "violation"),
        shape=str(only("sourceShape")),
        component=str(only("sourceConstraintComponent")).removeprefix(str(_SH)),
        message=str(only("resultMessage") or ""),
    )


def _ntriples(term: Node | None) -> str:
    """Return a term as N-Triples writes it; nothing is the empty string."""
    if term is None:
        return ""
    if isinstance(term, rdflib.Literal):
        datatype = None if term.language or not term.datatype else ox.NamedNode(str(term.datatype))
        return str(ox.Literal(str(term), datatype=datatype, language=term.language))
    return f"_:{term}" if isinstance(term, rdflib.BNode) else f"<{term}>"


def _path(report: rdflib.Graph, node: Node | None) -> str:
    """Return a path of SHACL (section 2.3.1) as SPARQL writes it."""
    if node is None:
        return ""
    if isinstance(node, rdflib.URIRef):
        return f"<{node}>"
    inverse = report.value(node, _SH.inversePath)
    if inverse is not None:
        return f"^{_path(report, inverse)}"
    choices = report.value(node, _SH.alternativePath)
    members = Collection(report, node if choices is None else choices)
    separator = "/" if choices is None else "|"
    return f"({separator.join(_path(report, member) for member in members)})"
