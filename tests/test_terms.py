"""CURIEs, the prefix table, and the prefixes that a query may leave out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.namespace import SH

from alskg import resources, terms
from alskg.errors import DataError, UnknownTerm
from alskg.terms import ALSKG, BASE, compact, expand, prefix_header, prefixes

PREFIXES = sorted(prefixes())
LOCAL_NAMES = st.from_regex(r"[A-Za-z0-9_]([A-Za-z0-9_.:-]*[A-Za-z0-9_-])?", fullmatch=True)


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return the path of a prefix table that a test may write."""
    monkeypatch.setattr(resources, "ontology_dir", lambda: tmp_path)
    prefixes.cache_clear()
    yield tmp_path / "prefixes.ttl"
    prefixes.cache_clear()


def test_the_small_reader_agrees_with_rdflib() -> None:
    """There is one table, and both readers see the same pairs in it."""
    graph = Graph().parse(resources.ontology_dir() / "prefixes.ttl")
    pairs = {
        str(graph.value(node, SH.prefix)): str(graph.value(node, SH.namespace))
        for node in graph.objects(None, SH.declare)
    }

    assert dict(prefixes()) == pairs


def test_no_namespace_is_declared_twice() -> None:
    """Each IRI has one CURIE."""
    assert len(set(prefixes().values())) == len(prefixes())


def test_no_two_prefixes_differ_in_case_alone() -> None:
    """So `hgnc:` can only mean `HGNC:`."""
    assert len({prefix.casefold() for prefix in prefixes()}) == len(prefixes())


@pytest.mark.parametrize(
    "text",
    [
        "",
        '[ sh:prefix "a" ; sh:namespace "https://example.org/" ] .',
        (
            '[ sh:prefix "a" ; sh:namespace "https://example.org/a"^^xsd:anyURI ] , '
            '[ sh:prefix "a" ; sh:namespace "https://example.org/b"^^xsd:anyURI ] .'
        ),
        '[ sh:namespace "https://example.org/"^^xsd:anyURI ; sh:prefix "a" ] .',
    ],
    ids=["empty", "no datatype", "declared twice", "other order"],
)
def test_a_table_in_another_form_is_refused(table: Path, text: str) -> None:
    """The reader is strict: it never passes over a declaration in silence."""
    table.write_text(text)

    with pytest.raises(DataError, match=r"prefixes\.ttl"):
        prefixes()


def test_a_missing_table_is_named(table: Path) -> None:
    """The message says which file cannot be read."""
    with pytest.raises(DataError, match=r"prefixes\.ttl cannot be read"):
        prefixes()
    assert not table.exists()


def test_a_comment_in_the_table_declares_nothing(table: Path) -> None:
    """What is commented out does not count."""
    table.write_text(
        '# [ sh:prefix "old" ; sh:namespace "https://example.org/old"^^xsd:anyURI ] ,\n'
        '[ sh:prefix "new" ; sh:namespace "https://example.org/new#"^^xsd:anyURI ] .\n'
    )

    assert dict(prefixes()) == {"new": "https://example.org/new#"}


@given(st.sampled_from(PREFIXES), LOCAL_NAMES)
def test_a_curie_survives_there_and_back(prefix: str, local: str) -> None:
    """`compact` undoes `expand`, except that a longer namespace may take over."""
    curie = f"{prefix}:{local}"

    assert expand(compact(expand(curie))) == expand(curie)
    if not any(
        expand(curie).startswith(ns) for ns in prefixes().values() if ns != expand(prefix + ":")
    ):
        assert compact(expand(curie)) == curie


@given(st.sampled_from(PREFIXES), st.text())
def test_an_iri_survives_being_made_short(prefix: str, local: str) -> None:
    """Whatever `compact` returns stands for the same IRI; with no legal CURIE it is the IRI."""
    iri = prefixes()[prefix] + local
    short = compact(iri)

    assert short == iri or expand(short) == iri


