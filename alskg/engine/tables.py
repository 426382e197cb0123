"""Rows of SELECT and truth values of ASK as text: the same bytes whichever engine found them."""

import re
from typing import Final

import pyoxigraph as ox

__all__ = ["SYNTAXES", "bare", "written"]

SYNTAXES: Final = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
"""What Oxigraph calls the formats of rows."""

# The store writes the decimal 30.0 as 30, which TSV then has to spell with its datatype.
_WHOLE_DECIMAL: Final = re.compile(
    rb'(?m)(^|\t)"([+-]?[0-9]+)"\^\^<http://www\.w3\.org/2001/XMLSchema#decimal>(?=\t|$)'
)


def written(found: ox.QuerySolutions | ox.QueryBoolean, format_name: str) -> bytes:
    """Return an answer in a format."""
    answer = found.serialize(format=SYNTAXES[format_name]) or b""
    return bare(answer) if format_name == "tsv" else answer


def bare(lines: bytes) -> bytes:
    """Return whole lines of TSV with bare decimals (SPARQL 1.1 CSV and TSV Formats, section 4)."""
    return _WHOLE_DECIMAL.sub(rb"\1\2.0", lines)
