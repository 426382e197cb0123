"""A whole release: complete, true to its own manifest, and opened by the tools of its users."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from pyld import jsonld as processor

from alskg import export, resources
from alskg.compile import open_build
from alskg.errors import InputError
from alskg.export.framed import refuse
from alskg.export.release import publish, release
from alskg.export.snapshot import Snapshot
from alskg.terms import compact, expand

ROOT = Path(__file__).resolve().parent.parent
VOID = "http://rdfs.org/ns/void#"
OXIGRAPH = str(Path(sys.executable).with_name("oxigraph"))
rdflib_warns_of_itself = pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning")


@pytest.fixture(scope="module")
def dataset() -> bytes:
    """Return the graph of the project."""
    return open_build().path_nquads.read_bytes()


@pytest.fixture(scope="module")
def written(dataset: bytes) -> dict[str, bytes]:
    """Return the files of a release."""
    snapshot = Snapshot(dataset, resources.root(), resources.version())
    return release(export.REGISTRY, snapshot, lambda _: None)


@pytest.fixture(scope="module")
def folder(written: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a release."""
    path = tmp_path_factory.mktemp("release") / "out"
    publish(path, written)
    return path


@pytest.fixture(scope="module")
def union(dataset: bytes) -> set[ox.Triple]:
    """Return the triples of all graphs together."""
    return {quad.triple for quad in ox.parse(dataset, format=ox.RdfFormat.N_QUADS)}


def test_every_file_is_where_its_format_says(written: dict[str, bytes]) -> None:
    """The table of formats is the whole truth, and no two formats write one file."""
    patterns = [pattern for row in export.REGISTRY for pattern in row.files]
    for name in written.keys() - {"manifest.json", "SHA256SUMS"}:
        assert sum(fnmatchcase(name, pattern) for pattern in patterns) == 1, name
    assert all(any(fnmatchcase(name, pattern) for name in written) for pattern in patterns)


def test_the_sums_are_those_of_the_files(folder: Path) -> None:
    """`sha256sum -c` says so too."""
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"],  # noqa: S607
        cwd=folder,
        check=False,
        capture_output=True,
    )

    assert checked.returncode == 0, checked.stdout
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    sums = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert {line[66:] for line in sums} == names - {"SHA256SUMS"}


def test_the_manifest_is_true(written: dict[str, bytes], dataset: bytes) -> None:
    """Sizes, digests and counts are those of the files; what is left out is counted."""
    manifest = json.loads(written["manifest.json"])

    assert manifest["dataset"]["sha256"] == hashlib.sha256(dataset).hexdigest()
    assert manifest["files"].keys() == written.keys() - {"manifest.json", "SHA256SUMS"}
    for name, entry in manifest["files"].items():
        assert entry["sha256"] == hashlib.sha256(written[name]).hexdigest()
        assert entry["bytes"] == len(written[name])
    count: Callable[[str], Any] = lambda name: manifest["files"][name]["counts"]  # noqa: E731
    assert count("als-kg.nq") == count("als-kg.trig") == {"quads": dataset.count(b"\n")}
    assert count("als-kg.nt") == count("als-kg.rdf") == count("als-kg.ttl")
    gaps = count("knowledge_gaps.tsv")["rows"]
    assert gaps > 0
    assert gaps in manifest["formats"]["kgx"]["leftOut"].values()


def test_a_release_replaces_the_last_one_whole(tmp_path: Path) -> None:
    """No file of the earlier one stays, and nothing lies beside it."""
    sums = {"SHA256SUMS": b"0" * 64 + b"  old.txt\n"}
    publish(tmp_path / "out", sums | {"old.txt": b""})
    publish(tmp_path / "out", {"new/file.txt": b"x"})

    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert sorted(path.name for path in (tmp_path / "out").rglob("*")) == ["file.txt", "new"]


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    """A slip of the keyboard never deletes what somebody has written."""
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(InputError, match="is not an earlier export"):
        publish(tmp_path, {"als-kg.ttl": b""})

    assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "mine"


