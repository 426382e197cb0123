"""`alskg query --data` and `--only`: any RDF, beside the graph or instead of it."""

import gzip
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alskg.cli import main
from alskg.kg import KnowledgeGraph

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TRIPLE = "<http://e/a> <http://e/p> <http://e/b> ."
QUADS = f"<http://e/d> <http://e/p> <http://e/b> .\n{TRIPLE[:-1]}<http://e/g> .\n"
XML = (
    f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:e="http://e/"><rdf:Description rdf:about="http://e/a">'
    '<e:p rdf:resource="{}"/></rdf:Description></rdf:RDF>'
)
SYNTAXES = {
    "x.nt": TRIPLE,
    "x.nq": TRIPLE,
    "x.ttl": "@prefix e: <http://e/> . e:a e:p e:b .",
    "x.trig": "@prefix e: <http://e/> . { e:a e:p e:b }",
    "x.rdf": XML.format("http://e/b"),
    "x.owl": XML.format("http://e/b"),
    "x.jsonld": '{"@id": "http://e/a", "http://e/p": {"@id": "http://e/b"}}',
}
LOOK = "ASK { <http://e/a> <http://e/p> <http://e/b> }"
ROWS = "SELECT ?s ?o { ?s <http://e/p> ?o }"


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """Compile once, so that no test below is charged for it."""
    KnowledgeGraph()


def ask(query: str, *arguments: str | Path) -> Result:
    """Run the command in this process, in a pipe."""
    return CliRunner().invoke(main, ["query", *map(str, arguments), "-q", query])


def column(result: Result) -> list[str]:
    """Return the lines under the header."""
    assert result.exit_code == 0, result.output
    return sorted(result.stdout.splitlines()[1:])


def written(folder: Path, name: str, text: str | bytes) -> Path:
    """Write a file, packed where its name says so."""
    data = text.encode() if isinstance(text, str) else text
    path = folder / name
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") and text else data)
    return path


@pytest.mark.parametrize("packed", ["", ".gz"])
@pytest.mark.parametrize("name", SYNTAXES)
def test_every_syntax_is_read(name: str, packed: str, tmp_path: Path) -> None:
    """Packed or not, alone or beside the graph."""
    path = written(tmp_path, name + packed, SYNTAXES[name])

    assert ask(LOOK, "--only", path).stdout == "true\n"
    if name in ("x.nt", "x.jsonld"):
        both = LOOK.replace("}", ". ?gene a alskg:Gene }")
        assert ask(both, "--data", path).stdout == "true\n"
        assert ask(both, "--only", path).exit_code == 1


@pytest.mark.parametrize("where", ["memory", "store"])
def test_a_file_beside_the_graph_has_a_graph_of_its_own(tmp_path: Path, where: str) -> None:
    """Named after it; quads keep theirs; a plain query sees all."""
    (tmp_path / "b").mkdir()
    files: list[str | Path] = ["--data", written(tmp_path, "My file.nt", TRIPLE)]
    files += ["--data", written(tmp_path / "b", "my-file.nt", TRIPLE.replace("/a>", "/c>"))]
    files += ["--data", written(tmp_path, "q.nq", QUADS.replace("/a>", "/f>"))]
    files += ["--store", tmp_path / "store"] if where == "store" else []

    assert len(column(ask(ROWS, *files))) == 4
    graphs = column(ask("SELECT ?g { GRAPH ?g { ?s <http://e/p> ?o } }", *files, "-f", "csv"))
    own = "https://w3id.org/alskg/graph/data-"
    assert graphs == ["http://e/g", own + "my-file", own + "my-file-2", own + "q"]
    one = "SELECT ?s FROM graph:data-q { ?s <http://e/p> ?o }"
    assert column(ask(one, *files)) == ["<http://e/d>"]


@pytest.mark.parametrize("engine", ["embedded", "reference", "store"])
def test_files_alone_are_what_they_say(tmp_path: Path, engine: str) -> None:
    """The default graph is what a plain query sees; --union changes that."""
    files: list[str | Path] = ["--only", written(tmp_path, "q.nq", QUADS)]
    files += ["--store", tmp_path / "store"] if engine == "store" else ["--engine", engine]

    assert column(ask("SELECT ?s { ?s ?p ?o }", *files)) == ["<http://e/d>"]
    assert column(ask("SELECT ?s { ?s ?p ?o }", *files, "--union")) == [
        "<http://e/a>",
        "<http://e/d>",
    ]
    assert column(ask("SELECT ?g { GRAPH ?g { ?s ?p ?o } }", *files)) == ["<http://e/g>"]
    assert column(ask("SELECT ?s FROM <http://e/g> { ?s ?p ?o }", *files)) == ["<http://e/a>"]


def test_a_store_is_asked_again_without_its_files(tmp_path: Path) -> None:
    """As it is, with the dataset that it was loaded with."""
    path = written(tmp_path, "q.nq", QUADS)
    store = tmp_path / "store"
    assert ask(ROWS, "--only", path, "--store", store).exit_code == 0
    path.unlink()

    assert len(column(ask(ROWS, "--store", store))) == 1
    assert len(column(ask(ROWS, "--store", store, "--union"))) == 2
    nothing = ask(ROWS, "--store", tmp_path / "none")
    assert nothing.exit_code == 2
    assert "There is no store" in nothing.stderr


