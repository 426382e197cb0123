"""No export says more than the graph: whatever is not asserted in it is asserted in none.

Every file of every export is parsed back. Of each claim that gives no plain edge (unknown, negated,
possible, probable, or in need of a joint cause) nothing may join the two ends directly, in whatever
vocabulary, unless the graph itself joins them by another claim.
"""

import csv
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox
import pytest

from alskg import export, resources
from alskg.compile import open_build
from alskg.export.contents import Claim, Contents
from alskg.export.snapshot import Snapshot
from alskg.terms import BASE, compact, expand

Pairs = set[tuple[str, str]]
DOUBTED: Final = {"unknown", "negated", "possible", "probable"}
SYNTAX: Final = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "text/turtle; version=1.2": ox.RdfFormat.TURTLE,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
SCHEMA: Final = "https://schema.org/"


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    """Return the graph of the project."""
    return Snapshot(open_build().path_nquads.read_bytes(), resources.root(), resources.version())


@pytest.fixture(scope="module")
def contents(snapshot: Snapshot) -> Contents:
    """Return what it states."""
    return Contents(snapshot)


@pytest.fixture(scope="module")
def forbidden(snapshot: Snapshot, contents: Contents) -> Pairs:
    """Return the ends that only claims which are not asserted join."""
    joined = joins(snapshot.dataset, ox.RdfFormat.N_QUADS)
    doubted = {
        (claim.subject, claim.object.value)
        for claim in contents.claims
        if claim.modality in DOUBTED
    }
    return doubted - joined - {pair[::-1] for pair in joined}


def joins(data: bytes, syntax: ox.RdfFormat) -> Pairs:
    """Return which two nodes a triple joins. What stands in a triple term is not asserted."""
    quads = ox.parse(data, format=syntax, base_iri=BASE)
    return {
        (quad.subject.value, quad.object.value)
        for quad in quads
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode)
    }


def joins_jsonld(data: bytes) -> Pairs:
    """Return the same of JSON-LD; the schema.org context, which is on the web, maps every term."""
    document = json.loads(data)
    documents = document if isinstance(document, list) else [document]
    for each in documents:
        context = each.get("@context") if isinstance(each, dict) else None
        parts = context if isinstance(context, list) else [context]
        if any(isinstance(part, str) and part.startswith(SCHEMA[:-1]) for part in parts):
            local = [part for part in parts if not isinstance(part, str)]
            each["@context"] = [{"@vocab": SCHEMA}, *local]
    return joins(json.dumps(documents).encode(), ox.RdfFormat.JSON_LD)


def rows(data: bytes, delimiter: str) -> list[dict[str, str]]:
    """Return the rows of a table; lines of comment, as SSSOM has them, stand before its header."""
    lines = [line for line in data.decode().split("\n") if not line.startswith("#")]
    text = io.StringIO("\n".join(lines), newline="")
    if delimiter == "\t":
        return list(csv.DictReader(text, delimiter=delimiter, quoting=csv.QUOTE_NONE))
    return list(csv.DictReader(text, delimiter=delimiter))


def claims_of(row: Mapping[str, Any], known: Mapping[str, Claim]) -> list[Claim]:
    """Return the claim that a row is, where it is one."""
    iris = (expand(row[key]) for key in ("claim", "id") if ":" in str(row.get(key) or ""))
    return [known[iri] for iri in iris if iri in known]


def check_row(row: Mapping[str, Any], known: Mapping[str, Claim], forbidden: Pairs) -> None:
    """Check one row: it says how sure it is, or it joins nothing that it must not."""
    found = claims_of(row, known)
    for claim in found:
        said = row.get("certainty") or row.get("modality")
        assert said == claim.modality, claim.iri
        if "negated" in row:
            assert str(row["negated"]).lower() == str(claim.modality == "negated").lower()
    if not found:
        ends = (row.get("subject"), row.get("object"))
        assert ends not in {(compact(s), compact(o)) for s, o in forbidden} | forbidden


