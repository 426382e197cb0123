"""RDF/XML keeps every character that XML can hold, and refuses the rest by name."""

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from alskg import export
from alskg.errors import DataError

S, G = ox.NamedNode("http://e.org/s?a=1&b='2'"), ox.NamedNode("https://w3id.org/alskg/graph/page")
NOTE = ox.NamedNode("http://www.w3.org/2004/02/skos/core#note")
# XML 1.0, production 2 (Char).
WRITABLE = st.characters(
    exclude_categories=["Cs"],
    exclude_characters=[*map(chr, {*range(0x20)} - {9, 10, 13}), "\ufffe", "\uffff"],
)


def written(predicate: ox.NamedNode, value: ox.Literal) -> bytes:
    """Return one statement as RDF/XML."""
    return export.write(f"{ox.Quad(S, predicate, value, G)} .\n".encode(), "rdfxml")


@given(text=st.text(WRITABLE), language=st.sampled_from([None, "en", "de-AT"]))
def test_any_text_survives(text: str, language: str | None) -> None:
    """For Oxigraph; the subject has characters that XML escapes."""
    literal = ox.Literal(text, language=language)

    (quad,) = ox.parse(written(NOTE, literal), format=ox.RdfFormat.RDF_XML)

    assert quad.triple == ox.Triple(S, NOTE, literal)


@pytest.mark.parametrize("text", ["a\r\nb", " <&> \"'\t ", "]]>", "\u2028\U0001f9ec", ""])
def test_rdflib_reads_the_same_text(text: str) -> None:
    """White space, markup and what lies beyond the first plane."""
    graph = rdflib.Graph().parse(data=written(NOTE, ox.Literal(text)), format="xml")

    assert [str(value) for value in graph.objects()] == [text]


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1f", "\uffff"])
def test_a_character_that_xml_lacks_is_named(character: str) -> None:
    """No reader could take it, not even written by number."""
    with pytest.raises(DataError, match=rf"U\+{ord(character):04X}"):
        written(NOTE, ox.Literal(f"a{character}b"))


def test_a_predicate_without_a_name_is_refused() -> None:
    """A property element needs one."""
    with pytest.raises(DataError, match="cannot write the predicate"):
        written(ox.NamedNode("http://e.org/1/"), ox.Literal("x"))


def test_an_unknown_namespace_gets_a_prefix() -> None:
    """One that is not in the table is numbered."""
    predicate = ox.NamedNode("http://e.org/terms/of")

    (quad,) = ox.parse(written(predicate, ox.Literal("x")), format=ox.RdfFormat.RDF_XML)

    assert quad.predicate == predicate
