"""docs/modelling.md: the worked examples are the data, and every kind of claim has one."""

from __future__ import annotations

import re

import pyoxigraph
import pytest

from alskg import resources, terms

GUIDE = resources.root() / "docs" / "modelling.md"
EXAMPLES = re.findall(
    r"^```turtle\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)


def parsed(turtle: str) -> list[pyoxigraph.Triple]:
    """Return the triples of a snippet that relies on the project's prefixes."""
    header = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in terms.prefixes().items())
    quads = pyoxigraph.parse((header + turtle).encode(), pyoxigraph.RdfFormat.TURTLE)
    return [quad.triple for quad in quads]


@pytest.fixture(scope="module")
def curated() -> set[pyoxigraph.Triple]:
    """Return all triples of the page and reference files."""
    files = sorted(resources.data_dir().glob("*/*.ttl"))
    quads = (quad for path in files for quad in pyoxigraph.parse(path=path))
    return {quad.triple for quad in quads}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.split(" ", 1)[0])
def test_an_example_stands_in_the_data_word_for_word(
    example: str, curated: set[pyoxigraph.Triple]
) -> None:
    """Copy the claim from data/ again if this fails: the guide shows what is there."""
    missing = [triple for triple in parsed(example) if triple not in curated]

    assert missing == []


def test_every_kind_of_claim_has_an_example() -> None:
    """A kind of claim that the vocabulary declares is explained with one worked example."""
    vocabulary = (resources.ontology_dir() / "alskg.ttl").read_text(encoding="utf-8")
    kinds = set(re.findall(r"^alskg:(\w+Claim) a owl:Class", vocabulary, re.MULTILINE)) - {"Claim"}
    shown = {match for text in EXAMPLES for match in re.findall(r" a alskg:(\w+Claim) ;", text)}

    assert kinds - shown == set()