@given(st.sampled_from(PREFIXES), st.text())
def test_a_compacted_iri_can_be_pasted_into_a_query(prefix: str, local: str) -> None:
    """What `compact` returns is a legal prefixed name of SPARQL, or the whole IRI."""
    iri = prefixes()[prefix] + local
    short = compact(iri)
    if short != iri:
        query = Graph().query(f"{prefix_header(short)}ASK {{ {short} a {short} }}")
        assert query.askAnswer is False


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        (BASE + "gene/SOD1", "gene:SOD1"),
        (ALSKG + "Claim", "alskg:Claim"),
        ("http://purl.obolibrary.org/obo/MONDO_0004976", "MONDO:0004976"),
        ("http://purl.obolibrary.org/obo/GO_0008150", "GO:0008150"),
        (BASE + "passage/causes-3", "passage:causes-3"),
        (BASE + "gene/\u00e9", "gene:\u00e9"),
        (BASE + "gene/a%2Fb", "gene:a%2Fb"),
        (BASE + "gene/a/b", BASE + "gene/a/b"),
        (BASE + "gene/-a", BASE + "gene/-a"),
        (BASE + "gene/a.", BASE + "gene/a."),
        (BASE + "gene/a\n", BASE + "gene/a\n"),
        (BASE + "gene/\u00b2", BASE + "gene/\u00b2"),
        (BASE + "gene/", BASE + "gene/"),
        ("https://example.org/", "https://example.org/"),
        ("", ""),
    ],
)
def test_compact(iri: str, expected: str) -> None:
    """The longest namespace wins, and only a legal local name makes a CURIE."""
    assert compact(iri) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gene:SOD1", BASE + "gene/SOD1"),
        ("hgnc:11179", "http://identifiers.org/hgnc/11179"),
        ("DOI:10.1000/182", "https://doi.org/10.1000/182"),
        ("alskg:", ALSKG),
        ("http://example.org/x", "http://example.org/x"),
        ("urn:uuid:0", "urn:uuid:0"),
    ],
)
def test_expand(text: str, expected: str) -> None:
    """CURIEs in any case, and IRIs, become IRIs."""
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SOD1", "neither a CURIE"),
        ("", "neither a CURIE"),
        ("gene:a b", "neither a CURIE"),
        ("gene:SOD1\n", "neither a CURIE"),
        ("gene:<x>", "neither a CURIE"),
        ("http://example.org/a b", "neither a CURIE"),
        ("genes:SOD1", r"'genes:'.*Did you mean 'gene'\?"),
        ("zzzzzz:1", r"prefixes\.ttl\.$"),
    ],
)
def test_expand_says_what_is_wrong(text: str, message: str) -> None:
    """A typing error is explained, never turned into an IRI that names nothing."""
    with pytest.raises(UnknownTerm, match=message):
        expand(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT * { ?s a alskg:Gene }", ["alskg"]),
        ("SELECT * { ?s a gene:A ; rdfs:label ?l }", ["gene", "rdfs"]),
        ("PREFIX gene: <x> SELECT * { ?s a gene:A }", []),
        ("prefix gene: <x>\nSELECT * { ?s a gene:A ; rdfs:label ?l }", ["rdfs"]),
        ("@prefix gene: <x> . gene:A a alskg:Gene .", ["alskg"]),
        ("SELECT * { ?s ?p 'gene:A' , \"rdfs:label\" }", []),
        ("SELECT * { ?s ?p '''gene:A' \n rdfs:x''' , \"\"\"skos:a\" \n\"\"\" }", []),
        ("SELECT * { ?s ?p 'it\\'s gene:A' }", []),
        ("SELECT * { ?s ?p ?o } # gene:A", []),
        ("SELECT * { <gene:A> ?p <http://example.org/#rdfs:x> }", []),
        ("SELECT * { _:gene ?p ?gene }", []),
        ("SELECT * { ?s rdfs:label|^skos:prefLabel/gene:x ?o }", ["gene", "rdfs", "skos"]),
        ("SELECT * { ?a ?b ?c FILTER(?a<?b&&rdf:x!=?c) }", ["rdf"]),
        ("SELECT * { ?s unknown:thing ?o }", []),
        ("SELECT * { ?s gene:a:rdf:b ?o }", ["gene"]),
        ("SELECT * { ?s gene:a\\,rdf:b ?o }", ["gene"]),
        ("SELECT * { ?s :a ?o }", []),
        ("SELECT * { 'open gene:A", []),
        ('"1"^^xsd:integer', ["xsd"]),
        ("'chat'@en-gene", []),
        ("", []),
    ],
)
def test_prefix_header_names_what_a_query_leaves_out(text: str, expected: list[str]) -> None:
    """Only prefixes in use and not declared, and none from strings, comments or IRIs."""
    lines = prefix_header(text).splitlines()

    assert [line.split()[1].rstrip(":") for line in lines] == expected
    assert prefix_header(prefix_header(text) + text) == ""


@given(st.text(alphabet="ab:<>'\"#?_\\ \n.@%", max_size=60))
def test_prefix_header_takes_any_text(text: str) -> None:
    """However broken a query is, its header is found without an error."""
    assert prefix_header(text) == ""


@pytest.mark.parametrize("piece", ["a", '"""\\', "'", "<a", "a:", "?", "_:", "prefix "])
def test_prefix_header_is_linear(piece: str) -> None:
    """A megabyte of anything takes no longer than a megabyte should."""
    assert prefix_header(piece * (1_000_000 // len(piece))) == ""


def test_every_prefix_can_be_used_in_a_query() -> None:
    """The table holds nothing that SPARQL would not take as a prefix."""
    query = "?s ?p " + " , ".join(f"{prefix}:x" for prefix in prefixes())

    Graph().query(f"{prefix_header(query)}ASK {{ {query} }}")


def test_the_vocabulary_is_in_the_table() -> None:
    """The constants and the table say the same."""
    assert prefixes()["alskg"] == ALSKG
    assert terms.__all__ == sorted(terms.__all__)
