"""Every difference between engines that docs/engines.md tells of is there, as it says."""

import json
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
import requests
from server_fixtures import Server

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "engines.md"
GRAPH = "http://e/differences"
XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = f"PREFIX e: <http://e/> PREFIX xsd: <{XSD}> "
SPECIFICATION = "SPARQL 1.1"
JSON = "application/sparql-results+json"


@dataclass(frozen=True, slots=True)
class Difference:
    """A heading, its query, and what each engine answers to it."""

    title: str
    query: str
    answers: dict[str, str]


def _text() -> str:
    return DOCUMENT.read_text(encoding="utf-8")


def differences() -> Iterator[Difference]:
    """Yield each heading that has a query and a table of answers below it."""
    for part in re.split(r"(?m)^#### ", _text())[1:]:
        title, _, rest = part.partition("\n")
        query = re.search(r"```sparql\n(.+?)```", rest, re.DOTALL)
        rows = re.findall(r"(?m)^\| ([^|]+?) \| `(.+?)` \|$", rest)
        assert query, f"{title} has no query"
        yield Difference(title, query[1].strip(), dict(rows))


by_title = pytest.mark.parametrize(
    "difference", list(differences()), ids=lambda difference: difference.title
)


@pytest.fixture(scope="module")
def data() -> str:
    """Return the triples that the document asks, as Turtle."""
    found = re.search(r"```turtle\n(.+?)```", _text(), re.DOTALL)
    assert found
    return found[1]


Ask = Callable[[str], str]


@pytest.fixture(scope="module")
def engines(
    data: str, oxigraph_server: Server, virtuoso_server: Server
) -> Iterator[dict[str, list[Ask]]]:
    """Return what asks each engine; Oxigraph is asked in memory and over HTTP."""
    store = ox.Store()
    store.load(data.encode(), format=ox.RdfFormat.TURTLE)
    graph = rdflib.Graph().parse(data=data, format="turtle")
    triples = ox.serialize([quad.triple for quad in store], format=ox.RdfFormat.N_TRIPLES)
    for server in (oxigraph_server, virtuoso_server):
        requests.put(
            server.store_url,
            params={"graph": GRAPH},
            data=triples,
            headers={"Content-Type": "application/n-triples"},
            auth=server.authentication,
            timeout=60,
        ).raise_for_status()
    yield {
        "Oxigraph": [_embedded(store), _over_http(oxigraph_server)],
        "rdflib": [_reference(graph)],
        "Virtuoso": [_over_http(virtuoso_server)],
    }
    for server in (oxigraph_server, virtuoso_server):
        server.drop([GRAPH])


def _embedded(store: ox.Store) -> Ask:
    def ask(query: str) -> str:
        found = store.query(query)
        assert isinstance(found, ox.QuerySolutions)
        return shown(found.serialize(format=ox.QueryResultsFormat.JSON) or b"", query)

    return ask


def _reference(graph: rdflib.Graph) -> Ask:
    def ask(query: str) -> str:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return shown(graph.query(query).serialize(format="json") or b"", query)
            except (AttributeError, TypeError):
                return "error"

    return ask


def _over_http(server: Server) -> Ask:
    def ask(query: str) -> str:
        answer = requests.post(
            server.query_url,
            data={"query": query, "default-graph-uri": GRAPH, "named-graph-uri": GRAPH},
            headers={"Accept": JSON},
            timeout=60,
        )
        return shown(answer.content, query) if answer.ok else "error"

    return ask


def shown(answer: bytes, query: str) -> str:
    """Return rows as the document writes them: sorted, unless the query orders them."""
    document = json.loads(answer)
    names = document["head"]["vars"]
    rows = [
        f"({', '.join(_cell(row.get(name)) for name in names)})"
        for row in document["results"]["bindings"]
    ]
    return " ".join(rows if "ORDER BY" in query else sorted(rows)) or "no row"


def _cell(cell: dict[str, str] | None) -> str:
    """Return a term as SPARQL would have it, or `unbound`."""
    if cell is None:
        return "unbound"
    value = cell["value"].replace("http://e/", "e:")
    if cell["type"] == "uri":
        return value.replace("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf:")
    if "xml:lang" in cell:
        return f'"{value}"@{cell["xml:lang"]}'
    datatype = cell.get("datatype", "").removeprefix(XSD)
    if datatype in ("", "string"):
        return json.dumps(value, ensure_ascii=False)
    return value if datatype == "integer" else f"{value}^^{datatype}"


@by_title
def test_a_difference_is_as_the_document_says(
    difference: Difference, engines: dict[str, list[Ask]]
) -> None:
    """A new version of an engine that does better, or worse, shows here."""
    given = {
        name: {ask(PREFIXES + difference.query) for ask in asks} for name, asks in engines.items()
    }

    assert given == {name: {difference.answers[name]} for name in engines}


@by_title
def test_a_difference_is_one(difference: Difference) -> None:
    """Each has the answer of the specification, and at least one engine gives another."""
    assert len(set(difference.answers.values())) > 1
    assert SPECIFICATION in difference.answers
