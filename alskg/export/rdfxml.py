"""RDF/XML in one stable form: a description a subject, sorted, a property a line."""

import re
from typing import Final
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from alskg.errors import DataError
from alskg.export.snapshot import Snapshot
from alskg.export.statements import statements
from alskg.terms import prefixes

__all__ = ["rdfxml"]

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
# Namespaces in XML 1.0, production 4 (NCName), its ASCII part: all that our vocabularies need.
_LOCAL: Final = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*\Z")
# XML 1.0, production 2 (Char): what no document can hold, not even by number.
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_RETURN: Final = {"\r": "&#13;"}  # XML 1.0, 2.11 would make it a line feed


def rdfxml(snapshot: Snapshot) -> bytes:
    """Return the triples of all graphs as RDF/XML 1.1.

    Raises DataError where a predicate has no XML name or a text has a character that XML lacks.
    """
    names = _Names()
    about: dict[str, set[str]] = {}
    for subject, predicate, value, _ in statements(snapshot.dataset):
        about.setdefault(subject, set()).add(_property(names.name(predicate), value))
    body = "".join(
        f"  <rdf:Description rdf:about={quoteattr(subject)}>\n"
        f"{''.join(sorted(about[subject]))}  </rdf:Description>\n"
        for subject in sorted(about)
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF'
    return f"{head}{names.declarations()}>\n{body}</rdf:RDF>\n".encode()


class _Names:
    """The XML names of predicates, and the namespaces that they use."""

    def __init__(self) -> None:
        """Turn the prefix table round."""
        self._prefix = {namespace: prefix for prefix, namespace in prefixes().items()}
        self._used = {_RDF: "rdf"}
        self._known: dict[str, str] = {}

    def name(self, predicate: str) -> str:
        """Return the name of a predicate. Raises DataError where it has none."""
        if predicate not in self._known:
            local = _LOCAL.search(predicate)
            if local is None:
                raise DataError(f"RDF/XML cannot write the predicate {predicate}.")
            namespace = predicate[: local.start()]
            prefix = self._prefix.get(namespace) or f"ns{len(self._used)}"
            prefix = self._used.setdefault(namespace, prefix)
            self._known[predicate] = f"{prefix}:{local[0]}"
        return self._known[predicate]

    def declarations(self) -> str:
        """Return the declarations of the namespaces, a line each."""
        return "".join(
            f"\n  xmlns:{prefix}={quoteattr(namespace)}"
            for namespace, prefix in sorted(self._used.items(), key=lambda item: item[1])
        )


def _property(name: str, value: ox.NamedNode | ox.Literal) -> str:
    """Return one property element."""
    if isinstance(value, ox.NamedNode):
        return f"    <{name} rdf:resource={quoteattr(value.value)}/>\n"
    if unwritable := _NOT_XML.search(value.value):
        raise DataError(
            f"RDF/XML cannot write the character U+{ord(unwritable[0]):04X} of {value.value!r}. "
            f"Use another format."
        )
    attribute = ""
    if value.language:
        attribute = f" xml:lang={quoteattr(value.language)}"
    elif value.datatype.value != _STRING:
        attribute = f" rdf:datatype={quoteattr(value.datatype.value)}"
    return f"    <{name}{attribute}>{escape(value.value, _RETURN)}</{name}>\n"
