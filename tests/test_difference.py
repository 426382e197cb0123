"""What two sides say differently: values, claims, passages, mappings, layers, and what is equal."""

import json
import shutil
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alskg import export
from alskg.compile.pipeline import all_layers, nquads
from alskg.difference import Difference, Side, compare, markdown, read_side, text, to_json
from alskg.difference.meaning import meant
from alskg.errors import InputError
from alskg.terms import expand

XSD = "http://www.w3.org/2001/XMLSchema#"
SYNTAX = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
}
PREFIXES = "".join(
    f"PREFIX {name}: <{expand(name + ':')}>\n"
    for name in (
        *("alskg", "claim", "condition", "gene", "modality", "passage", "population"),
        *("rdf", "rdfs", "skos", "xsd"),
    )
)

Edit = Callable[..., Side]


def iri(curie: str) -> ox.NamedNode:
    """Return the term of a CURIE."""
    return ox.NamedNode(expand(curie))


def triple(subject: str, predicate: str, value: str | ox.Literal) -> ox.Triple:
    """Return a triple from CURIEs."""
    return ox.Triple(iri(subject), iri(predicate), iri(value) if isinstance(value, str) else value)


def number(lexical: str, datatype: str = "decimal") -> ox.Literal:
    """Return a number as it is written."""
    return ox.Literal(lexical, datatype=ox.NamedNode(XSD + datatype))


@pytest.fixture(scope="module")
def layers(small_root: Path) -> Mapping[str, set[ox.Triple]]:
    """Return every layer of the small graph."""
    return all_layers(small_root)


@pytest.fixture(scope="module")
def old(layers: Mapping[str, set[ox.Triple]]) -> Side:
    """Return the small graph as a side."""
    return Side("old", layers)


@pytest.fixture(scope="module")
def edited(layers: Mapping[str, set[ox.Triple]]) -> Edit:
    """Return a function that gives the small graph with triples of a layer taken out or put in."""

    def edit(
        layer: str,
        *,
        without: AbstractSet[ox.Triple] = frozenset(),
        with_: AbstractSet[ox.Triple] = frozenset(),
    ) -> Side:
        assert without <= layers[layer]
        return Side("new", {**layers, layer: (layers[layer] - without) | with_})

    return edit


def about(layers: Mapping[str, set[ox.Triple]], subject: str) -> set[ox.Triple]:
    """Return all that is said of a thing."""
    return {each for some in layers.values() for each in some if each.subject == iri(subject)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (number("30.0"), number("30")),
        (number("+030.50"), number("30.5")),
        (number("-0.0"), number("0")),
        (number(".5"), number("0.5")),
        (number("30", "integer"), number("30.0")),
        (number("007", "nonNegativeInteger"), number("7", "integer")),
        (number("1e1", "double"), number("10", "double")),
        (number("1", "boolean"), number("true", "boolean")),
        (
            number("2026-11-22T10:00:00+00:00", "dateTime"),
            number("2026-11-22T10:00:00Z", "dateTime"),
        ),
        (ox.Literal("a"), number("a", "string")),
    ],
)
def test_values_that_are_the_same(one: ox.Literal, other: ox.Literal) -> None:
    """However a store writes them."""
    assert meant(one) == meant(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (number("30"), number("3")),
        (number("30"), number("-30")),
        (number("10", "double"), number("10")),
        (number("1234567890123456789012345678901.1"), number("1234567890123456789012345678901.2")),
        (ox.Literal("30.0"), ox.Literal("30")),
        (ox.Literal("a", language="en"), ox.Literal("a")),
        (number("x", "integer"), number("y", "integer")),
        (number("2011", "gYear"), number("02011", "gYear")),
        (ox.Literal("https://w3id.org/alskg/gene/SOD1"), iri("gene:SOD1")),
    ],
)
def test_values_that_are_not_the_same(one: ox.Literal, other: ox.Literal) -> None:
    """No digit is lost, and text is text."""
    assert meant(one) != meant(other)


@given(st.decimals(allow_nan=False, allow_infinity=False), st.integers(0, 3), st.integers(0, 3))
def test_padding_does_not_change_a_number(value: object, before: int, after: int) -> None:
    """Whatever the number of zeros in front and behind."""
    plain = f"{value:f}"
    sign, digits = ("-", plain[1:]) if plain.startswith("-") else ("", plain)
    padded = f"{sign}{'0' * before}{digits}{'' if '.' in digits else '.'}{'0' * after}"

    assert meant(number(padded)) == meant(number(plain))


def test_a_hostile_number_takes_no_time() -> None:
    """A million zeros with a one behind are looked at once."""
    long = number("0." + "0" * 1_000_000 + "1" + "0" * 1_000_000)

    assert meant(long) == number("0." + "0" * 1_000_000 + "1")


