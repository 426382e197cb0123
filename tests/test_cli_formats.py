"""The formats of answers, names instead of IRIs, and all questions at once."""

import csv
import io
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alskg import catalogue
from alskg.cli import main
from alskg.cli.answer import Manner, written
from alskg.cli.answer_all import INDEX
from alskg.engine import Rows, Term
from alskg.engine.embedded import EmbeddedEngine
from alskg.engine.html_page import to_html
from alskg.engine.labels import labels
from alskg.engine.triple_rows import triple_rows
from alskg.errors import QueryError
from alskg.formats import by_name
from alskg.kg import KnowledgeGraph

SOD1 = "https://w3id.org/alskg/gene/SOD1"
LABELLED = "SELECT ?g { VALUES ?g { gene:SOD1 alskg:NobodysTerm } }"
HOSTILE = "</td><script>alert(1)</script>\"' & <img src=x onerror=y>\x00"


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """Compile once, so that no test below is charged for it."""
    KnowledgeGraph()


def ask(*arguments: str) -> Result:
    """Run the command in this process, in a pipe."""
    return CliRunner().invoke(main, ["query", *arguments])


def index(folder: Path) -> list[dict[str, str]]:
    """Read the index of a folder of answers."""
    text = (folder / INDEX).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


class Page(HTMLParser):
    """The elements of a page with their attributes, and its texts."""

    def __init__(self, page: str) -> None:
        """Read a page."""
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in an element."""
        self.elements.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Hold that elements close in the order in which they opened."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Take in a text."""
        self.texts.append(data)


def test_html_is_a_whole_page_with_the_question_as_its_caption() -> None:
    """Headings say what they are for, things are links with labels, and nothing is loaded."""
    result = ask("what_is_said_of", "-f", "html")
    page = Page(result.stdout)
    kinds = [tag for tag, _ in page.elements]
    links = [attributes["href"] for tag, attributes in page.elements if tag == "a"]

    assert result.exit_code == 0
    assert result.stdout.startswith("<!DOCTYPE html>\n")
    assert page.open == []
    assert catalogue.get("what_is_said_of").title in page.texts
    assert {"caption", "thead", "tbody", "title"} <= set(kinds)
    assert all(each.get("scope") == "col" for tag, each in page.elements if tag == "th")
    assert SOD1 in links
    assert "SOD1" in page.texts
    assert not {"script", "img", "link", "iframe"} & set(kinds)


def test_no_answer_becomes_markup() -> None:
    """Whatever stands in a cell, a language, an address, a heading or the title."""
    rows = Rows(
        ("x", "<b>"),
        [
            (Term("literal", HOSTILE, "", 'en"><b>'), Term("iri", f'https://e/"{HOSTILE}')),
            (Term("iri", "javascript:alert(1)"), Term("bnode", HOSTILE)),
            (Term("triple", HOSTILE), None),
        ],
    )
    page = Page(to_html(rows, HOSTILE, {"<b>": HOSTILE}, lambda _: HOSTILE))

    assert {tag for tag, _ in page.elements} <= {
        *("html", "head", "meta", "title", "style", "body", "main", "div", "table", "caption"),
        *("thead", "tbody", "tr", "th", "td", "a", "p"),
    }
    assert not any(name.startswith("on") for _, each in page.elements for name in each)
    hrefs = [each["href"] for tag, each in page.elements if tag == "a"]
    assert [(href or "")[:10] for href in hrefs] == ["https://e/"]
    assert page.texts.count(HOSTILE.replace("\x00", "\ufffd")) >= 4
    assert "\x00" not in "".join(page.texts)


def test_yes_and_no_are_a_page_too() -> None:
    """The exit status is as in every format."""
    result = ask("-q", "ASK { gene:SOD1 a alskg:Gene, alskg:Claim }", "-f", "html")

    assert result.exit_code == 1
    assert "no" in Page(result.stdout).texts


@pytest.mark.parametrize("format_name", ["table", "md", "html", "csv", "tsv"])
@pytest.mark.parametrize(
    ("names", "shown"),
    [("labels", "SOD1"), ("curies", "gene:SOD1"), ("iris", "https://w3id.org/alskg/gene/SOD1")],
)
def test_things_go_by_the_names_that_were_asked_for(
    format_name: str, names: str, shown: str
) -> None:
    """In what people read; what has no label goes by its CURIE."""
    result = ask("-q", LABELLED, "-f", format_name, "--names", names)
    others = {"gene:SOD1", "w3id.org/alskg/gene/SOD1"} - {shown.removeprefix("https://")}
    visible = " ".join(Page(result.stdout).texts) if format_name == "html" else result.stdout

    assert result.exit_code == 0
    assert shown in visible.replace("\\", "")
    assert not any(other in visible for other in others)
    assert ("alskg:NobodysTerm" in visible) is (names != "iris")


