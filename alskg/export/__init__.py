"""Write the compiled dataset in other formats, the same bytes for the same dataset.

Turtle, N-Triples and JSON-LD hold the triples of all layers together; TriG and N-Quads keep the
named graphs apart. Lexical forms stay as they are in the files.
"""

from collections.abc import Collection
from typing import Final

from alskg.errors import UnsupportedFormat, did_you_mean
from alskg.formats import by_name

__all__ = ["FORMATS", "write"]

FORMATS: Final = ("turtle", "trig", "ntriples", "nquads", "jsonld")


def write(dataset: bytes, format_name: str, layers: Collection[str] = ()) -> bytes:
    """Return a dataset of sorted N-Quads in one of `FORMATS`; `layers` picks some graphs.

    A layer is named by its graph: `page` is graph:page. Raises UnsupportedFormat where the
    format is unknown or not among them, and UnknownTerm where there is no such layer.
    """
    from alskg.export import jsonld, lines, turtle  # noqa: PLC0415  (they bring in the RDF parser)

    writers = {
        "turtle": turtle.turtle,
        "trig": turtle.trig,
        "ntriples": lines.ntriples,
        "nquads": lines.nquads,
        "jsonld": jsonld.jsonld,
    }
    return writers[_name(format_name)](lines.of_layers(dataset, layers) if layers else dataset)


def _name(format_name: str) -> str:
    """Return the name of an export format that goes by this name or alias."""
    try:
        name = by_name(format_name, "graph", "dataset").name
    except UnsupportedFormat:
        name = format_name
    if name not in FORMATS:
        message = (
            f"The graph is not exported as {name}. Choose one of {', '.join(FORMATS)}."
            f"{did_you_mean(name, FORMATS)}"
        )
        raise UnsupportedFormat(message)
    return name
