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

PATTERNS: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        prefix: re.compile(pattern, re.ASCII)
        for prefix, pattern in {
            "BFO": _SEVEN_DIGITS,
            "CL": _SEVEN_DIGITS,
            "DOI": r"10\.\d{4,9}/\S+",
            "DOID": _NUMBER + r"|0\d{6}",
            "ECO": _SEVEN_DIGITS,
            "ENSEMBL": r"ENSG\d{11}",
            "GENO": _SEVEN_DIGITS,
            "GO": _SEVEN_DIGITS,
            "HGNC": r"[1-9]\d{0,4}",
            "HP": _SEVEN_DIGITS,
            "MONDO": _SEVEN_DIGITS,
            "NBK": _NUMBER,
            "NCBIGene": _NUMBER,
            "OMIM": r"[1-9]\d{5}",
            "OMIMPS": r"[1-9]\d{5}",
            "PMC": _NUMBER,
            "PMID": r"[1-9]\d{0,7}",
            "RO": _SEVEN_DIGITS,
            "SIO": r"\d{6}",
            "SO": _SEVEN_DIGITS,
            "UBERON": _SEVEN_DIGITS,
            # as UniProt describes its accession numbers: six or ten characters
            "UniProtKB": r"[OPQ]\d[A-Z\d]{3}\d|[A-NR-Z]\d(?:[A-Z][A-Z\d]{2}\d){1,2}",
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
    if namespace.startswith(BASE) or prefix not in PATTERNS:
        return _SLUG.fullmatch(local) is not None
    return PATTERNS[prefix].fullmatch(local) is not None
