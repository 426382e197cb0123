"""What the process that parses does: read bytes, check and parse them, answer with text."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from alskg.errors import InputError
from alskg.ontologies import obo, obographs, rdf, triples
from alskg.ontologies.file import LARGEST, Source, checked, named
from alskg.ontologies.records import Ontology, Synonym, Term
from alskg.terms import BASE

__all__ = ["Parsing", "from_json"]

_PARSERS: Final[dict[str, Callable[[bytes, str], Ontology]]] = {
    "obo": obo.parsed,
    "obographs": obographs.parsed,
}
_NAMES: Final = {
    "obo": "OBO",
    "obographs": "OBO Graphs JSON",
    "rdfxml": "RDF/XML",
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "jsonld": "JSON-LD without a context elsewhere",
}


@dataclass(slots=True)
class Parsing:
    """A file to be parsed, into terms (as JSON) or into N-Quads with the graph's IRI before them.

    `prepare` opens the file; `answer` opens nothing any more.
    """

    path: str
    want_quads: bool
    _raw: bytes = field(default=b"", init=False)

    def prepare(self) -> None:
        """Read the file, not much further than would be parsed. Raises InputError."""
        try:
            with Path(self.path).open("rb") as stream:
                self._raw = stream.read(LARGEST + 1)
        except OSError as error:
            raise InputError(f"Cannot read {self.path}: {error.strerror or error}.") from error

    def answer(self) -> bytes:
        """Return terms or quads. Raises InputError or UnsupportedFormat."""
        syntax, packed = named(Path(self.path))
        source = checked(self.path, self._raw, syntax, packed=packed)
        self._raw = b""
        try:
            ontology = _parsed(source)
            if not self.want_quads:
                return json.dumps(asdict(ontology), ensure_ascii=False).encode()
            graph = graph_iri(ontology)
            if source.syntax in rdf.SYNTAXES:
                lines = rdf.lines(source.data, source.syntax, graph)
            else:
                lines = triples.lines(ontology, graph)
            return "".join([f"{graph}\n", *triples.head(ontology, graph), *lines]).encode()
        except (SyntaxError, ValueError, OSError) as error:
            raise _fault(source, error) from error


def graph_iri(ontology: Ontology) -> str:
    """Return the graph that an ontology is loaded into: `graph:HP`, or by the file's name.

    >>> graph_iri(Ontology("x/My terms.ttl", ()))
    'https://w3id.org/alskg/graph/with-my-terms'
    """
    if ontology.prefix:
        return f"{BASE}graph/{ontology.prefix.upper()}"
    stem = Path(ontology.name).name.partition(".")[0].casefold()
    return f"{BASE}graph/with-{'-'.join(''.join(c if c.isalnum() else ' ' for c in stem).split())}"


def _parsed(source: Source) -> Ontology:
    """Parse with the reader of the syntax. Raises InputError where there is not one term."""
    name = Path(source.name).name
    if source.syntax in rdf.SYNTAXES:
        ontology = rdf.parsed(source.data, name, source.syntax)
    else:
        ontology = _PARSERS[source.syntax](source.data, name)
    if not ontology.terms:
        raise InputError(f"{source.name} holds no terms: no classes, properties or concepts.")
    return ontology


def _fault(source: Source, error: Exception) -> InputError:
    """Return the error that says where a file is wrong."""
    number = getattr(error, "lineno", None)
    line = f", line {number}" if number else ""
    what = str(getattr(error, "msg", None) or error).strip().splitlines()[-1].strip(" =.")
    name = _NAMES[source.syntax]
    return InputError(
        f"{source.name}{line}: this is not {name}, or it was cut off or damaged: {what}."
    )


def from_json(data: bytes) -> Ontology:
    """Return the ontology that a process wrote as JSON."""
    fields = json.loads(data)
    terms = tuple(_term(**one) for one in fields.pop("terms"))
    return Ontology(
        fields["name"], terms, fields["iri"], fields["version"], tuple(fields["imports"])
    )


def _term(**fields: object) -> Term:
    """Return a term of which JSON made lists."""
    synonyms = tuple(Synonym(**one) for one in fields.pop("synonyms"))  # type: ignore[attr-defined]
    plain = {key: tuple(one) if isinstance(one, list) else one for key, one in fields.items()}
    return Term(**plain, synonyms=synonyms)  # type: ignore[arg-type]
