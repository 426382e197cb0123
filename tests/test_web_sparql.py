"""The SPARQL 1.1 Protocol, clause by clause, and the HTTP semantics around it (RFC 9110)."""

import asyncio
import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import ASGIApp, Message
from web_protocol import GRAPHS, Failing, InProcess, asked, at, dataset, query_url

from alskg.errors import QueryMemoryExceeded, QueryTimeout
from alskg.web.protocol.operation import GRAPH_OFFERS, ROW_OFFERS
from alskg.web.workers.answering import Busy, ResultTooLarge

SELECT = "SELECT ?s ?name WHERE { ?s <http://xmlns.com/foaf/0.1/name> ?name } ORDER BY ?s"
ASK = "ASK { ?s a <http://xmlns.com/foaf/0.1/Document> }"
CONSTRUCT = "CONSTRUCT { ?s a ?type } WHERE { ?s a ?type }"
DESCRIBE = f"DESCRIBE <{GRAPHS[0]}>"
FORM = {"content-type": "application/x-www-form-urlencoded"}
DIRECT = {"content-type": "application/sparql-query"}
UPDATE = "CLEAR ALL"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of the small dataset."""
    path = tmp_path_factory.mktemp("protocol") / "small.nq"
    path.write_bytes(dataset())
    return path


@pytest.fixture
def answering(small: Path) -> InProcess:
    """Return what answers, with a list of what it was asked."""
    return InProcess(small)


@pytest.fixture
def app(answering: InProcess) -> ASGIApp:
    """Return the protocols over the small dataset."""
    return at(answering)


def boolean(app: ASGIApp, method: str, url: str, **options: Any) -> bool:  # noqa: ANN401
    """Return the truth value that a request is answered with."""
    response = asked(app, method, url, **options)
    assert response.status_code == 200, response.text
    found = response.json()["boolean"]
    assert isinstance(found, bool)
    return found


# --- 2.1.1 to 2.1.3: the three ways to ask -----------------------------------------------------


@pytest.mark.parametrize("path", ["/sparql", "/query", "/sparql/", "/query/"])
def test_query_via_get(app: ASGIApp, path: str) -> None:
    """Protocol, 2.1.1; W3C test query_get."""
    assert boolean(app, "GET", query_url("ASK {}", path)) is True


def test_query_via_urlencoded_post(app: ASGIApp) -> None:
    """Protocol, 2.1.2; W3C test query_post_form."""
    assert boolean(app, "POST", "/sparql", data={"query": "ASK {}"}) is True
    url = f"/sparql?default-graph-uri={GRAPHS[0]}"
    assert boolean(app, "POST", url, headers=FORM, content=b"query=ASK%20%7B%7D") is True


def test_query_via_post_directly(app: ASGIApp) -> None:
    """Protocol, 2.1.3; W3C test query_post_direct."""
    assert boolean(app, "POST", "/sparql", headers=DIRECT, content=b"ASK {}") is True


def test_parameters_come_in_any_order_and_unknown_ones_are_passed_over(app: ASGIApp) -> None:
    """Protocol, 2.1.1; what is not UTF-8 is refused wherever it stands."""
    url = "/sparql?timeout=3&default-graph-uri=urn:x&x=%FF&query=ASK%7B%3Fs+a+%3Fo%7D"
    assert asked(app, "GET", url).status_code == 400  # %FF is not UTF-8
    assert boolean(app, "GET", url.replace("%FF", "&y&=&")) is False


@pytest.mark.parametrize("media_type", [FORM, DIRECT])
@pytest.mark.parametrize("charset", ["", "; charset=utf-8", ';charset="UTF-8"', "; CHARSET=utf8"])
def test_the_charset_is_utf8(app: ASGIApp, media_type: Mapping[str, str], charset: str) -> None:
    """Protocol, 2.1.3: the only one."""
    content = "query=ASK%7BFILTER(%22%C3%A9%22%3D%22\u00e9%22)%7D"
    if media_type == DIRECT:
        content = 'ASK{FILTER("\\u00e9"="\u00e9")}'
    headers = {"content-type": media_type["content-type"] + charset}
    assert boolean(app, "POST", "/sparql", headers=headers, content=content.encode()) is True


def test_escapes_are_undone_once(app: ASGIApp) -> None:
    """RFC 3986, 2.4: not twice, and `+` is a space in a form only."""
    query = 'ASK { FILTER(STRLEN("%2B+%25") = 7) }'
    assert boolean(app, "GET", query_url(query)) is True
    assert boolean(app, "POST", "/sparql", data={"query": query}) is True


# --- 2.1.4: the dataset ------------------------------------------------------------------------

BOTH = f"ASK {{ <{GRAPHS[0]}> a ?type . <{GRAPHS[1]}> a ?type }}"
NAMED = f"ASK {{ GRAPH ?g1 {{ <{GRAPHS[0]}> a ?t }} GRAPH ?g2 {{ <{GRAPHS[1]}> a ?t }} }}"

ALL_THREE = (
    f"ASK {{ <{GRAPHS[2]}> a ?t GRAPH ?g {{ <{GRAPHS[0]}> a ?t }} "
    f"GRAPH ?h {{ <{GRAPHS[1]}> a ?t }} }}"
)


@pytest.mark.parametrize("way", ["get", "form", "direct"])
@pytest.mark.parametrize(
    ("query", "defaults", "named", "expected"),
    [
        (BOTH, GRAPHS[:2], (), True),
        (BOTH, GRAPHS[:1], (), False),
        (NAMED, (), GRAPHS[:2], True),
        (NAMED, (), GRAPHS[1:], False),
        (NAMED, GRAPHS[:2], (), False),
        (BOTH, (), GRAPHS[:2], False),
        (
            ALL_THREE,
            GRAPHS[2:],
            GRAPHS[:2],
            True,
        ),
        (f"ASK FROM <{GRAPHS[0]}> {{ <{GRAPHS[0]}> a ?t }}", GRAPHS[1:2], (), False),
        (f"ASK FROM <{GRAPHS[0]}> {{ <{GRAPHS[1]}> a ?t }}", GRAPHS[1:2], (), True),
        (f"ASK FROM <{GRAPHS[0]}> {{ <{GRAPHS[0]}> a ?t }}", (), (), True),
        (f"ASK FROM <{GRAPHS[0]}> {{ <{GRAPHS[1]}> a ?t }}", (), (), False),
        ("ASK { ?s ?p ?o }", ("urn:unknown",), (), False),
        ("ASK { GRAPH ?g { ?s ?p ?o } }", (), ("urn:unknown",), False),
        (BOTH, (), (), True),
        (NAMED, (), (), True),
    ],
)
def test_the_request_names_the_dataset(  # noqa: PLR0913, PLR0917  (a case has all of these)
    app: ASGIApp,
    way: str,
    query: str,
    defaults: tuple[str, ...],
    named: tuple[str, ...],
    expected: bool,  # noqa: FBT001
) -> None:
    """Protocol, 2.1.4; W3C tests query_dataset_* and query_multiple_dataset."""
    graphs = {"default-graph-uri": list(defaults), "named-graph-uri": list(named)}
    if way == "get":
        assert boolean(app, "GET", query_url(query, graphs=graphs)) is expected
    elif way == "form":
        assert boolean(app, "POST", "/sparql", data={"query": query, **graphs}) is expected
    else:
        url = query_url("", graphs=graphs).replace("query=&", "").replace("query=", "")
        content = query.encode()
        assert boolean(app, "POST", url, headers=DIRECT, content=content) is expected


@pytest.mark.parametrize("iri", ["", "data1", "http://a b/", "http://x/<>", "//host/x"])
@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_a_graph_is_named_by_an_absolute_iri(app: ASGIApp, name: str, iri: str) -> None:
    """Protocol, 2.1.4: the parameter is an IRI."""
    assert asked(app, "GET", query_url("ASK {}", graphs={name: [iri]})).status_code == 400


# --- 2.1.5 and 2.1.6: what is sent --------------------------------------------------------------


@pytest.mark.parametrize("query", [SELECT, ASK])
@pytest.mark.parametrize("offer", ROW_OFFERS)
def test_rows_in_each_format(app: ASGIApp, query: str, offer: Any) -> None:  # noqa: ANN401
    """Protocol, 2.1.5 and 2.1.6; W3C tests query_content_type_select and _ask."""
    response = asked(app, "GET", query_url(query), headers={"accept": offer.media_type})
    assert response.status_code == 200
    charset = "; charset=utf-8" if offer.media_type.startswith("text/") else ""
    assert response.headers["content-type"] == offer.media_type + charset
    assert_rows(query, offer.name, response.content)


def assert_rows(query: str, name: str, content: bytes) -> None:
    """Check that an answer can be read in its format, and says what the data says."""
    if name in {"csv", "tsv"} and query == ASK:
        assert content.strip() == b"true"
        return
    if name == "csv":
        assert content.startswith(b"s,name\r\n")
        assert content.count(b"rdf#person-") == 30
        return
    formats = {
        "json": ox.QueryResultsFormat.JSON,
        "xml": ox.QueryResultsFormat.XML,
        "tsv": ox.QueryResultsFormat.TSV,
    }
    found = ox.parse_query_results(content, format=formats[name])
    if isinstance(found, ox.QueryBoolean):
        assert bool(found)
    else:
        assert len(list(found)) == 30


@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE])
@pytest.mark.parametrize("offer", GRAPH_OFFERS)
def test_graphs_in_each_format(app: ASGIApp, query: str, offer: Any) -> None:  # noqa: ANN401
    """Protocol, 2.1.6; W3C tests query_content_type_construct and _describe."""
    response = asked(app, "GET", query_url(query), headers={"accept": offer.media_type})
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == offer.media_type
    formats = {
        "turtle": ox.RdfFormat.TURTLE,
        "ntriples": ox.RdfFormat.N_TRIPLES,
        "rdfxml": ox.RdfFormat.RDF_XML,
        "jsonld": ox.RdfFormat.JSON_LD,
    }
    triples = list(ox.parse(response.content, format=formats[offer.name]))
    assert len(triples) == (3 if query == CONSTRUCT else 1)


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        (SELECT, None, "application/sparql-results+json"),
        (ASK, "*/*", "application/sparql-results+json"),
        (CONSTRUCT, None, "text/turtle"),
        (DESCRIBE, "", "text/turtle"),
        (SELECT, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", None),
        (SELECT, "text/turtle, text/csv;q=0.1", "text/csv"),
        (CONSTRUCT, "text/csv, application/rdf+xml;q=0.1", "application/rdf+xml"),
        (SELECT, "text/*;q=0.2, application/sparql-results+xml", "application/sparql-results+xml"),
    ],
)
def test_accept_decides_with_its_weights(
    app: ASGIApp, query: str, accept: str | None, media_type: str | None
) -> None:
    """Protocol, 2.1.5; RFC 9110, 12.5.1."""
    headers = {} if accept is None else {"accept": accept}
    response = asked(app, "GET", query_url(query), headers=headers)
    found = response.headers["content-type"].partition(";")[0]
    assert found == (media_type or "application/sparql-results+json")


def test_several_lines_of_accept_are_one_list(app: ASGIApp) -> None:
    """RFC 9110, 5.3."""
    lines = [("accept", "text/csv;q=0.1"), ("accept", "application/sparql-results+xml")]
    response = asked(app, "GET", query_url(ASK), headers=lines)
    assert response.headers["content-type"] == "application/sparql-results+xml"


@pytest.mark.parametrize(
    ("query", "accept"),
    [(SELECT, "text/turtle"), (ASK, "image/png"), (CONSTRUCT, "text/csv"), (SELECT, "*/*;q=0")],
)
def test_406_lists_what_there_is(app: ASGIApp, query: str, accept: str) -> None:
    """RFC 9110, 15.5.7."""
    response = asked(app, "GET", query_url(query), headers={"accept": accept})
    assert response.status_code == 406
    wanted = GRAPH_OFFERS if query == CONSTRUCT else ROW_OFFERS
    assert response.json()["available"] == [offer.media_type for offer in wanted]


@pytest.mark.parametrize(
    ("query", "wanted", "media_type"),
    [
        (SELECT, "format=csv", "text/csv; charset=utf-8"),
        (SELECT, "format=XML", "application/sparql-results+xml"),
        (SELECT, "output=tsv", "text/tab-separated-values; charset=utf-8"),
        (SELECT, "format=application/sparql-results%2Bxml", "application/sparql-results+xml"),
        (CONSTRUCT, "format=ttl", "text/turtle; charset=utf-8"),
        (CONSTRUCT, "format=json", "application/ld+json"),
        (SELECT, "format=turtle", "application/sparql-results+json"),
        (SELECT, "format=unheard-of", "application/sparql-results+json"),
    ],
)
def test_a_format_by_name_wins_over_accept(
    app: ASGIApp, query: str, wanted: str, media_type: str
) -> None:
    """Where the form of the query has it; else Accept decides."""
    response = asked(app, "GET", f"{query_url(query)}&{wanted}", headers={"accept": "*/*"})
    assert response.headers["content-type"] == media_type


# --- 2.1.7 and 2.2: what is refused --------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [
        ("SELECT * WHERE {\n  ?s ?p\n}", 3, 1),
        ("ASK { ?s ?p ?o", 1, 5),
        ("SELCT * {}", 1, 1),
        ("ASK { ?s unknown:x ?o }", 1, 10),
    ],
)
def test_a_bad_query_is_told_with_its_place(
    app: ASGIApp, query: str, line: int, column: int
) -> None:
    """Protocol, 2.1.7; W3C test bad_query_syntax."""
    for response in (
        asked(app, "GET", query_url(query)),
        asked(app, "POST", "/sparql", headers=DIRECT, content=query.encode()),
    ):
        assert response.status_code == 400
        assert response.headers["content-type"] == "application/problem+json"
        problem = response.json()
        assert (problem["line"], problem["column"]) == (line, column)
        assert f"ine {line}, column {column}" in problem["detail"]


@pytest.mark.parametrize(
    "url",
    [
        "/sparql?query=",
        "/sparql?query",
        "/sparql?query=ASK%7B%7D&query=ASK%7B%7D",
        "/sparql?default-graph-uri=urn:x",
        "/sparql?other=1",
        "/sparql?query=ASK%7B%7D%FF",
        "/sparql?query=%C3%28",
        "/sparql?query=ASK%7B%7D&update=CLEAR+ALL",
        "/sparql?query=CLEAR+ALL",
        "/sparql?query=ASK%00%7B%7D",
        "/sparql?" + "a=1&" * 1_000 + "query=ASK%7B%7D",
    ],
)
def test_400_for_a_request_that_is_none(app: ASGIApp, answering: InProcess, url: str) -> None:
    """Protocol, 2.1: exactly one query; W3C test bad_multiple_queries."""
    response = asked(app, "GET", url)
    assert response.status_code == 400, response.text
    assert response.json()["status"] == 400
    assert not [each for each in answering.questions if each.query == "ASK{}"]


@pytest.mark.parametrize(
    "content", [b"", b"query=ASK%7B%7D&query=ASK%7B%7D", b"other=1", b"query=%FF", b"query=\xff"]
)
def test_400_for_a_form_without_one_query(app: ASGIApp, content: bytes) -> None:
    """Protocol, 2.1.2."""
    assert asked(app, "POST", "/sparql", headers=FORM, content=content).status_code == 400


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", "ASK {}".encode("utf-16"), b"ASK { \xe9 }"])
def test_400_for_a_body_that_is_no_query(app: ASGIApp, content: bytes) -> None:
    """Protocol, 2.1.3; W3C test bad_query_non_utf8."""
    assert asked(app, "POST", "/sparql", headers=DIRECT, content=content).status_code == 400


def test_a_query_in_body_and_url_is_two(app: ASGIApp) -> None:
    """Protocol, 2.1: exactly one."""
    for headers, content in ((DIRECT, b"ASK {}"), (FORM, b"query=ASK%7B%7D")):
        response = asked(app, "POST", query_url("ASK {}"), headers=headers, content=content)
        assert response.status_code == 400


@pytest.mark.parametrize(
    "media_type",
    [
        None,
        "text/plain",
        "application/json",
        "multipart/form-data; boundary=x",
        "application/sparql-query; charset=iso-8859-1",
        "application/x-www-form-urlencoded; charset=utf-16",
        "application/sparql-query+x",
        "nonsense",
        "application/sparql-query, text/plain",
    ],
)
def test_415_for_another_type_or_charset(app: ASGIApp, media_type: str | None) -> None:
    """RFC 9110, 15.5.16; W3C tests bad_query_wrong_media_type and bad_query_missing_*."""
    headers = {"content-type": media_type} if media_type else {}
    response = asked(app, "POST", "/sparql", headers=headers, content=b"query=ASK {}")
    assert response.status_code == 415
    assert "application/sparql-query" in response.headers["accept-post"]


def test_415_for_two_types(app: ASGIApp) -> None:
    """RFC 9110, 8.3: the field is no list."""
    lines = [("content-type", "application/sparql-query")] * 2
    assert asked(app, "POST", "/sparql", headers=lines, content=b"ASK {}").status_code == 415


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "gzip, gzip", "nonsense"])
def test_415_for_a_coded_body(app: ASGIApp, coding: str) -> None:
    """RFC 9110, 15.5.16: and the answer says what would do."""
    headers = {**DIRECT, "content-encoding": coding}
    response = asked(app, "POST", "/sparql", headers=headers, content=gzip.compress(b"ASK {}"))
    assert response.status_code == 415
    assert response.headers["accept-encoding"] == "identity"


def test_413_for_a_body_beyond_a_megabyte(app: ASGIApp) -> None:
    """RFC 9110, 15.5.14."""
    query = b"ASK {} #" + b"x" * 999_992
    assert asked(app, "POST", "/sparql", headers=DIRECT, content=query).status_code == 200
    response = asked(app, "POST", "/sparql", headers=DIRECT, content=query + b"x")
    assert response.status_code == 413
    assert response.headers["connection"] == "close"


def test_414_for_a_url_beyond_64_kilobytes(app: ASGIApp) -> None:
    """RFC 9110, 15.5.15."""
    query = b"query=ASK%7B%7D%23" + b"x" * (64 * 1024 - 18)
    assert raw(app, "GET", query)[0] == 200
    assert raw(app, "GET", query + b"x")[0] == 414


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_405_says_what_is_allowed(app: ASGIApp, method: str) -> None:
    """RFC 9110, 15.5.6; W3C test bad_query_method."""
    response = asked(app, method, query_url("ASK {}"))
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"


@pytest.mark.parametrize(
    ("method", "url", "headers", "content"),
    [
        ("GET", "/sparql?update=CLEAR+ALL", {}, None),
        ("POST", "/sparql", FORM, b"update=CLEAR%20ALL"),
        ("POST", "/sparql", FORM, b"update=CLEAR%20ALL&update=CLEAR%20ALL"),
        ("POST", "/sparql", FORM, b"update=CLEAR+ALL&using-graph-uri=urn:x"),
        ("POST", "/sparql", {"content-type": "application/sparql-update"}, b"CLEAR ALL"),
        ("POST", "/sparql", {"content-type": "Application/SPARQL-Update; x=y"}, b"\xff\xfe"),
        (
            "POST",
            "/sparql?using-graph-uri=urn:x",
            {"content-type": "application/sparql-update"},
            b"",
        ),
    ],
)
def test_updates_are_refused(  # noqa: PLR0913, PLR0917  (a case has all of these)
    app: ASGIApp,
    answering: InProcess,
    method: str,
    url: str,
    headers: Mapping[str, str],
    content: bytes | None,
) -> None:
    """Protocol, 2.2; the W3C tests update_* and bad_update_* ask for what is never done here."""
    response = asked(app, method, url, headers=headers, content=content)
    assert response.status_code == 403
    assert "read-only" in response.json()["detail"]
    assert answering.questions == []


@pytest.mark.parametrize("update", ["CLEAR ALL", "INSERT DATA { <a:a> <a:b> <a:c> }", "LOAD <a:b>"])
def test_an_update_sent_as_a_query_is_no_query(app: ASGIApp, update: str) -> None:
    """Protocol, 2.1.7: it is not in the language."""
    for response in (
        asked(app, "GET", query_url(update)),
        asked(app, "POST", "/sparql", data={"query": update}),
        asked(app, "POST", "/sparql", headers=DIRECT, content=update.encode()),
    ):
        assert response.status_code == 400


@pytest.mark.parametrize(
    ("error", "limit"),
    [
        (QueryTimeout("It took longer than 30 seconds."), "time"),
        (QueryMemoryExceeded("It needs more than 512 MB."), "memory"),
        (ResultTooLarge("It has more than 64 MB."), "result size"),
        (Busy("Too many ask.", 3), "queue"),
    ],
)
def test_503_names_the_limit(error: Exception, limit: str) -> None:
    """Protocol, 2.1.7; RFC 9110, 15.6.4 and 10.2.3."""
    response = asked(at(Failing(error)), "GET", query_url(SELECT))
    assert response.status_code == 503
    assert response.json()["limit"] == limit
    assert response.json()["detail"] == str(error)
    assert response.headers.get("retry-after") == ("3" if limit == "queue" else None)


def test_500_tells_nothing_of_what_nobody_foresaw(caplog: pytest.LogCaptureFixture) -> None:
    """RFC 9110, 15.6.1: the log has it."""
    response = asked(at(Failing(RuntimeError("secret"))), "GET", query_url(SELECT))
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "secret" in caplog.text


# --- RFC 9110: HEAD, OPTIONS, conditions, codings, CORS ------------------------------------------


@pytest.mark.parametrize("accept", ["*/*", "text/csv", "image/png"])
@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.parametrize("query", [SELECT, "nonsense"])
def test_head_is_get_without_its_body(app: ASGIApp, accept: str, coding: str, query: str) -> None:
    """RFC 9110, 9.3.2."""
    headers = {"accept": accept, "accept-encoding": coding}
    head = asked(app, "HEAD", query_url(query), headers=headers)
    get = asked(app, "GET", query_url(query), headers=headers)
    assert head.status_code == get.status_code
    assert dict(head.headers) == dict(get.headers)
    assert head.content == b""
    assert get.content


@pytest.mark.parametrize("path", ["/sparql", "/query"])
def test_options_says_what_is_allowed(app: ASGIApp, path: str) -> None:
    """RFC 9110, 9.3.7."""
    response = asked(app, "OPTIONS", path)
    assert response.status_code == 204
    assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"
    assert "application/sparql-query" in response.headers["accept-post"]
    assert response.content == b""


def test_a_preflight_lets_any_origin_ask_without_credentials(app: ASGIApp) -> None:
    """Fetch standard, 3.2.2."""
    headers = {
        "origin": "https://elsewhere.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    response = asked(app, "OPTIONS", "/sparql", headers=headers)
    assert response.headers["access-control-allow-origin"] == "*"
    assert "POST" in response.headers["access-control-allow-methods"]
    assert "Content-Type" in response.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in response.headers


@pytest.mark.parametrize("url", [query_url(ASK), query_url("nonsense"), "/sparql"])
def test_no_origin_is_reflected(app: ASGIApp, url: str) -> None:
    """Fetch standard, 3.2.5: `*` goes without credentials; errors can be read as well."""
    response = asked(app, "GET", url, headers={"origin": "https://evil.example"})
    assert response.headers["access-control-allow-origin"] == "*"
    assert "ETag" in response.headers["access-control-expose-headers"]
    assert "evil" not in str(response.headers)


def test_other_origins_can_be_kept_out(answering: InProcess) -> None:
    """Nothing is said to browsers then."""
    app = at(answering, cross_origin=False)
    for method, url in (("OPTIONS", "/sparql"), ("GET", query_url(ASK)), ("GET", "/sparql?x")):
        response = asked(app, method, url, headers={"origin": "https://elsewhere.example"})
        assert not [name for name in response.headers if name.startswith("access-control")]


def test_each_representation_has_a_tag_of_its_own(app: ASGIApp) -> None:
    """RFC 9110, 8.8.3 and 8.8.3.3: by content, type and coding."""
    tags = set()
    for query in (SELECT, f"{SELECT} LIMIT 20"):
        for accept in (offer.media_type for offer in ROW_OFFERS):
            for coding in ("identity", "gzip"):
                headers = {"accept": accept, "accept-encoding": coding}
                response = asked(app, "GET", query_url(query), headers=headers)
                assert response.headers["etag"].startswith('"')
                assert response.headers["vary"] == "Accept, Accept-Encoding"
                assert response.headers["cache-control"] == "no-cache"
                tags.add(response.headers["etag"])
    assert len(tags) == 2 * len(ROW_OFFERS) * 2


def test_empty_answers_of_two_types_have_two_tags(app: ASGIApp) -> None:
    """RFC 9110, 8.8.3: a tag is of a representation, not of its bytes alone."""
    url = query_url("CONSTRUCT { ?s ?p ?o } WHERE { ?s <urn:none> ?o . ?s ?p ?o }")
    tags = {
        asked(app, "GET", url, headers={"accept": accept}).headers["etag"]
        for accept in ("text/turtle", "application/n-triples")
    }
    assert len(tags) == 2


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*", '{} , W/"x"'])
def test_304_for_what_the_client_has(app: ASGIApp, method: str, form: str) -> None:
    """RFC 9110, 13.1.2 and 15.4.5."""
    first = asked(app, "GET", query_url(SELECT))
    known = {"if-none-match": form.format(first.headers["etag"])}
    for _ in range(2):
        response = asked(app, method, query_url(SELECT), headers=known)
        assert response.status_code == 304
        assert response.content == b""
        for name in ("etag", "vary", "cache-control", "access-control-allow-origin"):
            assert response.headers[name] == first.headers[name]
        assert "content-length" not in response.headers
        assert "content-type" not in response.headers


@pytest.mark.parametrize("known", ['"other"', "", "nonsense", 'W/"other", "more"', '"'])
def test_200_for_what_the_client_has_not(app: ASGIApp, known: str) -> None:
    """RFC 9110, 13.1.2."""
    headers = {"if-none-match": known}
    assert asked(app, "GET", query_url(SELECT), headers=headers).status_code == 200


def test_a_tag_of_another_representation_does_not_match(app: ASGIApp) -> None:
    """RFC 9110, 8.8.3.3."""
    tag = asked(app, "GET", query_url(SELECT)).headers["etag"]
    for headers in ({"accept": "text/csv"}, {"accept-encoding": "gzip"}):
        response = asked(app, "GET", query_url(SELECT), headers={**headers, "if-none-match": tag})
        assert response.status_code == 200


@pytest.mark.parametrize(
    ("condition", "status"), [("{}", 200), ("*", 200), ("W/{}", 412), ('"other"', 412)]
)
def test_if_match_is_a_strong_comparison(app: ASGIApp, condition: str, status: int) -> None:
    """RFC 9110, 13.1.1."""
    tag = asked(app, "GET", query_url(SELECT)).headers["etag"]
    headers = {"if-match": condition.format(tag)}
    assert asked(app, "GET", query_url(SELECT), headers=headers).status_code == status


def test_conditions_do_not_hide_an_error(app: ASGIApp) -> None:
    """RFC 9110, 13.2.1."""
    headers = {"if-none-match": "*", "if-match": '"x"'}
    assert asked(app, "GET", query_url("nonsense"), headers=headers).status_code == 400


def test_conditions_on_time_and_ranges_are_passed_over(app: ASGIApp) -> None:
    """RFC 9110, 13.1.3 and 14.2: there is no such time, and ranges are optional."""
    headers = {
        "if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT",
        "range": "bytes=0-3",
        "if-range": '"x"',
    }
    response = asked(app, "GET", query_url(SELECT), headers=headers)
    assert response.status_code == 200
    assert "content-range" not in response.headers


def test_a_post_is_answered_whatever_its_conditions(app: ASGIApp) -> None:
    """RFC 9110, 13.2.1: it selects no representation."""
    response = asked(app, "POST", "/sparql", data={"query": SELECT}, headers={"if-none-match": "*"})
    assert response.status_code == 200


@pytest.mark.parametrize("accept", [offer.media_type for offer in ROW_OFFERS])
def test_gzip_is_sent_to_whoever_accepts_it(app: ASGIApp, accept: str) -> None:
    """RFC 9110, 8.4.1.3 and 8.6: the length is that of the coded body."""
    plain = asked(app, "GET", query_url(SELECT), headers={"accept": accept})
    assert "content-encoding" not in plain.headers
    headers = {"accept": accept, "accept-encoding": "br, gzip;q=0.5"}
    zipped = asked(app, "GET", query_url(SELECT), headers=headers)
    assert zipped.headers["content-encoding"] == "gzip"
    assert zipped.content == plain.content  # the client undoes it
    assert int(zipped.headers["content-length"]) < len(plain.content)
    assert int(plain.headers["content-length"]) == len(plain.content)


@pytest.mark.parametrize("accept", ["", "identity", "gzip;q=0", "br", "gzip;q=0.2, identity"])
def test_no_gzip_for_anyone_else(app: ASGIApp, accept: str) -> None:
    """RFC 9110, 12.5.3."""
    response = asked(app, "GET", query_url(SELECT), headers={"accept-encoding": accept})
    assert "content-encoding" not in response.headers


@pytest.mark.parametrize("accept", ["identity;q=0", "*;q=0", "gzip;q=0, *;q=0"])
def test_406_where_no_coding_is_left(app: ASGIApp, accept: str) -> None:
    """RFC 9110, 12.5.3."""
    response = asked(app, "GET", query_url(SELECT), headers={"accept-encoding": accept})
    assert response.status_code == 406
    assert response.json()["available"] == ["gzip", "identity"]


@pytest.mark.parametrize("function", ["NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()"])
def test_what_differs_each_time_is_not_stored(
    app: ASGIApp, answering: InProcess, function: str
) -> None:
    """RFC 9111, 5.2.2.5."""
    url = query_url(f"SELECT ({function} AS ?x) {{}}")
    for _ in range(2):
        response = asked(app, "GET", url)
        assert response.headers["cache-control"] == "no-store"
        assert "etag" not in response.headers
    assert len(answering.questions) == 2


def test_a_question_is_put_once_in_each_format(app: ASGIApp, answering: InProcess) -> None:
    """Whatever way it comes, and however it is coded."""
    for _ in range(3):
        for accept, coding in (("*/*", "gzip"), ("application/json", ""), ("text/csv", "gzip")):
            headers = {"accept": accept, "accept-encoding": coding}
            asked(app, "GET", query_url(SELECT), headers=headers)
        asked(app, "POST", "/sparql", data={"query": SELECT})
    assert [each.format_name for each in answering.questions] == ["json", "csv"]


def test_another_dataset_has_other_answers(small: Path) -> None:
    """The digest of the dataset is part of every key."""
    answering = InProcess(small)
    app = at(answering)
    asked(app, "GET", query_url(SELECT))
    answering.digest = "of-another-release"
    asked(app, "GET", query_url(SELECT))
    assert len(answering.questions) == 2


def test_without_memory_each_question_is_put_anew(answering: InProcess) -> None:
    """As over an endpoint whose data may change; the tag is that of the content."""
    app = at(answering, memory=0)
    tags = {asked(app, "GET", query_url(SELECT)).headers["etag"] for _ in range(2)}
    assert len(answering.questions) == 2
    assert len(tags) == 1


# --- hostile requests ----------------------------------------------------------------------------

HOSTILE = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=80)


@given(accept=HOSTILE, coding=HOSTILE, known=HOSTILE, kind=HOSTILE)
def test_no_header_breaks_the_endpoint(accept: str, coding: str, known: str, kind: str) -> None:
    """Any bytes that a server passes on."""
    app = at(Failing(QueryTimeout("late")))
    headers = {
        "accept": accept.encode("latin-1"),
        "accept-encoding": coding.encode("latin-1"),
        "if-none-match": known.encode("latin-1"),
        "content-type": kind.encode("latin-1"),
    }
    get = asked(app, "GET", query_url(ASK), headers=headers)  # type: ignore[arg-type]
    post = asked(app, "POST", "/sparql", headers=headers, content=b"ASK {}")  # type: ignore[arg-type]
    assert get.status_code in {406, 503}
    assert post.status_code in {406, 415, 503}


@given(st.binary(max_size=80))
def test_no_url_breaks_the_endpoint(query: bytes) -> None:
    """Any bytes behind the question mark."""
    status, _, body = raw(at(Failing(QueryTimeout("late"))), "GET", query)
    assert status in {303, 400, 403, 503}
    assert json.loads(body)["status"] == status


@given(st.binary(max_size=80))
def test_no_body_breaks_the_endpoint(body: bytes) -> None:
    """Any bytes as a form or a query."""
    app = at(Failing(QueryTimeout("late")))
    for headers in (FORM, DIRECT):
        assert asked(app, "POST", "/sparql", headers=headers, content=body).status_code in {
            400,
            403,
            503,
        }


def test_no_header_can_be_injected(app: ASGIApp) -> None:
    """No line break of a request gets into a header of its answer."""
    graph = "urn:x\r\nSet-Cookie: a=b"
    for url in (
        query_url("ASK {}", graphs={"default-graph-uri": [graph]}),
        "/sparql?query=ASK%7B%7D&format=csv%0d%0aX-Evil:1",
        "/store?graph=urn:x%0d%0aX-Evil:1",
    ):
        response = asked(app, "GET", url)
        assert not {"set-cookie", "x-evil"} & set(response.headers)
        for value in response.headers.values():
            assert "\r" not in value
            assert "\n" not in value


@pytest.mark.parametrize(
    ("version", "hosts", "status"),
    [("1.1", 1, 200), ("1.1", 0, 400), ("1.1", 2, 400), ("1.0", 0, 200), ("1.0", 1, 200)],
)
def test_one_host_belongs_to_a_request(app: ASGIApp, version: str, hosts: int, status: int) -> None:
    """RFC 9112, 3.2; HTTP/1.0 needs none. Memory does not by-pass it."""
    asked(app, "GET", query_url("ASK {}"))  # so that it is in memory
    headers = [(b"host", b"als.example")] * hosts
    query = query_url("ASK {}").partition("?")[2].encode()
    assert raw(app, "GET", query, headers, version)[0] == status


def raw(
    app: ASGIApp,
    method: str,
    query: bytes,
    headers: list[tuple[bytes, bytes]] | None = None,
    version: str = "1.1",
) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Send a request that no well-behaved client would, and return status, headers and body."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "http_version": version,
        "scheme": "http",
        "path": "/sparql",
        "raw_path": b"/sparql",
        "query_string": query,
        "headers": [(b"host", b"als.example")] if headers is None else headers,
        "server": ("127.0.0.1", 8000),
    }
    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
    return sent[0]["status"], list(sent[0]["headers"]), sent[1]["body"]


# --- clients that dawdle, go away, or send without end -------------------------------------------


class Client:
    """A client that sends its body in pieces, and takes note of what comes back."""

    def __init__(self, pieces: list[bytes], *, then: str) -> None:
        """Take the pieces; afterwards the client waits, leaves, or the body is complete."""
        self.sent: list[Message] = []
        self._pieces = pieces
        self._then = then

    async def receive(self) -> Message:
        """Return the next piece."""
        if self._pieces:
            is_last = len(self._pieces) == 1 and self._then != "endless"
            more = not is_last or self._then in {"wait", "leave early"}
            return {"type": "http.request", "body": self._pieces.pop(0), "more_body": more}
        if self._then == "wait":
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """Note what is sent."""
        self.sent.append(message)

    def ask(self, app: ASGIApp) -> list[Message]:
        """Send a query as a body, and return what came back."""
        headers = [(b"host", b"x"), (b"content-type", b"application/sparql-query")]
        scope = {
            "type": "http",
            "method": "POST",
            "http_version": "1.1",
            "path": "/sparql",
            "query_string": b"",
            "headers": headers,
        }
        asyncio.run(app(scope, self.receive, self.send))  # type: ignore[arg-type]
        return self.sent


def test_408_for_a_body_that_does_not_arrive(answering: InProcess) -> None:
    """RFC 9110, 15.5.9: and the connection is closed."""
    app = at(answering, body_seconds=0.05)
    start, body = Client([b"ASK "], then="wait").ask(app)
    assert start["status"] == 408
    assert (b"connection", b"close") in start["headers"]
    assert json.loads(body["body"])["status"] == 408
    assert answering.questions == []


def test_a_body_in_pieces_is_one_query(app: ASGIApp) -> None:
    """However it is cut."""
    start, body = Client([b"AS", b"", b"K {", b"}"], then="").ask(app)
    assert start["status"] == 200
    assert json.loads(body["body"])["boolean"] is True


def test_a_body_without_end_is_read_up_to_a_megabyte(app: ASGIApp) -> None:
    """It has no length in advance when it comes in chunks."""
    client = Client([b"x" * 300_000] * 20, then="endless")
    assert client.ask(app)[0]["status"] == 413
    assert len(client._pieces) == 16  # noqa: SLF001


def test_a_client_that_leaves_while_it_sends_is_sent_nothing(
    app: ASGIApp, answering: InProcess
) -> None:
    """Half a query is none."""
    assert Client([b"ASK {}"], then="leave early").ask(app) == []
    assert answering.questions == []


def test_a_query_is_stopped_when_its_client_leaves() -> None:
    """Whoever works on it is cancelled at once."""

    class Slow(Failing):
        is_cancelled = False

        async def answer(self, asked: Any) -> bytes:  # noqa: ANN401, ARG002
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                self.is_cancelled = True
                raise
            return b""

    slow = Slow(QueryTimeout("late"))
    assert Client([b"ASK {}"], then="leave").ask(at(slow)) == []
    assert slow.is_cancelled
