"""From a file to bytes in a known syntax, with everything refused that no parser should see."""

import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alskg.errors import InputError, UnsupportedFormat

__all__ = [
    "DECLARED",
    "LARGEST",
    "LONGEST_LINE",
    "RATIO",
    "SMALL",
    "SUFFIXES",
    "Source",
    "checked",
    "named",
    "sniffed",
]

LARGEST: Final = 400 << 20
"""Bytes of a file, unpacked, that are looked at: several times the largest ontology named here."""
LONGEST_LINE: Final = 8 << 20
"""Bytes of a line, or of one string of JSON, which comes in one line."""
RATIO: Final = 200
SMALL: Final = 10 << 20

SUFFIXES: Final = {
    ".obo": "obo",
    ".json": "obographs",
    ".owl": "owl",
    ".rdf": "rdfxml",
    ".xml": "rdfxml",
    ".ttl": "turtle",
    ".nt": "ntriples",
    ".jsonld": "jsonld",
    ".skos": "turtle",
}
_STRING: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
DECLARED: Final = re.compile(rb"<\?xml[^>]*encoding=[\"']([\w.-]+)", re.IGNORECASE)
_FUNCTIONAL: Final = re.compile(rb"\s*(?:#[^\n]*\n\s*)*(?:Prefix|Ontology)\s*\(")
_OWL_XML: Final = re.compile(rb"<Ontology[\s>]")
_CONVERT: Final = "Convert it to Turtle or OBO Graphs JSON, for instance with ROBOT."


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a file, its name in messages, and its syntax."""

    name: str
    data: bytes
    syntax: str


def named(path: Path) -> tuple[str, bool]:
    """Return the syntax that a file's name stands for, and whether it is packed with gzip.

    Raises UnsupportedFormat.
    """
    suffixes = [suffix.casefold() for suffix in path.suffixes]
    packed = bool(suffixes) and suffixes[-1] == ".gz"
    if packed:
        suffixes.pop()
    if not suffixes or suffixes[-1] not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        raise UnsupportedFormat(
            f"The ending of '{path}' does not say in which syntax the ontology is. Give it one of "
            f"{known}, each also with .gz."
        )
    return SUFFIXES[suffixes[-1]], packed


def checked(name: str, raw: bytes, syntax: str, *, packed: bool) -> Source:
    """Return the bytes that a parser may see. Raises InputError.

    Refused are files that unpack to too much, are not UTF-8, hold entities, have a line (in JSON a
    string) that no person and no program would write, or end in the middle of one.
    """
    data = _unpacked(name, raw) if packed else raw
    if len(data) > LARGEST:
        raise InputError(f"{name} has more than {LARGEST >> 20} MB. That is too large to be read.")
    if not data.strip():
        raise InputError(f"{name} is empty.")
    _check_encoding(name, data)
    syntax = sniffed(name, data) if syntax == "owl" else syntax
    if syntax in {"obographs", "jsonld"}:
        _check_strings(name, data)
    else:
        _check_lines(name, data)
    if syntax == "rdfxml" and b"<!DOCTYPE" in data and b"<!ENTITY" in data:
        raise InputError(
            f"{name} declares entities in its DOCTYPE, which can grow without bounds. "
            f"Write them out and leave the DOCTYPE away."
        )
    if syntax == "obo" and not data.endswith(b"\n"):
        raise InputError(f"{name} ends in the middle of a line: it was cut off. Fetch it again.")
    return Source(name, data, syntax)


def _unpacked(name: str, raw: bytes) -> bytes:
    """Unpack gzip, a stream after the other, up to the bounds. Raises InputError."""
    bound = min(LARGEST, max(SMALL, RATIO * len(raw)))
    chunks: list[bytes] = []
    size = 0
    rest = raw
    try:
        while rest:
            stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
            chunks.append(stream.decompress(rest, bound - size + 1))
            size += len(chunks[-1])
            if size > bound:
                raise InputError(
                    f"{name} unpacks to more than {bound >> 20} MB. That is too large to be read."
                )
            if not stream.eof:
                raise InputError(f"{name} ends too early: it was cut off. Fetch it again.")
            rest = stream.unused_data
    except zlib.error as error:
        raise InputError(f"{name} is not packed with gzip, or damaged: {error}.") from error
    return b"".join(chunks)


def _check_encoding(name: str, data: bytes) -> None:
    """Raise InputError where the data are not UTF-8, or say that they are something else."""
    declared = DECLARED.match(data.lstrip())
    if declared and declared[1].upper() not in {b"UTF-8", b"US-ASCII"}:
        raise InputError(f"{name} is written in {declared[1].decode()}. Convert it to UTF-8.")
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{name}, line {line}: this is not UTF-8 text. Convert the file to UTF-8."
        ) from error


def _check_lines(name: str, data: bytes) -> None:
    """Raise InputError for a line that is too long, without making a copy of the lines."""
    start = 0
    number = 1
    while len(data) - start > LONGEST_LINE:
        end = data.rfind(b"\n", start, start + LONGEST_LINE)
        if end < 0:
            raise InputError(
                f"{name}, line {number}: the line has more than {LONGEST_LINE >> 20} MB. "
                f"This is no ontology, or it lost its line breaks."
            )
        number += data.count(b"\n", start, end + 1)
        start = end + 1


def _check_strings(name: str, data: bytes) -> None:
    """Raise InputError for a string of JSON that is too long, closed or not."""
    if len(data) <= LONGEST_LINE:
        return
    for found in _STRING.finditer(data):
        start, end = found.span()
        if end - start > LONGEST_LINE:
            number = data.count(b"\n", 0, start) + 1
            raise InputError(
                f"{name}, line {number}: a string has more than {LONGEST_LINE >> 20} MB. "
                f"This is no ontology, or it lost a quotation mark."
            )


def sniffed(name: str, data: bytes) -> str:
    """Return the syntax of a `.owl` file, which may be in any. Raises UnsupportedFormat."""
    start = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if _FUNCTIONAL.match(start):
        raise UnsupportedFormat(f"{name} is in OWL functional syntax. {_CONVERT}")
    if not start.startswith(b"<?xml") and not start.startswith((b"<rdf:RDF", b"<!--", b"<!DOC")):
        return "turtle"
    if _OWL_XML.search(data[:65536]) and b"<rdf:RDF" not in data[:65536]:
        raise UnsupportedFormat(f"{name} is in OWL/XML. {_CONVERT}")
    return "rdfxml"
