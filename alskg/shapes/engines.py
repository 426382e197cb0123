"""The two SHACL engines behind one function: data and shapes in, results out.

pyshacl is the reference. `shacl` is more than a hundred times as fast on this graph and is the
default, because it gives the same report on the project's data and on every failing example: a
test compares the two. Both are handed text and reach out for nothing.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final, cast

import shacl

from alskg.errors import InputError, did_you_mean
from alskg.shapes.report import Severity
from alskg.shapes.result import Result, compact_path

__all__ = ["ENGINES", "run"]


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


def _run_shacl(data: str, shapes: str) -> list[Result]:
    """Validate with `shacl`."""
    return [
        Result(
            focus=result.focus_node,
            path=compact_path(result.path or ""),
            value=result.value or "",
            severity=_severity(result.severity),
            shape=(result.source_shape or "").strip("<>"),
            component=result.component,
            message=result.message or "",
        )
        for result in _compiled(shapes).validate_text(data, format="ntriples").results
    ]


def _severity(name: str) -> Severity:
    """Return the word for a severity of SHACL; one of somebody's own counts as a violation."""
    word = name.lower()
    return cast("Severity", word if word in {"warning", "info"} else "violation")


def _run_pyshacl(data: str, shapes: str) -> list[Result]:
    """Validate with pyshacl."""
    from alskg.shapes.reference import run_pyshacl  # noqa: PLC0415  (brings in rdflib)

    return run_pyshacl(data, shapes)


ENGINES: Final[Mapping[str, Callable[[str, str], list[Result]]]] = MappingProxyType(
    {"shacl": _run_shacl, "pyshacl": _run_pyshacl}
)
