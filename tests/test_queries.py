"""Every stored question has the answer that is on file, from either engine, and a tidy text."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from catalogue_page import catalogue_page

from alskg import catalogue
from alskg.catalogue import Parameter, StoredQuery
from alskg.engine import Rows, Term, results
from alskg.engine.binding import bind, term
from alskg.engine.embedded import EmbeddedEngine
from alskg.engine.reference import ReferenceEngine
from alskg.errors import UnknownTerm
from alskg.kg import KnowledgeGraph
from alskg.naming import bound
from alskg.ontologies import together

ROOT = Path(__file__).resolve().parent.parent
ONTOLOGIES = ROOT / "tests" / "fixtures" / "ontologies"
GOLDEN = ROOT / "tests" / "golden" / "answers"
QUESTIONS = catalogue.all("answers")
GENERAL = {
    "claims_by_kind",
    "claims_by_section",
    "derived_edges_by_rule",
    "layers",
    "predicates_used",
    "sources",
    "statements_of_page",
    "statements_of_sources",
    "things_by_class",
    "words_for_how_often",
}
"""Questions that count or list claims whatever they say."""
PARAMETERS = [
    pytest.param(question, parameter, id=f"{question.id}-{parameter.name}")
    for question in QUESTIONS
    for parameter in question.parameters
]
by_id = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)


Datasets = dict[bool, Path]
Engines = dict[bool, EmbeddedEngine] | dict[bool, ReferenceEngine]


@pytest.fixture(scope="module")
def datasets(tmp_path_factory: pytest.TempPathFactory) -> Datasets:
    """Return the graph, and the graph together with small ontologies for questions that need some.

    What these questions answer on the real files is tested in test_ontologies_queries.py.
    """
    graph = KnowledgeGraph().build.path_nquads
    files = [ONTOLOGIES / "hp.obo", ONTOLOGIES / "mondo.json"]
    return {False: graph, True: together(graph, files, folder=tmp_path_factory.mktemp("with"))}


@pytest.fixture(scope="module")
def embedded(datasets: Datasets) -> Engines:
    """Return the engine that users get, without and with ontologies."""
    return {needs: EmbeddedEngine(path) for needs, path in datasets.items()}


@pytest.fixture(scope="module")
def reference(datasets: Datasets) -> Engines:
    """Return the engine that the other is compared with, without and with ontologies."""
    return {needs: ReferenceEngine(path) for needs, path in datasets.items()}


def bindings(question: StoredQuery) -> dict[str, Term]:
    """Return the default values of a question's parameters."""
    return {
        name: term(value, parameter.type)
        for name, (value, parameter) in question.arguments({}).items()
    }


def answer(engines: Engines, question: StoredQuery) -> Rows:
    """Return the rows that an engine answers a question with."""
    return engines[bool(question.needs)].rows(question.text, bindings=bindings(question))


