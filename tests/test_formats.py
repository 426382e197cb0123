"""The one table of formats."""

from collections import Counter
from pathlib import Path

import pytest

from alskg.errors import UnsupportedFormat
from alskg.formats import FORMATS, Format, by_name, by_suffix, names

KINDS = ("rows", "triples", "graph", "dataset", "report", "text")


def test_names_are_unique() -> None:
    """A name means one format."""
    assert len({known.name for known in FORMATS}) == len(FORMATS)


@pytest.mark.parametrize("kind", KINDS)
def test_within_a_kind_names_aliases_and_suffixes_are_unique(kind: str) -> None:
    """Where it is known what is written, no name or ending is ambiguous."""
    fitting = [known for known in FORMATS if known.holds(kind)]  # type: ignore[arg-type]
    called = Counter(word for known in fitting for word in (known.name, *known.aliases))
    endings = Counter(end for known in fitting for end in (known.suffix, *known.suffixes))
    endings.subtract([".txt"] if kind == "report" else [])

    assert max(called.values()) == 1
    assert max(endings.values()) == 1


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.name)
def test_each_format_is_found_by_all_its_names(known: Format) -> None:
    """By name, by alias and by ending, in any case."""
    for word in (known.name, *known.aliases):
        assert by_name(word.upper(), known.kind) == known
    for ending in (known.suffix, *known.suffixes):
        found = by_suffix(Path(f"als{ending}"), known.kind)
        assert (found == known) or found.suffix == known.suffix


def test_names_keep_the_order_of_the_table() -> None:
    """Help texts list the formats that people want first."""
    assert names("rows") == ("table", "csv", "tsv", "json", "jsonl", "xml", "md", "html")
    assert names("triples") == ("table", "csv", "tsv", "jsonl", "md", "html")
    assert names("graph") == ("turtle", "ntriples", "jsonld", "rdfxml")
    assert names("report") == ("table", "json", "turtle", "human")
    assert names() == tuple(known.name for known in FORMATS)


def test_a_name_wins_over_an_alias() -> None:
    """JSON is rows, and JSON-LD where only a graph will do."""
    assert by_name("json").name == "json"
    assert by_name("json", "graph", "dataset").name == "jsonld"
    assert by_name("xml").name == "xml"
    assert by_name("xml", "graph").name == "rdfxml"


@pytest.mark.parametrize(
    ("name", "suggestion"), [("tutle", "Did you mean 'turtle'?"), ("docx", "rdfxml.")]
)
def test_an_unknown_name_is_answered_with_the_choices(name: str, suggestion: str) -> None:
    """The message lists what would do, and the nearest of it."""
    with pytest.raises(UnsupportedFormat) as caught:
        by_name(name, "graph")

    assert f"'{name}'" in str(caught.value)
    assert "turtle, ntriples, jsonld, rdfxml" in str(caught.value)
    assert str(caught.value).endswith(suggestion)


def test_an_unknown_ending_is_answered_with_the_endings() -> None:
    """The message names the file, -f and the endings that would do."""
    with pytest.raises(UnsupportedFormat, match=r"'als\.docx'.*-f.*\.trig, \.nq\.$"):
        by_suffix("als.docx", "dataset")