def test_nothing_stays_of_a_release_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fills up leaves the last release, and no half of the new one."""
    sums = {"SHA256SUMS": b"0" * 64 + b"  old.txt\n"}
    publish(tmp_path / "out", sums | {"old.txt": b"old"})

    def full(_path: Path, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(InputError, match="No space left on device"):
        publish(tmp_path / "out", {"new.txt": b"new"})

    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (tmp_path / "out" / "old.txt").read_bytes() == b"old"


def test_rdfxml_holds_every_triple(written: dict[str, bytes], union: set[ox.Triple]) -> None:
    """Oxigraph reads the union from it, lexical forms and all."""
    read = ox.parse(written["als-kg.rdf"], format=ox.RdfFormat.RDF_XML)

    assert {quad.triple for quad in read} == union


@rdflib_warns_of_itself
def test_rdflib_reads_rdfxml(written: dict[str, bytes]) -> None:
    """The same triples as from N-Triples."""
    read = rdflib.Graph().parse(data=written["als-kg.rdf"], format="xml")
    expected = rdflib.Graph().parse(data=written["als-kg.nt"], format="nt")

    assert set(read) == set(expected)


@pytest.mark.requires("rapper", "apt-get install raptor2-utils")
@pytest.mark.parametrize(
    ("name", "syntax"),
    [("als-kg.rdf", "rdfxml"), ("als-kg.nt", "ntriples"), ("als-kg.nq", "nquads")],
)
def test_rapper_reads_it(folder: Path, union: set[ox.Triple], name: str, syntax: str) -> None:
    """Raptor, which many C and Perl programs read RDF with, finds the same triples."""
    command = ["rapper", "-q", "-i", syntax, "-o", "ntriples", name, "https://w3id.org/alskg/"]
    result = subprocess.run(command, cwd=folder, check=True, capture_output=True)

    read = {quad.triple for quad in ox.parse(result.stdout, format=ox.RdfFormat.N_TRIPLES)}
    assert read == union


@pytest.mark.parametrize("name", ["als-kg.nq", "als-kg.trig", "als-kg.ttl", "als-kg.rdf12.ttl"])
def test_the_oxigraph_server_loads_it(folder: Path, tmp_path: Path, name: str) -> None:
    """Its command line takes the file as it is."""
    load = [OXIGRAPH, "load", "--location", str(tmp_path / "store"), "--file", name]
    loaded = subprocess.run(load, cwd=folder, check=False, capture_output=True)
    assert loaded.returncode == 0, loaded.stderr

    dump = [OXIGRAPH, "dump", "--location", str(tmp_path / "store"), "--format", "nq"]
    dumped = subprocess.run(dump, check=True, capture_output=True).stdout
    expected = json.loads((folder / "manifest.json").read_bytes())["files"][name]["counts"]
    assert dumped.count(b"\n") == next(iter(expected.values()))


def test_pyld_reads_the_same_graph(written: dict[str, bytes], union: set[ox.Triple]) -> None:
    """The JSON-LD processor of Python users needs no context from elsewhere."""
    document = json.loads(written["als-kg.jsonld"])
    options = {"format": "application/n-quads", "documentLoader": refuse}

    read = processor.to_rdf(document, options)

    triples = {quad.triple for quad in ox.parse(read, format=ox.RdfFormat.N_QUADS)}
    assert triples == union


def test_a_document_has_the_thing_its_claims_and_their_grounds(written: dict[str, bytes]) -> None:
    """It reads like plain JSON, and as JSON-LD it says nothing that the graph does not."""
    document = json.loads(written["framed/gene/SOD1.jsonld"])

    assert (document["id"], document["type"], document["label"]) == ("gene:SOD1", "Gene", "SOD1")
    for claim in document["claims"] + document["mentionedIn"]:
        assert "statedIn" in claim or "accordingTo" in claim, claim["id"]
        assert claim["label"]


def test_documents_are_parts_of_the_graph(written: dict[str, bytes], union: set[ox.Triple]) -> None:
    """Whatever tree they are bent into."""
    names = [name for name in written if name.startswith("framed/")]
    assert len(names) == len(set(names)) > 60
    for name in names:
        read = ox.parse(written[name], format=ox.RdfFormat.JSON_LD)
        assert {quad.triple for quad in read} <= union, name


def test_no_context_is_fetched() -> None:
    """Whoever names one is told so."""
    with pytest.raises(processor.JsonLdError) as caught:
        processor.expand({"@context": "https://schema.org/"}, {"documentLoader": refuse})

    assert "is not fetched" in str(caught.value.__cause__)


def test_the_description_counts_what_the_files_hold(
    written: dict[str, bytes], union: set[ox.Triple]
) -> None:
    """Each figure of void.ttl can be counted anew from the exported files."""
    said = ox.Store()
    said.bulk_load(written["void.ttl"], format=ox.RdfFormat.TURTLE)
    whole = ox.NamedNode("https://w3id.org/alskg/dataset")

    def figure(subject: ox.NamedNode, name: str) -> int:
        (quad,) = said.quads_for_pattern(subject, ox.NamedNode(VOID + name), None)
        assert isinstance(quad.object, ox.Literal)
        return int(quad.object.value)

    assert figure(whole, "triples") == len(union)
    assert figure(whole, "distinctSubjects") == len({triple.subject for triple in union})
    assert figure(whole, "properties") == len({triple.predicate for triple in union})
    assert figure(whole, "distinctObjects") == len({triple.object for triple in union})
    graphs: dict[ox.NamedNode, int] = {}
    for quad in ox.parse(written["als-kg.nq"], format=ox.RdfFormat.N_QUADS):
        assert isinstance(quad.graph_name, ox.NamedNode)
        graphs[quad.graph_name] = graphs.get(quad.graph_name, 0) + 1
    assert {graph: figure(graph, "triples") for graph in graphs} == graphs


def test_the_description_counts_the_members_of_each_class(written: dict[str, bytes]) -> None:
    """Those of its subclasses included, found by a query over the exported N-Triples."""
    said, data = ox.Store(), ox.Store()
    said.bulk_load(written["void.ttl"], format=ox.RdfFormat.TURTLE)
    data.bulk_load(written["als-kg.nt"], format=ox.RdfFormat.N_TRIPLES)

    stated = said.query(f"SELECT ?class ?n {{ ?part <{VOID}class> ?class ; <{VOID}entities> ?n }}")
    counted = data.query(
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        "SELECT ?class (COUNT(DISTINCT ?x) AS ?n) { ?x a/rdfs:subClassOf* ?class } GROUP BY ?class"
    )

    assert isinstance(stated, ox.QuerySolutions)
    assert isinstance(counted, ox.QuerySolutions)
    figures = {row["class"].value: row["n"].value for row in stated}
    found = {row["class"].value: row["n"].value for row in counted}
    assert len(figures) > 50
    assert figures == {name: found[name] for name in figures}


def test_what_can_be_downloaded_is_there(written: dict[str, bytes]) -> None:
    """Every distribution, in void.ttl as in schema.org's terms, is a file of the release."""
    address = ox.NamedNode(expand("dcat:downloadURL"))
    quads = ox.parse(written["void.ttl"], format=ox.RdfFormat.TURTLE)
    urls = {str(quad.object)[1:-1] for quad in quads if quad.predicate == address}
    document = json.loads(written["als-kg.bioschemas.jsonld"])
    downloads = {part["contentUrl"] for part in document["@graph"][0]["distribution"]}

    assert urls == downloads
    assert {url.removeprefix("https://w3id.org/alskg/downloads/") for url in urls} <= written.keys()


