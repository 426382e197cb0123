"""What is sent to an endpoint means what was written, and keeps the lines of it."""

from pathlib import Path

import pytest
from engine_fixtures import dataset

from alskg.engine.dialect import portable
from alskg.engine.embedded import EmbeddedEngine
from alskg.engine.guard import check
from alskg.engine.reference import ReferenceEngine

REWRITTEN = [
    "SELECT ?s { ?s <http://e/p> ?o FILTER NOT EXISTS { ?s <http://e/p>+ <http://e/c> } }",
    "SELECT ?s { ?s <http://e/p> ?o FILTER (!EXISTS { ?s <http://e/p>* <http://e/b> }) }",
    "SELECT ?s { ?s <http://e/p> ?o FILTER (not # }\n exists { ?s (a|<http://e/p>)? ?o }) }",
    "SELECT * { ?s ?p ?o FILTER NOT EXISTS { ?o ?q ?x FILTER (!EXISTS { ?x <http://e/p>+ ?y }) } }",
]
KEPT = [
    "SELECT ?s { ?s <http://e/p> ?o FILTER NOT EXISTS { ?s <http://e/size> ?n } }",
    "SELECT ?s { ?s <http://e/p>+ ?o FILTER EXISTS { ?s <http://e/p>+ ?x } }",
    "SELECT ?s { ?s <http://e/p>+ ?o FILTER (?o NOT IN (1, 2)) }",
    'SELECT ?s { ?s ?p "NOT EXISTS { ?s <http://e/p>+ ?o }" }',
]


@pytest.mark.parametrize("query", REWRITTEN)
def test_a_negated_path_is_said_with_if(query: str, tmp_path: Path) -> None:
    """The answer is the same, from both engines, and so are the lines."""
    said = portable(query)
    path = dataset(tmp_path)

    assert said != query
    assert "NOT EXISTS" not in said.upper()
    assert said.count("\n") == query.count("\n")
    assert check(said).form == check(query).form
    for engine in (EmbeddedEngine(path), ReferenceEngine(path)):
        assert sorted(map(str, engine.rows(said))) == sorted(map(str, engine.rows(query)))


@pytest.mark.parametrize("query", KEPT)
def test_all_else_is_sent_as_it_is(query: str) -> None:
    """A negation without a path, a path without a negation, and what only looks like both."""
    assert portable(query) == query