@pytest.mark.parametrize("format_name", ["csv", "tsv", "json", "xml", "jsonl"])
def test_programs_get_iris(format_name: str) -> None:
    """Unless something else was asked for; JSON and XML take nothing else."""
    assert SOD1 in ask("-q", LABELLED, "-f", format_name).stdout
    assert SOD1 in ask("-q", LABELLED, "-f", format_name, "--names", "iris").stdout
    if format_name not in {"csv", "tsv"}:
        refused = ask("-q", LABELLED, "-f", format_name, "--names", "labels")
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert f"{format_name} is for programs and always has IRIs." in refused.stderr


def test_labels_are_asked_for_in_portions(tmp_path: Path) -> None:
    """English first, then none, then any; what cannot stand in a query is passed over."""
    path = tmp_path / "dataset.nq"
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    lines = [f'<http://e/{n}> {label} "n{n}" <http://e/g> .' for n in range(1_100)]
    lines += [f'<http://e/{n}> {label} "fr"@fr <http://e/g> .' for n in (1, 2, 2_000)]
    lines += [f'<http://e/2> {label} "zwei"@en-GB <http://e/g> .']
    path.write_text("\n".join(lines), encoding="utf-8")
    hostile = 'http://e/> } ; DROP ALL ; ASK { <http://e/"'

    found = labels(EmbeddedEngine(path), [*(f"http://e/{n}" for n in range(2_001)), hostile])

    assert len(found) == 1_101
    assert [found[f"http://e/{n}"] for n in (0, 1, 2, 2_000)] == ["n0", "n1", "zwei", "fr"]


