"""What an identifier of each foreign kind looks like after its prefix.

The prefixes are those of `ontology/prefixes.ttl`; a test holds the two tables together. Patterns
are for `fullmatch`: with `match` and `$` an identifier that ends in a line feed would pass.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from alskg.terms import BASE, prefixes

__all__ = ["PATTERNS", "fits"]

_SEVEN_DIGITS: Final = r"\d{7}"
_NUMBER: Final = r"[1-9]\d*"
_SLUG: Final = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*")

PATTERNS: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        prefix: re.compile(pattern, re.ASCII)
        for prefix, pattern in {
            "BFO": _SEVEN_DIGITS,
            "CL": _SEVEN_DIGITS,
            "DOI": r"10\.\d{4,9}/\S+",
            "DOID": _NUMBER + r"|0\d{6}",
            "ECO": _SEVEN_DIGITS,
            "EFO": _SEVEN_DIGITS,
            "ENSEMBL": r"ENSG\d{11}",
            "GARD": _SEVEN_DIGITS,
            "GENO": _SEVEN_DIGITS,
            "GEONAMES": _NUMBER,
            "GO": _SEVEN_DIGITS,
            "HANCESTRO": r"\d{4}",
            "HGNC": r"[1-9]\d{0,4}",
            "HP": _SEVEN_DIGITS,
            "ICD10CM": r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?",
            "ICD11": _NUMBER,
            "ICD11CODE": r"[0-9A-Z]{4}(?:\.[0-9A-Z]{1,2})?",
            "ISO3166": r"[A-Z]{2}(?:-[0-9A-Z]{1,3})?",
            # descriptors and supplementary records
            "MESH": r"[CD](?:\d{6}|\d{9})",
            "MONDO": _SEVEN_DIGITS,
            "NBK": _NUMBER,
            "NCBIGene": _NUMBER,
            "NCIT": r"C[1-9]\d*",
            "OMIM": r"[1-9]\d{5}",
            "OMIMPS": r"[1-9]\d{5}",
            "ORPHA": _NUMBER,
            "PMC": _NUMBER,
            "PMID": r"[1-9]\d{0,7}",
            "RO": _SEVEN_DIGITS,
            "SIO": r"\d{6}",
            "SO": _SEVEN_DIGITS,
            "UBERON": _SEVEN_DIGITS,
            "UMLS": r"C\d{7}",
            # as UniProt describes its accession numbers: six or ten characters
            "UniProtKB": r"[OPQ]\d[A-Z\d]{3}\d|[A-NR-Z]\d(?:[A-Z][A-Z\d]{2}\d){1,2}",
            "WIKIDATA": r"Q[1-9]\d*",
        }.items()
    }
)
"""Pattern of the local part, by prefix."""


def fits(curie: str) -> bool:
    r"""Say whether a CURIE has a known prefix and, after it, what that prefix asks for.

    A prefix of ours asks for a slug; a standard vocabulary, which has no numbers, for a name.

    >>> fits("MONDO:0004976"), fits("MONDO:4976"), fits("gene:SOD1"), fits("MONDO:0004976\n")
    (True, False, True, False)
    """
    prefix, colon, local = curie.partition(":")
    namespace = prefixes().get(prefix)
    if not colon or namespace is None:
        return False
    pattern = _SLUG if namespace.startswith(BASE) else PATTERNS.get(prefix, _NAME)
    return pattern.fullmatch(local) is not None