def test_the_same_is_the_same(old: Side) -> None:
    """One line says so."""
    difference = compare(old, old)

    assert difference.same
    assert text(difference).startswith("old → old: no difference in ")
    assert len(text(difference).splitlines()) == 1
    assert "edges" not in difference.parts
    assert "descriptions" not in difference.parts


@pytest.mark.parametrize("suffix", SYNTAX)
def test_every_syntax_gives_the_same(
    suffix: str, old: Side, layers: Mapping[str, set[ox.Triple]], tmp_path: Path
) -> None:
    """Also where a store has rewritten the numbers and the file has lost its graphs."""
    store = ox.Store()
    store.bulk_extend(ox.parse(nquads(dict(layers)), format=ox.RdfFormat.N_QUADS))
    syntax, path = SYNTAX[suffix], tmp_path / f"store{suffix}"
    quads = (quad if syntax.supports_datasets else quad.triple for quad in store)
    path.write_bytes(ox.serialize(quads, format=syntax) or b"")

    forward, backward = (compare(*sides) for sides in pairs(old, read_side(str(path))))

    assert forward.same
    assert backward.same
    assert forward.lexical, "1.10 became 1.1"
    assert json.loads(to_json(forward))["same"]
    assert not json.loads(to_json(forward, lexical=True))["same"]
    assert '"1.10"^^<' in text(forward, lexical=True)


def pairs(one: Side, other: Side) -> tuple[tuple[Side, Side], tuple[Side, Side]]:
    """Return two sides in both directions."""
    return (one, other), (other, one)


def test_a_qualifier_changes(old: Side, edited: Edit) -> None:
    """Each by itself, in words for people and as CURIEs for programs."""
    name = "claim:hue1-causes-navy-again"
    new = edited(
        "page",
        without={
            triple(name, "alskg:high", number("2.0")),
            triple(name, "alskg:modality", "modality:estimated"),
        },
        with_={
            triple(name, "alskg:high", number("3.0")),
            triple(name, "alskg:modality", "modality:asserted"),
            triple(name, "alskg:population", "population:guam"),
        },
    )

    difference = compare(old, new)

    said = text(difference)
    assert said.splitlines()[0] == "old → new: claims 1 changed."
    assert "high: 2 → 3" in said
    assert "estimated → asserted" in said
    assert "population: + population:guam" in said
    [changed] = json.loads(to_json(difference))["differences"]["claims"]["changed"]
    assert changed["id"] == name
    assert {
        "property": "alskg:high",
        "old": [{"@value": "2.0", "@type": "xsd:decimal"}],
        "new": [{"@value": "3.0", "@type": "xsd:decimal"}],
    } in changed["changes"]


def test_claims_come_and_go(old: Side, edited: Edit, layers: Mapping[str, set[ox.Triple]]) -> None:
    """With all that they say."""
    new = edited("page", without=about(layers, "claim:hue2-possibly"))

    gone, come = (compare(*sides) for sides in pairs(old, new))

    assert [thing.iri for thing in gone.parts["claims"].removed] == [expand("claim:hue2-possibly")]
    assert [thing.iri for thing in come.parts["claims"].added] == [expand("claim:hue2-possibly")]
    assert "HUE2 | contributes to | teal condition; possible" in text(come)
    [added] = json.loads(to_json(come))["differences"]["claims"]["added"]
    assert added["values"]["rdf:subject"] == [{"@id": "gene:HUE2"}]
    assert added["layers"] == ["page"]


def test_a_claim_moves_to_another_layer(old: Side, layers: Mapping[str, set[ox.Triple]]) -> None:
    """Both layers are named, and the claim is not repeated."""
    claim = about(layers, "claim:hue2-possibly")
    moved = {**layers, "page": layers["page"] - claim, "reference": layers["reference"] | claim}

    difference = compare(old, Side("new", moved))

    [changed] = difference.parts["claims"].changed
    [change] = changed.changes
    assert (change.old, change.new) == ((iri("graph:page"),), (iri("graph:reference"),))


def digest(of: int) -> ox.Literal:
    """Return the digest of a passage of the small page, or one like it."""
    return ox.Literal(f"{of:064}")


def test_a_new_sentence_names_the_claims_to_read_again(old: Side, edited: Edit) -> None:
    """Those that rest on it, and no others."""
    new = edited(
        "source",
        without={triple("passage:description-2", "alskg:sha256", digest(2))},
        with_={triple("passage:description-2", "alskg:sha256", digest(9))},
    )

    difference = compare(old, new)

    said = text(difference)
    assert said.splitlines()[0] == "old → new: passages 1 changed."
    assert "the sentence changed" in said
    assert "look again at HUE1: causes navy condition  (claim:hue1-causes-navy)" in said
    resting = ["claim:hue1-causes-navy", "claim:hue1-listed", "claim:navy1-catalogued"]
    assert said.count("look again") == len(resting)
    [passage] = json.loads(to_json(difference))["differences"]["passages"]["changed"]
    assert passage["review"] == resting


