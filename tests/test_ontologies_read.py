"""Each syntax says the same of the same terms, and nothing that a file imports is looked at."""

import gzip
import threading
from pathlib import Path

import pyoxigraph as ox
import pytest
from ontology_fixtures import DOID, HPO, MONDO, SMALL, real

from alskg.engine.worker import can_fork
from alskg.errors import InputError, UnsupportedFormat
from alskg.ontologies import Synonym, Term, quads, read
from alskg.ontologies.records import OBO, Ontology


def test_an_obo_file() -> None:
    """Labels, synonyms with their scope, parents, matches, obsolete and merged terms."""
    ontology = read(SMALL / "hp.obo")

    assert (ontology.prefix, ontology.version) == ("HP", "hp/releases/2000-01-01")
    assert ontology.iri == f"{OBO}hp.owl"
    assert ontology.imports == ("http://example.org/never-fetched.obo",)
    assert ontology.by_iri[f"{OBO}HP_0002380"] == Term(
        iri=f"{OBO}HP_0002380",
        label="Fasciculations",
        synonyms=(Synonym('Muscle "twitch"', "exact"),),
        parents=(f"{OBO}HP_0000707", f"{OBO}HP_0033127"),
        exact_matches=("https://uts.nlm.nih.gov/uts/umls/concept/C0015644",),
    )
    obsolete = ontology.by_iri[f"{OBO}HP_0002355"]
    assert (obsolete.deprecated, obsolete.replaced_by) == (True, (f"{OBO}HP_0001288",))
    merged = ontology.by_iri[f"{OBO}HP_0001333"]
    assert (merged.deprecated, merged.replaced_by) == (True, (f"{OBO}HP_0000707",))


def test_an_obo_graphs_file() -> None:
    """Nodes, edges and property values; a node without a name is a mere reference."""
    ontology = read(SMALL / "mondo.json")
    als = ontology.by_iri[f"{OBO}MONDO_0004976"]

    assert (ontology.prefix, ontology.version, len(ontology.terms)) == ("MONDO", "2000-01-01", 6)
    assert als.label == "amyotrophic lateral sclerosis"
    assert als.synonyms == (Synonym("Lou Gehrig disease"), Synonym("bulbar ALS", "narrow"))
    assert als.parents == (f"{OBO}MONDO_0020128",)
    assert als.exact_matches == (f"{OBO}DOID_332",)
    assert ontology.by_iri[f"{OBO}MONDO_0000002"].replaced_by == (als.iri,)


def test_an_owl_file() -> None:
    """Parents are named classes; the restriction is in the triples alone."""
    ontology = read(SMALL / "hp.owl")
    graph, lines = quads(SMALL / "hp.owl")
    triples = list(ox.parse(lines, format=ox.RdfFormat.N_QUADS))

    assert (ontology.prefix, ontology.version) == ("HP", "2000-01-01")
    assert ontology.imports == ("http://example.org/never-fetched.owl",)
    assert ontology.by_iri[f"{OBO}HP_0001260"].parents == (f"{OBO}HP_0000707",)
    assert ontology.by_iri[f"{OBO}HP_0001260"].synonyms == (Synonym("Dysarthric speech"),)
    assert ontology.by_iri[f"{OBO}HP_0002355"].replaced_by == (f"{OBO}HP_0001288",)
    assert graph == "https://w3id.org/alskg/graph/HP"
    assert {str(quad.graph_name) for quad in triples} == {f"<{graph}>"}
    assert sum(isinstance(quad.subject, ox.BlankNode) for quad in triples) == 3
    assert quads(SMALL / "hp.owl") == (graph, lines)


def test_a_skos_file() -> None:
    """The English label wins; other labels are synonyms, and the broader concept is the parent."""
    ontology = read(SMALL / "scheme.ttl")
    tremor = ontology.by_iri["http://example.org/scheme/tremor"]

    assert ontology.by_iri["http://example.org/scheme/sign"].label == "sign"
    assert (tremor.kind, tremor.synonyms) == ("concept", (Synonym("trembling"),))
    assert tremor.parents == ("http://example.org/scheme/sign",)
    assert tremor.exact_matches == (f"{OBO}HP_0001337",)
    assert quads(SMALL / "scheme.ttl")[0] == "https://w3id.org/alskg/graph/with-scheme"