def test_bioschemas_says_what_its_profiles_ask(written: dict[str, bytes]) -> None:
    """Minimum and recommended properties are there; all of it expands without the network."""
    document = json.loads(written["als-kg.bioschemas.jsonld"])
    kinds = [node["@type"] for node in document["@graph"]]

    assert kinds.count("Gene") == 29
    assert kinds.count("MedicalCondition") > 30
    assert kinds[0] == "Dataset"
    for node in document["@graph"]:
        assert {"@id", "dct:conformsTo", "identifier", "name", "url"} <= node.keys()
    assert {"description", "license", "version", "distribution"} <= document["@graph"][0].keys()
    assert processor.expand(document, {"documentLoader": refuse})


def test_every_stored_query_is_an_example(written: dict[str, bytes]) -> None:
    """One executable a query file, with its text, its prefixes and its endpoint."""
    store = ox.Store()
    store.bulk_load(written["sparql-examples.ttl"], format=ox.RdfFormat.TURTLE)
    found = store.query(
        "PREFIX sh: <http://www.w3.org/ns/shacl#> SELECT ?q { ?q a sh:SPARQLExecutable ; "
        "sh:prefixes/sh:declare/sh:prefix 'alskg' ; <https://schema.org/target> ?target ; "
        "sh:select|sh:construct|sh:ask ?text }"
    )
    assert isinstance(found, ox.QuerySolutions)
    names = {compact(row["q"].value) for row in found}

    assert names == {f"query:{path.stem}" for path in (ROOT / "queries").rglob("*.rq")}


def test_curated_files_go_out_as_they_are(written: dict[str, bytes]) -> None:
    """Mappings, ontology and shapes, byte by byte."""
    copies = {"sssom/": "data/mappings/", "ontology/": "ontology/"}
    for name, data in written.items():
        for start, folder in copies.items():
            if name.startswith(start):
                assert (ROOT / folder / name.removeprefix(start)).read_bytes() == data


@pytest.mark.filterwarnings("ignore")  # what pandas says of the way sssom uses it
def test_sssom_reads_the_mappings(folder: Path) -> None:
    """The reference implementation parses each file that goes out."""
    parse = pytest.importorskip("sssom.parsers").parse_sssom_table
    for path in sorted((folder / "sssom").iterdir()):
        assert len(parse(str(path)).df) > 0


def test_the_sum_program_is_there() -> None:
    """It is part of every Linux; without it the test of the sums would say something else."""
    assert shutil.which("sha256sum")