def test_an_answer_stands_though_its_labels_cannot_be_had(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A server that answered once may not answer again."""

    class Silent(EmbeddedEngine):
        def rows(self, *_arguments: object, **_options: object) -> Rows:
            raise QueryError("It does not answer.")

    answer = json.dumps(
        {
            "head": {"vars": ["g"]},
            "results": {"bindings": [{"g": {"type": "uri", "value": SOD1}}]},
        }
    ).encode()
    manner = Manner("SELECT", by_name("md"), "labels", 1.0)
    query = catalogue.get("names")

    assert b"gene:SOD1" in written(answer, manner, query, Silent("none.nq"))
    assert "The labels could not be had" in capsys.readouterr().err


@pytest.mark.parametrize("format_name", ["table", "csv", "tsv", "jsonl", "md", "html"])
def test_a_graph_is_written_as_rows(format_name: str) -> None:
    """Of subject, predicate and object, and no more than were asked for."""
    construct = "CONSTRUCT { ?g rdfs:label ?l ; a ?t } { ?g a alskg:Gene, ?t ; rdfs:label ?l }"
    result = ask("-q", construct, "-f", format_name, "--limit", "2")

    assert result.exit_code == 0
    assert "predicate" in result.stdout
    if format_name == "csv":
        rows = list(csv.reader(io.StringIO(result.stdout)))
        assert rows[0] == ["subject", "predicate", "object"]
        assert len(rows) == 3


def test_a_graph_as_rows_keeps_every_kind_of_term() -> None:
    """As N-Triples has them; what is no N-Triples is refused."""
    text = (
        b'_:b <http://e/p> "chat"@fr .\n'
        b'<http://e/s> <http://e/p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
        b'<http://e/s> <http://e/p> "plain" .\n'
    )
    rows = triple_rows(text).rows

    assert rows[0][0] is not None
    assert rows[0][0].kind == "bnode"
    assert [str(row[2]) for row in rows] == [
        '"chat"@fr',
        '"1"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '"plain"',
    ]
    with pytest.raises(QueryError, match="not N-Triples"):
        triple_rows(b"<html>")


def test_a_limit_holds_for_every_form() -> None:
    """It bounds rows and matches, and makes no 'no' of a 'yes'."""
    rows = ask("-q", "SELECT ?g { ?g a alskg:Gene }", "-n", "3", "-f", "csv").stdout.splitlines()
    graph = ask("-q", "CONSTRUCT { ?g a alskg:X } { ?g a alskg:Gene }", "-n", "3", "-f", "nt")
    yes = ask("-q", "ASK { ?g a alskg:Gene }", "-n", "0")

    assert len(rows) == 4
    assert len(graph.stdout.splitlines()) == 3
    assert (yes.exit_code, yes.stdout) == (0, "true\n")


def test_all_questions_of_a_tag_are_answered(tmp_path: Path) -> None:
    """A file each, as if they had been asked one by one, and an index with what was skipped."""
    folder = tmp_path / "answers"
    result = ask("--all", "--tag", "Ontology", "--output-dir", str(folder))
    tagged = [one for one in catalogue.all("answers") if "ontology" in one.tags]
    listed = index(folder)

    assert result.exit_code == 0, result.stderr
    assert [row["name"] for row in listed] == [one.id for one in tagged]
    needy = {one.id for one in tagged if one.needs}
    assert needy
    assert {row["name"] for row in listed if row["outcome"] == "skipped"} == needy
    assert all(f"alskg: {name} skipped: " in result.stderr for name in needy)
    answered = [row for row in listed if row["outcome"] == "answered"]
    assert {path.name for path in folder.iterdir()} == {INDEX, *(row["file"] for row in answered)}


@pytest.mark.parametrize("format_name", [None, "tsv", "json", "xml", "jsonl", "html"])
def test_the_index_counts_rows_in_every_format(tmp_path: Path, format_name: str | None) -> None:
    """The file is what the question gives by itself."""
    chosen = ("-f", format_name) if format_name else ()
    result = ask("--all", "-t", "inheritance", "--output-dir", str(tmp_path), *chosen)
    row = index(tmp_path)[0]
    alone = ask(row["name"], "-f", format_name or "csv").stdout_bytes

    assert result.exit_code == 0, result.stderr
    assert (tmp_path / row["file"]).read_bytes() == alone
    rows = ask(row["name"], "-f", "json").stdout
    assert int(row["rows"]) == len(json.loads(rows)["results"]["bindings"])
    assert float(row["seconds"]) > 0


def test_a_failure_stops_no_other_question(tmp_path: Path) -> None:
    """It is named, in the index as well, and the exit status is 2."""
    result = ask("--all", "-t", "inheritance", "--output-dir", str(tmp_path), "-f", "turtle")
    listed = index(tmp_path)

    assert result.exit_code == 2
    assert len(listed) > 1
    assert {row["outcome"] for row in listed} == {"failed"}
    assert all(f"alskg: {row['name']} failed: SELECT gives rows" in result.stderr for row in listed)
    assert "Traceback" not in result.stderr


def test_a_question_without_its_value_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is there to give it."""
    text = '#+ title: "What?"\n#+ parameters: {x: {type: string}}\nSELECT ?x { BIND (?x AS ?y) }'
    asked = catalogue.from_text(text, Path("what.rq"))
    monkeypatch.setattr(catalogue, "all", lambda _kind: (asked,))

    result = ask("--all", "--output-dir", str(tmp_path))

    assert result.exit_code == 0
    assert "what skipped: It needs a value for x." in result.stderr
    assert "0 of 1 questions answered" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--all",), "Write --all and --output-dir DIR together"),
        (("--output-dir", "x"), "Write --all and --output-dir DIR together"),
        (("names", "--tag", "gene"), "Write --all and --output-dir DIR together"),
        (("names", "--all", "--output-dir", "x"), "with neither a query nor -o"),
        (("--all", "--output-dir", "no/such/folder"), "Cannot make the folder no/such/folder"),
        (("--all", "--output-dir", "x", "--tag", "geen"), "Did you mean 'gene'?"),
        (("names", "--names", "label"), "Invalid value for '--names'"),
    ],
)
def test_what_does_not_go_together_is_said(
    arguments: tuple[str, ...], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is written."""
    monkeypatch.chdir(tmp_path)
    result = ask(*arguments)

    assert result.exit_code == 2
    assert message in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_help_has_its_options_in_groups() -> None:
    """Each option once."""
    shown = ask("--help").stdout

    for heading in ("Question:", "Answer:", "Every stored question:", "What is asked:"):
        assert f"\n{heading}\n" in shown
    assert shown.count("--names [") == shown.count("--output-dir DIR  ") == 1
