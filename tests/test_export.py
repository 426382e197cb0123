"""Exports: every format holds the same statements, the same way each time, for every reader."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from alskg import export
from alskg.compile.load import curated_layers
from alskg.compile.pipeline import nquads
from alskg.errors import DataError, UnknownTerm, UnsupportedFormat
from alskg.export.abbreviate import prefix_lines, term
from alskg.export.context import document
from alskg.terms import prefixes

ROOT = Path(__file__).resolve().parent.parent
SYNTAX = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
}
# What takes any literal, and nothing but the statements: RDF/XML lacks control characters.
FORMATS = (*SYNTAX, "turtle12", "nanopublications")
RDFLIB = {"turtle": "turtle", "ntriples": "nt", "jsonld": "json-ld"}
XSD = "http://www.w3.org/2001/XMLSchema#"
rdflib_warns_of_itself = pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning")
AWKWARD = (
    'a "quote" and \\ a backslash',
    "two\nlines",
    '"""',
    'ends in a "',
    "carriage\rreturn and\ttab",
    "\u0001\u007f\u2028\U0001f9ec",
    "",
)
TYPED = (
    ("01", "integer"),
    ("x", "integer"),
    ("1.10", "decimal"),
    ("5.", "decimal"),
    ("1e0", "double"),
    ("true", "boolean"),
    ("1", "boolean"),
    ("2026-11", "gYearMonth"),
)


@pytest.fixture(scope="module")
def dataset(small_root: Path) -> bytes:
    """Return the curated layers of the small graph, with literals that are awkward to write."""
    layers = curated_layers(small_root)
    thing, property_ = ox.NamedNode("https://w3id.org/alskg/gene/odd(1)"), node("skos:note")
    layers["page"] |= {ox.Triple(thing, property_, ox.Literal(text)) for text in AWKWARD}
    layers["page"] |= {
        ox.Triple(thing, property_, ox.Literal(text, datatype=ox.NamedNode(XSD + name)))
        for text, name in TYPED
    }
    return nquads(layers)


def node(curie: str) -> ox.NamedNode:
    """Return a term of SKOS."""
    return ox.NamedNode("http://www.w3.org/2004/02/skos/core#" + curie.removeprefix("skos:"))


def quads(data: bytes, format_name: str) -> set[ox.Quad]:
    """Return the statements of a file, lexical forms as written."""
    return set(ox.parse(data, format=SYNTAX[format_name]))


@pytest.mark.parametrize("format_name", ["trig", "nquads"])
def test_dataset_formats_keep_every_statement(dataset: bytes, format_name: str) -> None:
    """A format for datasets holds the named graphs too."""
    assert quads(export.write(dataset, format_name), format_name) == quads(dataset, "nquads")


@pytest.mark.parametrize("format_name", ["turtle", "ntriples", "jsonld"])
def test_graph_formats_keep_every_triple(dataset: bytes, format_name: str) -> None:
    """A format for one graph holds the triples of all, with their lexical forms."""
    written = quads(export.write(dataset, format_name), format_name)

    assert {quad.triple for quad in written} == {quad.triple for quad in quads(dataset, "nquads")}
    assert all(isinstance(quad.graph_name, ox.DefaultGraph) for quad in written)


@rdflib_warns_of_itself
@pytest.mark.parametrize("format_name", ["turtle", "jsonld"])
def test_rdflib_reads_what_it_reads_from_ntriples(small_root: Path, format_name: str) -> None:
    """A second reader agrees; it rewrites some numbers itself, so those are left out here."""
    plain = nquads(curated_layers(small_root))
    expected = rdflib.Graph().parse(data=export.write(plain, "ntriples"), format="nt")

    read = rdflib.Graph().parse(data=export.write(plain, format_name), format=RDFLIB[format_name])

    assert set(read) == set(expected)


@rdflib_warns_of_itself
def test_rdflib_reads_the_named_graphs(small_root: Path) -> None:
    """TriG gives rdflib the same dataset as N-Quads."""
    plain = nquads(curated_layers(small_root))
    expected, read = rdflib.Dataset(), rdflib.Dataset()
    expected.parse(data=plain, format="nquads")

    read.parse(data=export.write(plain, "trig"), format="trig")

    assert set(read.quads()) == set(expected.quads())


@pytest.mark.parametrize("format_name", FORMATS)
def test_the_order_of_statements_does_not_matter(dataset: bytes, format_name: str) -> None:
    """What is written depends on what is stated alone, whatever the hash seed."""
    backwards = b"".join(dataset.splitlines(keepends=True)[::-1])
    if format_name == "nquads":
        backwards = b"".join(sorted(backwards.splitlines(keepends=True)))

    assert export.write(backwards, format_name) == export.write(dataset, format_name)


