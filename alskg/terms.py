"""IRIs, CURIEs and the one prefix table of the project, `ontology/prefixes.ttl`.

This module is on the way of every query from the shell, so it reads that file with a small strict
reader of its own; a test holds the reader against rdflib.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from alskg import resources
from alskg.errors import DataError, UnknownTerm, did_you_mean

__all__ = ["ALSKG", "BASE", "compact", "expand", "prefix_header", "prefixes"]

BASE: Final = "https://w3id.org/alskg/"
ALSKG: Final = BASE + "ontology#"

# SPARQL 1.1, productions 139 (IRIREF), 164 to 172 (PN_CHARS_BASE to PERCENT).
_IRI_CHARACTER = r"[^<>\"{}|^`\\\x00-\x20]"
_PN_CHARS_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_PN_CHARS = rf"{_PN_CHARS_BASE}_\-0-9\u00b7\u0300-\u036f\u203f-\u2040"
_PERCENT = r"%[0-9A-Fa-f]{2}"
_PN_LOCAL = (
    rf"(?:[{_PN_CHARS_BASE}_:0-9]|{_PERCENT})"
    rf"(?:(?:[{_PN_CHARS}.:]|{_PERCENT})*(?:[{_PN_CHARS}:]|{_PERCENT}))?"
)

_DECLARATION = re.compile(
    r"\[\s*sh:prefix\s+\"([^\"\\\s]+)\"\s*;\s*"
    r"sh:namespace\s+\"([^\"\\\s]+)\"\^\^xsd:anyURI\s*;?\s*\]"
)
_COMMENT_LINE = re.compile(r"^\s*#.*$", re.MULTILINE)


@cache
def prefixes() -> Mapping[str, str]:
    """Return the prefix table as declared: prefix to namespace.

    Raises DataError where `ontology/prefixes.ttl` cannot be read, declares a prefix twice or
    writes a declaration in another form than `[ sh:prefix "x" ; sh:namespace "…"^^xsd:anyURI ]`.
    """
    path = resources.ontology_dir() / "prefixes.ttl"
    try:
        text = _COMMENT_LINE.sub("", path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        message = f"The prefix table {path} cannot be read: {error}."
        raise DataError(message) from error
    pairs = _DECLARATION.findall(text)
    table = dict(pairs)
    if not pairs or len(pairs) != text.count("sh:namespace ") or len(pairs) != len(table):
        message = (
            f"The prefix table {path} has {text.count('sh:namespace ')} declarations, of which "
            f'{len(table)} are distinct and of the form [ sh:prefix "x" ; sh:namespace '
            f'"https://…"^^xsd:anyURI ]. Write the others in that form, each prefix once.'
        )
        raise DataError(message)
    return MappingProxyType(table)


@cache
def _namespaces() -> tuple[tuple[int, Mapping[str, str]], ...]:
    """Return the table the other way round, grouped by length of namespace, longest first."""
    by_length: dict[int, dict[str, str]] = {}
    for prefix, namespace in prefixes().items():
        by_length.setdefault(len(namespace), {})[namespace] = prefix
    return tuple(sorted(by_length.items(), reverse=True))


def expand(curie_or_iri: str) -> str:
    """Return the IRI that a CURIE stands for; an absolute IRI is returned unchanged.

    A prefix counts in any case where its own spelling is not in the table (`hgnc:` is `HGNC:`).
    Raises UnknownTerm where the prefix is unknown or the text is no IRI.

    >>> expand("gene:SOD1")
    'https://w3id.org/alskg/gene/SOD1'
    >>> expand("https://doi.org/10.1000/182")
    'https://doi.org/10.1000/182'
    """
    prefix, colon, local = curie_or_iri.partition(":")
    namespace = prefixes().get(prefix) or _folded_prefixes().get(prefix.casefold())
    legal = re.fullmatch(_IRI_CHARACTER + "*", local) is not None
    if colon and legal and namespace:
        return namespace + local
    if colon and legal and (local.startswith("//") or prefix == "urn"):
        return curie_or_iri
    if not colon or not legal:
        message = (
            f"'{curie_or_iri}' is neither a CURIE such as gene:SOD1 nor an IRI such as "
            f"{BASE}gene/SOD1."
        )
        raise UnknownTerm(message)
    message = (
        f"The prefix '{prefix}:' of '{curie_or_iri}' is not known. The known ones stand in "
        f"ontology/prefixes.ttl.{did_you_mean(prefix, prefixes())}"
    )
    raise UnknownTerm(message)


@cache
def _folded_prefixes() -> Mapping[str, str]:
    """Return namespaces by prefix in folded case, for people who write `hgnc:` or `mondo:`."""
    return {prefix.casefold(): namespace for prefix, namespace in prefixes().items()}


def compact(iri: str) -> str:
    """Return the CURIE of an IRI, or the IRI unchanged where none is legal in SPARQL.

    The longest namespace wins, so the order of the table does not matter; what is left must be a
    PN_LOCAL without escapes (SPARQL 1.1, production 169), so that the CURIE can be pasted into a
    query.

    >>> compact("https://w3id.org/alskg/gene/SOD1")
    'gene:SOD1'
    >>> compact("https://doi.org/10.1000/182")
    'https://doi.org/10.1000/182'
    """
    for length, table in _namespaces():
        prefix = table.get(iri[:length])
        if prefix is not None:
            local = iri[length:]
            return f"{prefix}:{local}" if _is_local_name(local) else iri
    return iri


@cache
def _local_name() -> re.Pattern[str]:
    """Compile PN_LOCAL on first use: a query that prints whole IRIs never needs it."""
    return re.compile(_PN_LOCAL)


def _is_local_name(text: str) -> bool:
    """Say whether a text is a PN_LOCAL; plain ASCII names, nearly all, take a shortcut."""
    if text.isascii() and text.replace("-", "_").replace("_", "a").isalnum() and text[0] != "-":
        return True
    return _local_name().fullmatch(text) is not None


def prefix_header(text: str) -> str:
    r"""Return a PREFIX line for each known prefix that a query uses and does not declare.

    Strings, comments, IRIs, variables and blank node labels are passed over. Each line ends in a
    line feed, so `header.count("\n")` is what an error position has to be corrected by.

    >>> prefix_header("SELECT ?x { ?x a alskg:Gene }  # rdfs:label")
    'PREFIX alskg: <https://w3id.org/alskg/ontology#>\n'
    """
    table = prefixes()
    used: set[str] = set()
    declared: set[str] = set()
    for is_declaration, prefix in _prefix_names(text):
        (declared if is_declaration else used).add(prefix)
    wanted = sorted((used - declared) & table.keys())
    return "".join(f"PREFIX {prefix}: <{table[prefix]}>\n" for prefix in wanted)


@cache
def _prefix_token() -> re.Pattern[str]:
    """Compile the tokens that matter to prefixes; all but the last two are passed over.

    What is left open (a string without its end) is passed over to where it would have to end, so
    that no text takes more than linear time.
    """
    passed_over = [
        r'"""(?:[^\\]|\\.)*?(?:"""|\Z)',
        r"'''(?:[^\\]|\\.)*?(?:'''|\Z)",
        r'"(?:[^"\\\n\r]|\\.)*"?',
        r"'(?:[^'\\\n\r]|\\.)*'?",
        rf"<{_IRI_CHARACTER}*>",
        r"#[^\n\r]*",
        r"[?$]\w+",
        r"_:[\w.\-]+",
    ]
    declared = r"@?\b[Pp][Rr][Ee][Ff][Ii][Xx]\s+(?P<declared>\w[\w.\-]*):"
    used = r"(?P<used>\w[\w.\-]*)(?P<colon>:(?:[\w.:\-%]|\\.)*)?"
    return re.compile("|".join([*passed_over, declared, used]), re.DOTALL)


def _prefix_names(text: str) -> Iterator[tuple[bool, str]]:
    """Yield each prefix in a SPARQL or Turtle text, and whether it is declared there or used."""
    for match in _prefix_token().finditer(text):
        if match["declared"]:
            yield True, match["declared"]
        elif match["colon"]:
            yield False, match["used"]