def test_a_claim_that_moved_with_its_sentence_needs_no_look(
    layers: Mapping[str, set[ox.Triple]], old: Side
) -> None:
    """Sentence 2 became sentence 3: what followed it is fine, what stayed behind is not."""
    source = layers["source"] - {
        triple(f"passage:description-{n}", "alskg:sha256", digest(n)) for n in (2, 3)
    }
    source |= {
        triple("passage:description-2", "alskg:sha256", digest(9)),
        triple("passage:description-3", "alskg:sha256", digest(2)),
    }
    claim = "claim:hue1-causes-navy"
    page = layers["page"] - {triple(claim, "alskg:statedIn", "passage:description-2")}
    page |= {triple(claim, "alskg:statedIn", "passage:description-3")}

    difference = compare(old, Side("new", {**layers, "source": source, "page": page}))

    third = expand("passage:description-3")
    assert difference.homes == {third: expand("passage:description-2")}
    assert "it has the sentence that was Description, sentence 2" in text(difference)
    assert expand(claim) not in difference.review[third]
    assert expand("claim:hue2-probably") in difference.review[third]


def test_a_passage_that_only_moved_is_counted(old: Side, edited: Edit) -> None:
    """An offset is no news, but the sides are not the same."""
    new = edited(
        "source",
        without={triple("passage:description-2", "alskg:end", number("20", "integer"))},
        with_={triple("passage:description-2", "alskg:end", number("21", "integer"))},
    )

    difference = compare(old, new)

    assert text(difference) == "old → new: passages 1 moved.\n"
    assert not difference.same


def test_a_passage_goes(old: Side, edited: Edit, layers: Mapping[str, set[ox.Triple]]) -> None:
    """The claims that rested on it are named."""
    new = edited("source", without=about(layers, "passage:description-2"))

    assert "look again at HUE1: causes navy condition" in text(compare(old, new))


def test_a_mapping_changes_its_predicate(small_root: Path, old: Side, tmp_path: Path) -> None:
    """It stays one mapping, though its IRI changes, and its plain match is not told twice."""
    root = copied(small_root, tmp_path)
    path = root / "data" / "mappings" / "small.sssom.tsv"
    written = path.read_text(encoding="utf-8")
    path.write_text(
        written.replace("skos:exactMatch\t\tMONDO", "skos:closeMatch\t\tMONDO").replace(
            "\tteal family\t", "\tteal kin\t"
        ),
        encoding="utf-8",
    )

    difference = compare(old, read_side(str(root)))

    said = text(difference)
    assert said.splitlines()[0].endswith("mappings 2 changed.")
    assert "      label: " not in said
    assert "predicate id: skos:exactMatch → skos:closeMatch" in said
    assert "object label: teal family → teal kin" in said
    [changed] = [one for one in difference.parts["mappings"].changed if one.old != one.new]
    assert changed.old.endswith("condition-teal-exact-MONDO-9999901")
    assert json.loads(to_json(difference))["differences"]["mappings"]["changed"][1]["was"]


def copied(root: Path, folder: Path) -> Path:
    """Return a copy of a root that can be edited."""
    return shutil.copytree(root, folder / "copy")


def test_names_types_and_terms_have_their_places(
    old: Side, layers: Mapping[str, set[ox.Triple]]
) -> None:
    """An entity's label and a class's, each under its own heading."""
    label = ox.Literal("HUE1, renamed", language="en")
    page = layers["page"] - {triple("gene:HUE1", "rdfs:label", ox.Literal("HUE1", language="en"))}
    page |= {triple("gene:HUE1", "rdfs:label", label)}
    ontology = layers["ontology"] | {triple("alskg:Gene", "skos:note", ox.Literal("a\nb"))}

    difference = compare(old, Side("new", {**layers, "page": page, "ontology": ontology}))

    said = text(difference)
    assert said.splitlines()[0] == "old → new: entities 1 changed; terms 1 changed."
    assert "label: HUE1 → HUE1, renamed" in said
    assert "note: the text changed (0 → 2 lines)" in said


def test_values_that_read_alike_are_told_apart(old: Side, edited: Edit) -> None:
    """Where only the language changed the words would be the same."""
    new = edited(
        "page",
        without={triple("gene:HUE1", "rdfs:label", ox.Literal("HUE1", language="en"))},
        with_={triple("gene:HUE1", "rdfs:label", ox.Literal("HUE1", language="de"))},
    )

    assert 'label: "HUE1"@en → "HUE1"@de' in text(compare(old, new))