def test_the_graphs_of_the_project_are_not_added_to(tmp_path: Path) -> None:
    """A file with such quads is refused beside the graph, and can be asked alone."""
    graph = "https://w3id.org/alskg/graph/page"
    path = written(tmp_path, "q.nq", QUADS.replace("http://e/g", graph))

    refused = ask(ROWS, "--data", path)
    assert refused.exit_code == 2
    assert graph in refused.stderr
    assert "--only" in refused.stderr
    assert len(column(ask(ROWS, "--only", path, "--union"))) == 2


def test_blank_nodes_of_two_files_are_two(tmp_path: Path) -> None:
    """Though they have the same name."""
    blank = "_:b <http://e/p> <http://e/{}> .\n"
    files = [written(tmp_path, f"{at}.nt", blank.format(at)) for at in "xy"]
    query = "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s <http://e/p> ?o }"
    given: list[str | Path] = [word for file in files for word in ("--only", file)]

    stored: tuple[str | Path, ...] = ("--store", tmp_path / "store")
    for more in ((), stored):
        assert column(ask(query, *given, *more)) == ["2"]


LOL = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 9 if n else "lol"}">' for n in range(9))
BAD: dict[str, tuple[str, str | bytes, str]] = {
    "wrong ending": ("x.docx", TRIPLE, "does not say in which RDF syntax"),
    "no ending": ("x", TRIPLE, "does not say in which RDF syntax"),
    "Turtle": ("x.ttl", "<http://e/a>\n<http://e/b>\n.", "x.ttl, line 3: this is not Turtle"),
    "N-Quads": ("x.nq", TRIPLE + "\nnonsense .\n", "x.nq, line 2: this is not N-Quads"),
    "JSON-LD": ("x.jsonld", '{"@id": ', "this is not JSON-LD"),
    "context": ("x.jsonld", '{"@context": "http://127.0.0.1:1/"}', "this is not JSON-LD"),
    "RDF/XML": ("x.rdf", "<rdf:RDF", "this is not RDF/XML"),
    "entities": ("x.rdf", f"<!DOCTYPE r [{LOL}]>{XML.format('&e8;')}", "entities"),
    "UTF-16": ("x.ttl", TRIPLE.encode("utf-16"), "UTF-8"),
    "Latin-1": ("x.nt", '<a:a> <a:b> "\xe9" .'.encode("latin-1"), "x.nt, line 1"),
    "declared": ("x.rdf", '<?xml version="1.0" encoding="latin1"?><r/>', "latin1"),
    "bomb": ("x.nt.gz", b"\n" * 30_000_000, "unpacks to more than"),
    "functional": ("x.owl", "Ontology(<http://e/o>)", "functional syntax"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_named_and_nothing_is_loaded(case: str, tmp_path: Path) -> None:
    """Exit status 2, with the file and the line; no store is made of it."""
    name, text, message = BAD[case]
    path = written(tmp_path, name, text)

    stored: tuple[str | Path, ...] = ("--store", tmp_path / "store")
    for more in ((), stored):
        result = ask(LOOK, "--only", path, *more)
        assert result.exit_code == 2
        assert message in result.stderr
        assert name in result.stderr
    assert not list((tmp_path / "store").glob("*store*"))


@pytest.mark.parametrize("cut", [0, 5, -3])
def test_gzip_that_ends_too_early_is_noticed(cut: int, tmp_path: Path) -> None:
    """Or is none at all, or is empty within; two streams in a row are one file."""
    path = tmp_path / "x.nt.gz"
    path.write_bytes(gzip.compress(TRIPLE.encode())[:cut])
    assert "ends too early" in ask(LOOK, "--only", path).stderr
    path.write_bytes(TRIPLE.encode())
    assert "not packed with gzip" in ask(LOOK, "--only", path).stderr
    path.write_bytes(gzip.compress(b"# nothing\n") + gzip.compress(TRIPLE.encode()))
    assert ask(LOOK, "--only", path).stdout == "true\n"


def test_harmless_entities_are_read(tmp_path: Path) -> None:
    """As many ontologies have them, for namespaces."""
    text = '<!DOCTYPE rdf:RDF [<!ENTITY e "http://e/">]>' + XML.format("&e;b")

    assert ask(LOOK, "--only", written(tmp_path, "x.rdf", text)).stdout == "true\n"


CONTRADICTIONS = {
    "--data x.nt --only x.nt": "give all files with one of them",
    "--data x.nt --union": "--union says how --only is read",
    "--data x.nt --store s --engine reference": "leave one of them out",
    "--only x.nt --with x.obo": "--with reads an ontology together with the graph",
    "--only x.nt --endpoint http://127.0.0.1:1/": "leave one of them out",
    "--only missing.nt": "does not exist",
}


@pytest.mark.parametrize("options", CONTRADICTIONS)
def test_options_that_contradict_are_refused(
    options: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the way out."""
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "x.nt", TRIPLE)
    result = ask(LOOK, *options.split())

    assert result.exit_code == 2
    assert CONTRADICTIONS[options] in result.stderr