def check_rows(table: list[dict[str, Any]], contents: Contents, forbidden: Pairs) -> None:
    """Check every row of a table."""
    known = {claim.iri: claim for claim in contents.claims}
    for row in table:
        check_row(row, known, forbidden)


Check = Callable[[bytes, Contents, Pairs], None]


def _rdf(syntax: ox.RdfFormat) -> Check:
    """Make the check of an RDF file."""
    return lambda data, _contents, forbidden: _none(joins(data, syntax) & forbidden)


def _none(found: Pairs) -> None:
    """Check that there is nothing."""
    assert not found


CHECKS: Final[Mapping[str, Check]] = {
    **{media_type: _rdf(syntax) for media_type, syntax in SYNTAX.items()},
    "application/ld+json": lambda data, _, forbidden: _none(joins_jsonld(data) & forbidden),
    "text/tab-separated-values": lambda data, contents, forbidden: check_rows(
        rows(data, "\t"), contents, forbidden
    ),
    "text/csv": lambda data, contents, forbidden: check_rows(rows(data, ","), contents, forbidden),
    "application/jsonl": lambda data, contents, forbidden: check_rows(
        [json.loads(line) for line in data.splitlines()], contents, forbidden
    ),
}
# Bibliographic data, and plain JSON of counts: they make no claims about the disease.
CLAIMLESS: Final = {"application/x-bibtex", "application/json", "text/plain"}


def test_there_is_something_to_find(forbidden: Pairs) -> None:
    """Claims of each modality that asserts nothing, so that the test below can fail."""
    ours = {(compact(subject), compact(object_)) for subject, object_ in forbidden}

    assert ("condition:sporadic-als", "aspect:cause") in ours
    assert ("factor:genetic-factors", "condition:sporadic-als") in ours
    assert len(ours) > 20


@pytest.mark.parametrize("row", export.REGISTRY, ids=lambda row: str(row.name))
def test_no_export_asserts_what_the_graph_does_not(
    row: export.Export, snapshot: Snapshot, contents: Contents, forbidden: Pairs
) -> None:
    """Every file of every row of the table, parsed back."""
    media_types = set(row.files.values())
    assert media_types <= CHECKS.keys() | CLAIMLESS, "say here how to read a new kind of file"

    for path, data in export.files(row, snapshot).items():
        media_type = next(row.files[pattern] for pattern in row.files if Path(path).match(pattern))
        if media_type in CHECKS:
            CHECKS[media_type](data, contents, forbidden)


def _planted(contents: Contents) -> Claim:
    """Return a claim that is only possible."""
    return next(claim for claim in contents.claims if claim.modality == "possible")


@pytest.mark.parametrize("media_type", ["text/turtle", "application/ld+json"])
def test_an_asserted_doubt_is_noticed(
    contents: Contents, forbidden: Pairs, media_type: str
) -> None:
    """In RDF, by whichever predicate it is said."""
    claim = _planted(contents)
    ends = (claim.subject, claim.object.value)
    texts = {
        "text/turtle": f"<{ends[0]}> <https://schema.org/cause> <{ends[1]}> .",
        "application/ld+json": json.dumps(
            {"@context": "https://schema.org", "@id": ends[0], "cause": {"@id": ends[1]}}
        ),
    }

    with pytest.raises(AssertionError):
        CHECKS[media_type](texts[media_type].encode(), contents, forbidden)


@pytest.mark.parametrize(
    "row",
    [
        "claim\tcertainty\nclaim:{0.slug}\tasserted",
        "id\tmodality\tnegated\n{0.iri}\tpossible\ttrue",
        "subject\tobject\n{0.subject}\t{0.object.value}",
    ],
)
def test_a_row_that_says_more_is_noticed(contents: Contents, forbidden: Pairs, row: str) -> None:
    """A wrong certainty, a wrong negation, and an edge that is no claim of ours."""
    data = row.format(_planted(contents)).encode()

    with pytest.raises(AssertionError):
        CHECKS["text/tab-separated-values"](data, contents, forbidden)
