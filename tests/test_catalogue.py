"""Stored queries are found by name, and their headers say what they are."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from alskg import catalogue, resources
from alskg.catalogue import Parameter, StoredQuery
from alskg.errors import DataError, InputError, UnknownQuery

GOOD = """\
#+ title: "Which things are there?"
#+ summary: "Things by kind."
#+ tags: [graph]
#+ for: [engineer]
#+ layer: page
#+ parameters:
#+   kind: {type: entity, example: "alskg:Gene"}
#+   most: {type: integer, default: 3, example: 4}
#+ columns:
#+   - thing: "the thing"
#+   - kind: "its kind"

PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?thing ?kind WHERE { ?thing a ?kind ; rdfs:label ?label FILTER (?most > 0) }
ORDER BY ?thing
"""
Write = Callable[..., StoredQuery]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Return what writes a query file into a folder of its own and reads it back."""
    monkeypatch.setattr(resources, "queries_dir", lambda: tmp_path)

    def written(text: str = GOOD, name: str = "things", kind: str = "answers") -> StoredQuery:
        path = tmp_path / kind / f"{name}.rq"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return catalogue.get(name)

    return written


def test_a_query_is_read_with_its_header(write: Write) -> None:
    """Every key of it."""
    query = write()

    assert (query.id, query.kind, query.title) == ("things", "answers", "Which things are there?")
    assert (query.summary, query.tags) == ("Things by kind.", ("graph",))
    assert dict(query.columns) == {"thing": "the thing", "kind": "its kind"}
    assert query.parameters == (
        Parameter("kind", "entity", None, "alskg:Gene"),
        Parameter("most", "integer", "3", "4"),
    )
    assert (query.layer, query.needs, query.audience) == ("page", (), ("engineer",))
    assert catalogue.lint(query) == []


def test_columns_may_go_without_a_text(write: Write) -> None:
    """A plain list of names is enough for a query that nobody publishes."""
    query = write("#+ columns: [a, b]\n#+ needs: hp\nSELECT ?a ?b { } ORDER BY ?a")

    assert dict(query.columns) == {"a": "", "b": ""}
    assert query.needs == ("hp",)
    assert query.title == "things"


def test_a_hyphen_is_an_underscore(write: Write) -> None:
    """People type either."""
    write(name="all_things")

    assert catalogue.get("all-things").id == "all_things"


def test_an_unknown_name_gets_the_nearest(write: Write) -> None:
    """And a way to see them all; a path is no name."""
    write()

    with pytest.raises(UnknownQuery, match=r"Did you mean 'things'\? 'alskg queries' lists"):
        catalogue.get("thinks")
    with pytest.raises(UnknownQuery):
        catalogue.get("../answers/things")


def test_queries_are_listed_by_kind_and_name(write: Write) -> None:
    """All of them, or those of one kind."""
    write(name="zebra")
    write(name="check", kind="checks")
    write(name="apple")

    assert [query.id for query in catalogue.all()] == ["apple", "zebra", "check"]
    assert [query.id for query in catalogue.all("checks")] == ["check"]
    assert catalogue.names() == ("apple", "check", "zebra")


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("#+ title: x\n#+ tags: [a", r"things\.rq:\d: the header is not YAML"),
        ("#+ title: a: b\n", r"things\.rq:1: the header is not YAML"),
        ("\n#+ just words\n", r"things\.rq:1: the header has to be made of lines"),
        ("#+ title: x\n#+ sumary: y\n", r"things\.rq:2: .* 'sumary'\. Did you mean 'summary'\?"),
    ],
)
def test_a_faulty_header_is_named_with_file_and_line(
    header: str, message: str, write: Write
) -> None:
    """For whoever wrote it."""
    with pytest.raises(DataError, match=message):
        _ = write(f"{header}\nSELECT ?x {{ }}").title


@pytest.mark.parametrize(
    ("declared", "message"),
    [("[a]", "has to name each"), ("{x: {default: 1}}", "type"), ("{x: {kind: y}}", "no key")],
)
def test_a_faulty_parameter_is_named(declared: str, message: str, write: Write) -> None:
    """It needs a type."""
    with pytest.raises(DataError, match=message):
        _ = write(f"#+ parameters: {declared}\nSELECT ?x {{ }}").parameters


@pytest.mark.parametrize("query", catalogue.all(), ids=lambda query: query.id)
def test_parameters_read_without_yaml_are_those_of_yaml(query: StoredQuery) -> None:
    """The quick way takes only what it is sure of."""
    given = query.header.get("parameters") or {}

    assert {one.name for one in query.parameters} == set(given)
    for one in query.parameters:
        quick = {"type": one.type, "class": one.class_name, "text": one.text}
        quick |= {"default": one.default or "", "example": one.example or ""}
        assert {key: value for key, value in quick.items() if value} == given[one.name]


@pytest.mark.parametrize(
    ("value", "default"),
    [
        ("3", "3"),
        ("1.10", "1.1"),
        ("yes", "true"),
        ('"a\\"b"', 'a"b'),
        ("'x'", "x"),
        ("x y", "x y"),
    ],
)
def test_a_value_that_is_no_plain_word_is_read_by_yaml(
    value: str, default: str, write: Write
) -> None:
    """It knows what a figure and a quotation mark are."""
    text = f"#+ parameters:\n#+   x: {{type: string, default: {value}}}\nSELECT ?x {{ }}"

    assert [one.default for one in write(text).parameters] == [default]


