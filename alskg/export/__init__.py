"""Write the compiled dataset in other formats, the same bytes for the same dataset.

`EXPORTS` is the one table of them. Turtle, N-Triples and JSON-LD hold the triples of all layers
together; TriG and N-Quads keep the named graphs apart. Lexical forms stay as they are in the files.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Final

from alskg.errors import UnsupportedFormat, did_you_mean
from alskg.formats import by_name

__all__ = ["EXPORTS", "FORMATS", "Export", "files", "write"]

Writer = Callable[[bytes], bytes | Mapping[str, bytes]]
"""Takes a dataset of sorted N-Quads; gives the bytes of its one file, or its files by name."""


@dataclass(frozen=True, slots=True)
class Export:
    """A way to export: `writer` is `module:function`, imported only when it is used.

    `files` has the media type of every file by name, in the order in which they are written.
    """

    name: str
    writer: str
    files: Mapping[str, str]
    summary: str

    def load(self) -> Writer:
        """Return the function that writes."""
        module, _, function = self.writer.partition(":")
        writer: Writer = getattr(import_module(f"alskg.export.{module}"), function)
        return writer


_ROWS: Final = (
    Export(
        "turtle",
        "turtle:turtle",
        {"als-kg.ttl": "text/turtle"},
        "The triples of all layers together, made to be read.",
    ),
    Export(
        "trig",
        "turtle:trig",
        {"als-kg.trig": "application/trig"},
        "The named graphs apart, made to be read.",
    ),
    Export(
        "ntriples",
        "lines:ntriples",
        {"als-kg.nt": "application/n-triples"},
        "The triples of all layers together, one a line, sorted.",
    ),
    Export(
        "nquads",
        "lines:nquads",
        {"als-kg.nq": "application/n-quads"},
        "The named graphs apart, one statement a line, sorted: what the digest is taken of.",
    ),
    Export(
        "jsonld",
        "jsonld:jsonld",
        {"als-kg.jsonld": "application/ld+json"},
        "The triples of all layers together as JSON, by the short names of the context.",
    ),
)
EXPORTS: Final[Mapping[str, Export]] = MappingProxyType({row.name: row for row in _ROWS})
FORMATS: Final = ("turtle", "trig", "ntriples", "nquads", "jsonld")


def files(dataset: bytes, name: str) -> Mapping[str, bytes]:
    """Return the files of one of `EXPORTS` by name, from a dataset of sorted N-Quads.

    Raises UnsupportedFormat where there is no such export.
    """
    if name not in EXPORTS:
        message = (
            f"There is no export '{name}'. Choose one of {', '.join(EXPORTS)}."
            f"{did_you_mean(name, EXPORTS)}"
        )
        raise UnsupportedFormat(message)
    row = EXPORTS[name]
    made = row.load()(dataset)
    return made if isinstance(made, Mapping) else dict.fromkeys(row.files, made)


def write(dataset: bytes, format_name: str, layers: Collection[str] = ()) -> bytes:
    """Return a dataset of sorted N-Quads in one of `FORMATS`; `layers` picks some graphs.

    A layer is named by its graph: `page` is graph:page. Raises UnsupportedFormat where the
    format is unknown or not among them, and UnknownTerm where there is no such layer.
    """
    from alskg.export.lines import of_layers  # noqa: PLC0415  (only who narrows pays for it)

    chosen = of_layers(dataset, layers) if layers else dataset
    (written,) = files(chosen, _name(format_name)).values()
    return written


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