def test_hash_seeds_do_not_matter(dataset: bytes, tmp_path: Path) -> None:
    """Two processes with different hash seeds write the same bytes."""
    (tmp_path / "dataset.nq").write_bytes(dataset)
    code = (
        "import sys, pathlib; from alskg import export; "
        "data = pathlib.Path('dataset.nq').read_bytes(); "
        f"sys.stdout.buffer.write(b''.join(export.write(data, name) for name in {FORMATS}))"
    )
    written = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            cwd=tmp_path,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(written) == 1


def test_turtle_is_made_to_be_read(dataset: bytes) -> None:
    """Type and label stand first, predicates are aligned, numbers have no quotes."""
    text = export.write(dataset, "turtle").decode()

    assert (
        "claim:hue1-causes-navy-again\n"
        "    a               alskg:CauseClaim ;\n"
        '    rdfs:label      "HUE1: causes navy condition, by an estimate"@en ;\n'
        "    alskg:high      2.0 ;\n"
        "    alskg:low       1.10 ;\n"
    ) in text
    assert text.startswith("PREFIX BFO:         <http://purl.obolibrary.org/obo/BFO_>\n")
    assert "PREFIX UBERON:" not in text


def test_jsonld_is_made_to_be_read(dataset: bytes) -> None:
    """Claims read like records, by the names of the context."""
    document_ = json.loads(export.write(dataset, "jsonld"))
    nodes = {each["id"]: each for each in document_["@graph"]}
    claim = nodes["claim:hue1-causes-navy-again"]

    assert claim["type"] == "CauseClaim"
    assert claim["label"] == "HUE1: causes navy condition, by an estimate"
    assert (claim["subject"], claim["predicate"]) == ("gene:HUE1", "alskg:causes")
    assert claim["low"] == "1.10"
    assert claim["alskg:unit"] == "unit:percent"


def test_the_published_context_is_current() -> None:
    """`ontology/context.jsonld` has a term for every class and property there is."""
    ontology = ox.parse((ROOT / "ontology/alskg.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)
    published = (ROOT / "ontology/context.jsonld").read_text(encoding="utf-8")

    assert document(quad.triple for quad in ontology) == published, (
        "the vocabulary has changed: run  python -m alskg.export.context"
    )


def test_layers_can_be_picked(dataset: bytes) -> None:
    """Only the named graphs that were asked for are written."""
    written = quads(export.write(dataset, "nquads", ["source", "mappings"]), "nquads")

    everything = quads(dataset, "nquads")
    layers = ("/source>", "/mappings>")
    asked = {quad for quad in everything if str(quad.graph_name).endswith(layers)}
    assert {quad for quad in written if str(quad.graph_name).endswith(layers)} == asked
    assert written < everything


def test_an_unknown_layer_is_named(dataset: bytes) -> None:
    """The message has the layers that there are."""
    with pytest.raises(UnknownTerm, match=r"no layer 'pages'.* Did you mean 'page'"):
        export.write(dataset, "turtle", ["pages"])


@pytest.mark.parametrize("format_name", ["csv", "docx"])
def test_other_formats_are_refused(dataset: bytes, format_name: str) -> None:
    """The message has the formats that there are."""
    with pytest.raises(UnsupportedFormat, match="turtle"):
        export.write(dataset, format_name)


def test_every_known_prefix_is_declared_where_it_is_used() -> None:
    """Whatever characters it is made of, digits as well."""
    for prefix, namespace in prefixes().items():
        assert f"<{namespace}>" in prefix_lines(f"\n{prefix}:x")


def test_a_blank_node_is_refused() -> None:
    """A compiled dataset has none, so one means that the file is something else."""
    with pytest.raises(DataError, match="not one of a compiled dataset"):
        export.write(b"_:a <http://e.org/p> <http://e.org/o> <http://e.org/g> .\n", "turtle")


@given(
    text=st.text(),
    kind=st.sampled_from(["string", "integer", "decimal", "boolean", "double", "date"]),
)
def test_any_literal_survives_turtle(text: str, kind: str) -> None:
    """Whatever a literal holds, Turtle gives it back as it was."""
    literal = ox.Literal(text, datatype=ox.NamedNode(XSD + kind))
    turtle = f"PREFIX xsd: <{XSD}>\n<http://e.org/s> <http://e.org/p> {term(literal)} ."

    (quad,) = ox.parse(turtle, format=ox.RdfFormat.TURTLE)

    assert quad.object == literal