def test_derived_layers_are_told_when_asked_for(old: Side, edited: Edit) -> None:
    """And only then."""
    edge = triple("gene:HUE1", "alskg:causes", "condition:teal")
    new = edited("inferred-page", with_={edge})

    assert compare(old, new).same
    assert not compare(old, new, ["inferred-page"]).same
    assert compare(old, new, ["page"]).layers == ("page",)


def test_a_layer_that_is_not_there(old: Side) -> None:
    """The nearest one is named."""
    with pytest.raises(InputError, match="Did you mean 'reference'"):
        compare(old, old, ["referense"])


def test_a_file_without_graphs_has_no_layers(old: Side) -> None:
    """Its name says why."""
    with pytest.raises(InputError, match="plain has no named graphs"):
        compare(old, Side("plain", {"": set(old.layers["page"])}), ["page"])


def test_a_triple_term_is_what_the_claim_says(old: Side, tmp_path: Path) -> None:
    """The export as RDF 1.2 says the same as the others."""
    path = tmp_path / "store.ttl"
    dataset = nquads({layer: set(some) for layer, some in old.layers.items()})
    path.write_bytes(export.write(dataset, "rdf12"))

    assert compare(read_side(str(path)), old).same


def blank(folder: Path, name: str, body: str) -> Side:
    """Return a side from Turtle."""
    path = folder / f"{name}.ttl"
    path.write_text(PREFIXES + body, encoding="utf-8")
    return read_side(str(path))


def test_blank_nodes_compare_by_what_is_said_of_them(tmp_path: Path) -> None:
    """Whatever their labels, and however deep."""
    one = blank(tmp_path, "one", "gene:X rdfs:seeAlso [ rdfs:label 1.0 ; rdfs:seeAlso (1 2) ] .")
    two = blank(
        tmp_path, "two", "gene:X rdfs:seeAlso _:a . _:a rdfs:seeAlso (1 2) ; rdfs:label 1.00 ."
    )
    three = blank(tmp_path, "three", "gene:X rdfs:seeAlso [ rdfs:label 1 ; rdfs:seeAlso (1 3) ] .")

    assert compare(one, two).same
    assert not compare(one, three).same


def test_blank_nodes_in_a_circle_are_refused(tmp_path: Path) -> None:
    """Nothing tells them apart."""
    side = blank(tmp_path, "circle", "_:a rdfs:seeAlso _:b . _:b rdfs:seeAlso _:a .")

    with pytest.raises(InputError, match=r"circle\.ttl has blank nodes .* in a circle"):
        compare(side, side)


def test_a_long_chain_of_blank_nodes_is_no_trouble(tmp_path: Path) -> None:
    """Time grows with the file, and no stack is used up."""
    body = "".join(f"_:n{n} rdfs:seeAlso _:n{n + 1} .\n" for n in range(20_000))

    side = blank(tmp_path, "chain", body)

    assert compare(side, side).same


def test_markdown_shows_labels_as_they_are(old: Side, edited: Edit) -> None:
    """A star in a name is no emphasis, and a control sign reaches no terminal."""
    odd = ox.Literal("*HUE1*\u001b[2J", language="en")
    new = edited("page", with_={triple("gene:HUE1", "rdfs:label", odd)})

    shown = markdown(compare(old, new))

    assert "## Entities changed" in shown
    assert "\u001b" not in shown
    assert "\\*HUE1\\*" in shown


def statements(difference: Difference, side: str) -> set[tuple[str, str, object]]:
    """Return what a difference says that one side alone states."""
    found: set[tuple[str, str, object]] = set()
    for part in difference.parts.values():
        for thing in part.removed if side == "old" else part.added:
            found |= {(thing.iri, name, meant(v)) for name, vs in thing.values.items() for v in vs}
        for one in part.changed:
            for change in one.changes:
                values = change.old if side == "old" else change.new
                found |= {(one.new, change.property, meant(value)) for value in values}
    return found


@given(st.data())
def test_a_difference_is_complete_and_exact(data: st.DataObject) -> None:
    """What it reports is the difference of two sets of triples, no more and no less."""
    pool = [
        triple(subject, predicate, value)
        for subject in ("claim:a", "gene:B", "passage:causes-1", "alskg:C", "unit:d")
        for predicate in ("rdfs:label", "alskg:low", "alskg:sha256")
        for value in ("gene:B", ox.Literal("x"), number("1"), number("1.0"), number("1.5"))
    ]
    one, two = (data.draw(st.sets(st.sampled_from(pool), max_size=12)) for _ in range(2))
    sides = [Side(name, {"page": some}) for name, some in (("old", one), ("new", two))]
    plain = [
        {(str(each.subject)[1:-1], each.predicate.value, meant(each.object)) for each in some}
        for some in (one, two)
    ]

    difference = compare(sides[0], sides[1])

    assert statements(difference, "old") == plain[0] - plain[1]
    assert statements(difference, "new") == plain[1] - plain[0]
    assert difference.same == (plain[0] == plain[1])