@by_id
def test_the_answer_is_the_one_on_file(
    question: StoredQuery, embedded: Engines, request: pytest.FixtureRequest
) -> None:
    """A changed answer is a decision: look at the difference, then run with --update-golden."""
    given = results.to_csv(answer(embedded, question)).replace("\r\n", "\n")
    path = GOLDEN / f"{question.id}.csv"
    if request.config.getoption("--update-golden"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(given, encoding="utf-8")

    assert given == path.read_text(encoding="utf-8")


@by_id
def test_both_engines_give_the_same_answer(
    question: StoredQuery, embedded: Engines, reference: Engines
) -> None:
    """Oxigraph and rdflib agree; row by row where the question orders its rows."""
    first, second = answer(embedded, question), answer(reference, question)
    ordered = "ORDER BY" in question.text[question.text.rfind("}") :]

    assert results.differences(first, second, ordered=ordered) == []


@by_id
def test_a_question_has_an_answer(question: StoredQuery, embedded: Engines) -> None:
    """A question to which the graph says nothing is not worth storing."""
    rows = answer(embedded, question)

    assert len(rows) > 0
    assert len(set(rows.texts())) == len(rows)


@by_id
def test_the_text_is_tidy(question: StoredQuery) -> None:
    """Header complete, projection as declared, rows ordered, no prefix unused."""
    assert catalogue.lint(question) == []


@by_id
def test_every_column_that_can_be_filled_is_filled_somewhere(
    question: StoredQuery, embedded: Engines
) -> None:
    """A column that is empty in every row shows a variable that nothing binds."""
    rows = answer(embedded, question)
    filled = {
        name
        for row in rows
        for name, value in zip(rows.variables, row, strict=True)
        if value is not None
    }

    assert set(rows.variables) - filled == set()


def test_every_answer_on_file_has_its_question() -> None:
    """An answer whose question is gone goes too."""
    assert {path.stem for path in GOLDEN.glob("*")} == {question.id for question in QUESTIONS}


def test_the_list_of_questions_is_up_to_date(request: pytest.FixtureRequest) -> None:
    """docs/queries.md is made from the headers: run with --update-golden to write it anew."""
    path = ROOT / "docs" / "queries.md"
    page = catalogue_page(QUESTIONS)
    if request.config.getoption("--update-golden"):
        path.write_text(page, encoding="utf-8")

    assert path.read_text(encoding="utf-8") == page


def test_there_are_enough_questions_for_everybody() -> None:
    """Everyone whom the graph is for asks at least six, of every topic there are some."""
    assert len(QUESTIONS) >= 62
    for audience in catalogue.AUDIENCES:
        assert sum(audience in question.audience for question in QUESTIONS) >= 6, audience
    assert {question.tags[0] for question in QUESTIONS} == set(catalogue.TOPICS)
    assert {tag for question in QUESTIONS for tag in question.tags} == set(catalogue.TAGS)


@pytest.mark.parametrize(("question", "parameter"), PARAMETERS)
def test_the_example_of_a_parameter_has_an_answer(
    question: StoredQuery, parameter: Parameter, embedded: Engines
) -> None:
    """It is given as a person would give it; the small ontologies here hold not every term."""
    if question.needs:
        assert parameter.type == "iri"
        return
    engine = embedded[bool(question.needs)]
    values = bindings(question) | {parameter.name: bound(engine, parameter.example, parameter)}

    assert len(engine.rows(question.text, bindings=values)) > 0


@pytest.mark.parametrize(("question", "parameter"), PARAMETERS)
def test_a_thing_that_there_is_not_is_an_error(
    question: StoredQuery, parameter: Parameter, embedded: Engines
) -> None:
    """A slip of the hand is no empty answer, whether a name was given or a CURIE."""
    if parameter.type != "entity":
        assert parameter.type in ("iri", "string")
        return
    engine = embedded[bool(question.needs)]
    for slip in (f"{parameter.example}zz", "gene:SOD11"):
        with pytest.raises(UnknownTerm, match="is called"):
            bound(engine, slip, parameter)


CLAIM_CLASSES = """\
PREFIX alskg: <https://w3id.org/alskg/ontology#>
PREFIX rdf:   <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs:  <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?kind ?claim WHERE {
  ?kind rdfs:subClassOf+ alskg:Claim .
  ?claim a ?kind ; rdf:predicate ?predicate .
}"""


def test_every_kind_of_claim_is_in_some_answer(datasets: Datasets) -> None:
    """Without the claims of a kind some question that is not about all claims answers otherwise."""
    store = ox.Store()
    store.bulk_load(path=datasets[False], format=ox.RdfFormat.N_QUADS)
    kinds: dict[str, set[ox.NamedNode]] = {}
    for kind, claim in _solutions(store, CLAIM_CLASSES):
        kinds.setdefault(kind.value, set()).add(claim)
    texts = [
        bind(question.text, bindings(question))
        for question in QUESTIONS
        if question.id not in GENERAL and not question.needs
    ]
    whole = [list(_solutions(store, text)) for text in texts]

    silent = set()
    for kind, claims in kinds.items():
        quads = [quad for one in claims for quad in store.quads_for_pattern(one, None, None, None)]
        for quad in quads:
            store.remove(quad)
        answers = zip(texts, whole, strict=True)
        if all(list(_solutions(store, query)) == before for query, before in answers):
            silent.add(kind)
        store.extend(quads)

    assert len(kinds) > 30
    assert silent == set(), "store a question about these, or let one that there is show them"


def _solutions(store: ox.Store, text: str) -> Iterator[tuple[Any, ...]]:
    """Yield the solutions of a query over all graphs together."""
    found = store.query(text, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return (tuple(solution) for solution in found)