def test_a_packed_file_is_the_same_file(tmp_path: Path) -> None:
    """Also where it is packed in several streams."""
    text = (SMALL / "hp.obo").read_bytes()
    packed = tmp_path / "hp.obo.gz"
    packed.write_bytes(gzip.compress(text[:500]) + gzip.compress(text[500:]))

    assert read(packed).terms == read(SMALL / "hp.obo").terms


def test_the_triples_of_obo_say_what_its_terms_say(tmp_path: Path) -> None:
    """Written as OWL and read again, nothing is lost."""
    _, lines = quads(SMALL / "hp.obo")
    store = ox.Store()
    store.load(lines, format=ox.RdfFormat.N_QUADS)
    again = tmp_path / "again.nt"
    graph = ox.NamedNode("https://w3id.org/alskg/graph/HP")
    store.dump(again, format=ox.RdfFormat.N_TRIPLES, from_graph=graph)

    first = {term.iri: _comparable(term) for term in read(SMALL / "hp.obo").terms}
    assert {term.iri: _comparable(term) for term in read(again).terms} == first


def _comparable(term: Term) -> tuple[object, ...]:
    """Return a term without the order of its values."""
    return (
        term.label,
        term.kind,
        term.deprecated,
        set(term.synonyms),
        set(term.parents),
        set(term.replaced_by),
        set(term.exact_matches),
    )


def test_a_process_with_threads_reads_as_well() -> None:
    """Where a fork would not be safe, a fresh interpreter parses: in a notebook, or on a server."""
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert not can_fork()
        assert len(read(SMALL / "hp.obo").terms) == 7
        with pytest.raises(InputError, match="Cannot read absent"):
            read(Path("absent.obo"))
    finally:
        stop.set()
        thread.join()


def test_a_cycle_of_parents_ends() -> None:
    """A term is never below itself."""
    terms = (Term("x:a", parents=("x:b",)), Term("x:b", parents=("x:a", "x:c")))

    assert Ontology("x", terms).ancestors("x:a") == {"x:b", "x:c"}


@pytest.mark.parametrize(
    ("name", "text", "wrong"),
    [
        ("hp.owl", "Prefix(:=<http://x/>)\nOntology(<http://x>)\n", "functional syntax"),
        ("hp.owl", '<?xml version="1.0"?>\n<Ontology xmlns="x">\n</Ontology>\n', "OWL/XML"),
        ("hp.csv", "id,label\n", "ending"),
    ],
)
def test_what_no_library_here_reads_is_named(
    tmp_path: Path, name: str, text: str, wrong: str
) -> None:
    """With what to do instead."""
    path = tmp_path / name
    path.write_text(text)

    with pytest.raises(UnsupportedFormat, match=wrong):
        read(path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "prefix", "terms", "label"),
    [
        (HPO, "HP", 19_000, ("HP_0007354", "Amyotrophic lateral sclerosis")),
        (MONDO, "MONDO", 31_000, ("MONDO_0004976", "amyotrophic lateral sclerosis")),
        (DOID, "DOID", 3_000, ("DOID_332", "amyotrophic lateral sclerosis")),
        ("ro-2025-12-17.json", "RO", 500, ("RO_0002200", "has phenotype")),
        ("hp_import-2026-06-23-doid.owl", "HP", 500, ("HP_0001250", "Seizure")),
        ("eco_import-doid-2026-07-31.owl", "ECO", 5, ("ECO_0000000", "evidence")),
    ],
)
def test_the_real_files(name: str, prefix: str, terms: int, label: tuple[str, str]) -> None:
    """Each is read whole."""
    ontology = read(real(name))

    assert ontology.prefix == prefix
    assert len(ontology.terms) > terms
    found = ontology.by_iri.get(f"{OBO}{label[0]}")
    assert found is None or found.label == label[1]
    assert sum(bool(term.label) for term in ontology.terms) > terms * 0.9