def test_a_class_as_default_means_any_thing_of_it(write: Write) -> None:
    """And nothing else does."""
    text = (
        "#+ parameters:\n"
        '#+   any: {type: entity, class: Gene, default: "alskg:Gene"}\n'
        '#+   one: {type: entity, class: Gene, default: "gene:FUS", text: "the gene"}\n'
        "SELECT ?any ?one { }"
    )
    any_gene, one_gene = write(text).parameters

    assert any_gene.takes_any
    assert not one_gene.takes_any
    assert one_gene.text == "the gene"


def test_a_file_that_is_no_text_is_named(write: Write, tmp_path: Path) -> None:
    """Not UTF-8."""
    write()
    (tmp_path / "answers" / "things.rq").write_bytes(b"\xff\xfe")

    with pytest.raises(DataError, match=r"things\.rq cannot be read"):
        catalogue.get("things")


def test_arguments_are_given_or_by_default(write: Write) -> None:
    """Each with its declaration."""
    arguments = write().arguments({"kind": "alskg:Gene"})

    assert {name: value for name, (value, _) in arguments.items()} == {
        "kind": "alskg:Gene",
        "most": "3",
    }


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "needs a value for 'kind' .entity., such as kind=alskg:Gene"),
        ({"kind": "x", "kin": "y"}, r"'kin' is no parameter .* kind, most\. Did you mean 'kind'\?"),
    ],
)
def test_arguments_have_to_fit(given: dict[str, str], message: str, write: Write) -> None:
    """What is missing or unknown is said."""
    with pytest.raises(InputError, match=message):
        write().arguments(given)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("#+ tags: [graph]\n", "", "the header has no tags: add '#+ tags: [gene]'"),
        ("#+ for: [engineer]\n", "", "the header has no for: add '#+ for: [researcher]'"),
        ("#+ layer: page\n", "", "the header has no layer: add"),
        ("are there?", "are there.", "the title is not a question: end"),
        ("by kind.", "by kind", "the summary is not a sentence: end it in '.'"),
        ("tags: [graph]", "tags: [name]", "the first tag is 'name' and no topic: put one of gene"),
        ("[graph]", "[graph, nams]", "the tag 'nams' is unknown. Did you mean 'name'? Use one"),
        ("[engineer]", "[enginer]", "'for' has the unknown 'enginer': use researcher"),
        ('kind: "its kind"', 'kind: ""', "the column kind has no description: write"),
        (", example: 4", "", "the parameter most has no example: add 'example"),
        ("type: integer,", "type: integer, class: Gene,", "most has a class and is no entity"),
        ("WHERE {", "WHERE", "it is not SPARQL"),
        ("ORDER BY ?thing", "", "SELECT does not end in ORDER BY"),
        ("?thing ?kind WHERE", "* WHERE", "SELECT * says nothing"),
        ("SELECT ?thing", "select ?thing", "has 'select': write SPARQL's own words as SELECT"),
        ("ORDER BY ?thing", "ORDER BY ?thing ", "ends in white space: delete it"),
        ("ORDER BY ?thing", "\tORDER BY ?thing", "has a tab: indent by two spaces"),
        ("ORDER BY ?thing\n", "ORDER BY ?thing", "does not end in one line break"),
        ("?thing ?kind WHERE", "?kind ?thing WHERE", "the columns ['thing', 'kind'] are not"),
        ("rdfs:label ?label", "a ?label", "PREFIX rdfs: is declared and not used"),
        ("type: entity", "type: colour", "the parameter kind has the unknown type colour"),
        ("FILTER (?most > 0)", "", "the parameter most is no variable"),
    ],
)
def test_lint_finds_what_is_wrong(old: str, new: str, fault: str, write: Write) -> None:
    """One rule each."""
    query = write(GOOD.replace(old, new))

    assert any(fault in found for found in catalogue.lint(query)), catalogue.lint(query)


def test_lint_knows_the_kinds(write: Write) -> None:
    """A check has fixed columns, a view has none, and a file is named in snake_case."""
    check = write(kind="checks", name="check")
    assert any("['entity', 'property', 'value']" in found for found in catalogue.lint(check))
    view = "#+ title: a\n#+ summary: b\n#+ tags: [c]\nCONSTRUCT WHERE { ?s ?p ?o }\n"
    assert catalogue.lint(write(view, kind="exports", name="view")) == []
    assert "snake_case" in catalogue.lint(write(view, kind="exports", name="View2"))[0]


def test_a_query_without_parameters_costs_no_yaml() -> None:
    """Nor does one that a user wrote."""
    script = (
        "import sys; from alskg import catalogue; "
        "assert catalogue.get('names').parameters == (); "
        "assert catalogue.get('gene_case_shares').parameters[0].class_name == 'Population'; "
        "assert 'yaml' not in sys.modules"
    )

    subprocess.run([sys.executable, "-c", script], check=True)
