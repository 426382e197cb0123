"""The two SHACL engines, each behind one function: data and shapes in, results out.

pyshacl is the reference. `shacl` is some hundred times faster on this graph and is the default,
because it gives the same report on the project's data and on every failing example: a test
compares the two. Neither engine reaches out: both are handed text, follow no `owl:imports`, and
run no rules, functions or scripts of SHACL-AF and SHACL-JS.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, cast

import pyoxigraph as ox
import shacl

from alskg.errors import InputError, did_you_mean
from alskg.shapes.report import Severity
from alskg.shapes.result import Result, compact_path

__all__ = ["ENGINES", "run"]

_SH: Final = "http://www.w3.org/ns/shacl#"


def run(engine: str, data: str, shapes: str) -> list[Result]:
    """Validate data, as N-Triples, against shapes, as Turtle.

    `engine` is one of ENGINES. Raises InputError where there is no such engine.
    """
    if engine not in ENGINES:
        message = (
            f"There is no SHACL engine '{engine}'. Choose one of {', '.join(ENGINES)}."
            f"{did_you_mean(engine, ENGINES)}"
        )
        raise InputError(message)
    return ENGINES[engine](data, shapes)


@lru_cache(maxsize=4)
def _compiled(shapes: str) -> shacl.Shapes:
    """Compile a shapes graph once for all the data that it is used on."""
    return shacl.Shapes.from_turtle(shapes)


def _shacl(data: str, shapes: str) -> list[Result]:
    """Validate with `shacl`."""
    report = _compiled(shapes).validate_text(data, format="ntriples")
    return [
        Result(
            focus=result.focus_node,
            path=compact_path(result.path or ""),
            value=result.value or "",
            severity=_severity(result.severity_iri),
            shape=(result.source_shape or "").strip("<>"),
            component=result.component,
            message=result.message or "",
        )
        for result in report.results
    ]


def _pyshacl(data: str, shapes: str) -> list[Result]:
    """Validate with pyshacl."""
    import pyshacl  # noqa: PLC0415  (a fifth of a second that only the reference engine is worth)
    import rdflib  # noqa: PLC0415

    data_graph = rdflib.Graph().parse(data=data, format="nt")
    shapes_graph = rdflib.Graph().parse(data=shapes, format="turtle")
    _, report, _ = pyshacl.validate(
        data_graph, shacl_graph=shapes_graph, advanced=False, inference="none"
    )
    sh = rdflib.Namespace(_SH)
    nodes = report.subjects(rdflib.RDF.type, sh.ValidationResult)

    def only(node: Any, name: str) -> Any:  # noqa: ANN401  (a term of rdflib, or None)
        return report.value(node, sh[name])

    return [
        Result(
            focus=_ntriples(only(node, "focusNode")),
            path=compact_path(_path(report, only(node, "resultPath"))),
            value=_ntriples(only(node, "value")),
            severity=_severity(str(only(node, "resultSeverity"))),
            shape=str(only(node, "sourceShape")),
            component=str(only(node, "sourceConstraintComponent")).removeprefix(_SH),
            message=str(only(node, "resultMessage") or ""),
        )
        for node in nodes
    ]


def _severity(iri: str) -> Severity:
    """Return the word for a severity of SHACL; one of somebody's own counts as a violation."""
    name = iri.removeprefix(_SH).lower()
    return cast("Severity", name if name in {"warning", "info"} else "violation")


def _ntriples(term: Any) -> str:  # noqa: ANN401  (a term of rdflib, or None)
    """Return a term of rdflib as N-Triples writes it; nothing is the empty string."""
    import rdflib  # noqa: PLC0415

    if term is None:
        return ""
    if isinstance(term, rdflib.Literal):
        datatype = None if term.language or not term.datatype else ox.NamedNode(str(term.datatype))
        return str(ox.Literal(str(term), datatype=datatype, language=term.language))
    return f"_:{term}" if isinstance(term, rdflib.BNode) else f"<{term}>"


def _path(report: Any, node: Any) -> str:  # noqa: ANN401  (a graph and a term of rdflib)
    """Return a path of SHACL (section 2.3.1) as SPARQL writes it."""
    import rdflib  # noqa: PLC0415
    from rdflib.collection import Collection  # noqa: PLC0415

    if node is None:
        return ""
    if isinstance(node, rdflib.URIRef):
        return f"<{node}>"
    inverse = report.value(node, rdflib.URIRef(f"{_SH}inversePath"))
    if inverse is not None:
        return f"^{_path(report, inverse)}"
    choices = report.value(node, rdflib.URIRef(f"{_SH}alternativePath"))
    members = Collection(report, node if choices is None else choices)
    separator = "/" if choices is None else "|"
    return f"({separator.join(_path(report, member) for member in members)})"


ENGINES: Final[Mapping[str, Callable[[str, str], list[Result]]]] = MappingProxyType(
    {"shacl": _shacl, "pyshacl": _pyshacl}
)
