"""Every stored question has the answer that is on file, from either engine, and a tidy text."""

import re
from pathlib import Path

import pytest

from alskg import catalogue
from alskg.catalogue import StoredQuery
from alskg.engine import Rows, Term, results
from alskg.engine.binding import term
from alskg.engine.embedded import EmbeddedEngine
from alskg.engine.reference import ReferenceEngine
from alskg.kg import KnowledgeGraph
from alskg.ontologies import together

ROOT = Path(__file__).resolve().parent.parent
ONTOLOGIES = ROOT / "tests" / "fixtures" / "ontologies"
GOLDEN = ROOT / "tests" / "golden" / "answers"
QUESTIONS = catalogue.all("answers")
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
def test_both_engines_give_the_same_answer_in_the_same_order(
    question: StoredQuery, embedded: Engines, reference: Engines
) -> None:
    """Oxigraph and rdflib agree, row by row: every question orders its rows completely."""
    first, second = answer(embedded, question), answer(reference, question)

    assert results.differences(first, second, ordered=True) == []


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


def test_the_list_of_questions_is_up_to_date() -> None:
    """docs/queries.md gives each question its title."""
    listed = re.findall(
        r"^\| `(\w+)` \| (.+?) \|", (ROOT / "docs/queries.md").read_text(), re.MULTILINE
    )

    assert sorted(listed) == sorted((question.id, question.title) for question in QUESTIONS)
