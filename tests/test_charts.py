"""Charts as the rest of the project uses them: definitions, pictures, and what they say aloud."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import alskg
from alskg import catalogue
from alskg.catalogue import StoredQuery, from_text
from alskg.catalogue.chart import KINDS, faults, from_header
from alskg.charts import Chart, draw, source_line, style, titled
from alskg.charts.layers import layered, parts
from alskg.charts.sheet import wrapped
from alskg.compile import open_build
from alskg.engine import Rows, Term
from alskg.engine.binding import term
from alskg.engine.embedded import EmbeddedEngine
from alskg.errors import DataError, InputError, UnknownQuery

SVG = "{http://www.w3.org/2000/svg}"
CHARTED = [query for query in catalogue.all("answers") if query.chart]
RANGES = {"kind": "ranges", "label": "gene", "low": "low", "high": "high"}
MORE = {"words": "words", "group": "place", "certainty": "certainty", "implied": "implied"}
COLUMNS = dict.fromkeys(("gene", "low", "high", "words", "place", "certainty", "implied"), "")


def rows(*cells: tuple[str, ...], columns: tuple[str, ...] = tuple(COLUMNS)) -> Rows:
    """Make an answer; an empty text is an unbound cell, and columns may be left out at the end."""
    full = [row + ("",) * (len(columns) - len(row)) for row in cells]
    terms = [tuple(Term("literal", cell) if cell else None for cell in row) for row in full]
    return Rows(columns, terms)


def ranges(*cells: tuple[str, ...], **settings: str) -> Chart:
    """Draw ranges."""
    return draw(from_header(RANGES | MORE | settings, COLUMNS), rows(*cells), title="Shares")


def parsed(written: bytes | str) -> ET.Element:
    """Return the root of an SVG."""
    return ET.fromstring(written)  # noqa: S314  (we have drawn it)


def texts(chart: Chart) -> list[str]:
    """Return what is written in the picture."""
    return [each.text or "" for each in parsed(chart.svg()).iter(f"{SVG}text")]


@pytest.fixture(scope="module")
def engine() -> EmbeddedEngine:
    """Return an engine over the graph."""
    return EmbeddedEngine(open_build().path_nquads)


def stored(query: StoredQuery, engine: EmbeddedEngine) -> Chart:
    """Draw a stored chart."""
    assert query.chart is not None
    bindings = {
        name: term(value, parameter.type)
        for name, (value, parameter) in query.arguments({}).items()
    }
    found = engine.rows(query.text, bindings=bindings)
    return draw(query.chart, found, title=query.title, name=query.id, source="Source: a page.")


@pytest.fixture(scope="module")
def charts(engine: EmbeddedEngine) -> dict[str, Chart]:
    """Return the stored charts, drawn."""
    return {query.id: stored(query, engine) for query in CHARTED}


def test_what_is_better_seen_than_read_has_a_chart() -> None:
    """Among the stored questions, with every kind of chart in use."""
    names = {query.id for query in CHARTED}

    assert {"gene_case_shares", "age_at_onset", "course_of_disease", "share_of_types"} <= names
    assert {query.chart.kind for query in CHARTED if query.chart} == set(KINDS)


@pytest.mark.parametrize("query", CHARTED, ids=lambda query: query.id)
def test_a_stored_chart_shows_its_whole_answer(
    query: StoredQuery, charts: dict[str, Chart]
) -> None:
    """Every cell that has a role is written in the picture, words as words, or read aloud."""
    chart = charts[query.id]
    root = parsed(chart.svg())
    written = " ".join("".join(each.itertext()) for each in root.iter(f"{SVG}text"))
    spoken = root.findtext(f"{SVG}desc") or ""
    title = query.chart.setting("title") or query.title if query.chart else ""

    assert written.startswith(title)
    assert written.endswith("Source: a page.")
    assert len(chart.table()) > 2
    assert query.chart is not None
    labels = {
        name
        for role in ("label", "stage", "item", "cause", "effect", "of")
        for name in query.chart.columns.get(role, ())
    }
    for row in chart.table():
        assert all(cell in spoken for cell in row.values())
        for name in labels & row.keys():
            assert set(row[name].split()) <= set(written.split()) | {""}


@pytest.mark.parametrize("query", CHARTED, ids=lambda query: query.id)
def test_nothing_is_written_beyond_the_sheet(query: StoredQuery, charts: dict[str, Chart]) -> None:
    """No text begins left of the margin, and none goes below the picture."""
    root = parsed(charts[query.id].svg())
    height = float(root.get("height", "0"))
    places = [(float(t.get("x", "nan")), float(t.get("y", "nan"))) for t in root.iter(f"{SVG}text")]

    assert all(20 <= x <= style.WIDTH - 20 and 20 <= y <= height - 4 for x, y in places)


@pytest.mark.parametrize("query", CHARTED, ids=lambda query: query.id)
def test_the_same_answer_gives_the_same_bytes(
    query: StoredQuery, engine: EmbeddedEngine, charts: dict[str, Chart]
) -> None:
    """However often it is drawn, and no date is in it."""
    first, second = charts[query.id], stored(query, engine)

    assert first.svg() == first.svg() == second.svg()
    assert first.png() == second.png()
    assert b"<metadata" not in first.svg()


def test_a_picture_has_a_name_and_a_text_for_screen_readers() -> None:
    """As WAI-ARIA wants it of an image in SVG."""
    root = parsed(ranges(("SOD1", "15", "20", "", "worldwide")).svg())
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")

    assert root.get("role") == "img"
    assert title is not None and desc is not None  # noqa: PT018  (for the type checker)
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert title.text == "Shares"
    assert desc.text == "gene SOD1, low 15, high 20, place worldwide."


def test_a_range_is_drawn_from_end_to_end() -> None:
    """Two marks for a range and one for a single figure, at their places on the axis."""
    chart = ranges(("SOD1", "15", "20"), ("FUS", "5", "5"), unit="%")
    dots = re.findall(r"fill: #0072b2; stroke: #0072b2", chart.svg().decode())

    assert len(dots) == 3
    assert {"15\u201320\u202f%", "5\u202f%"} <= set(texts(chart))
    assert "17.5" not in chart.svg(inline=True).decode().split("<defs>")[0]


def test_what_is_not_said_firmly_is_seen_without_colour() -> None:
    """A hollow mark, and a line that says what it means."""
    firm, loose = ranges(("A", "1", "2")), ranges(("A", "1", "2", "", "", "estimated"))

    assert "estimated" in texts(loose)
    assert "estimated" not in texts(firm)
    assert loose.svg().count(b"fill: #fefefe; stroke: #0072b2") == 3
    assert firm.svg().count(b"fill: #fefefe; stroke: #0072b2") == 0


def test_what_is_implied_has_an_asterisk() -> None:
    """And a note on what the asterisk means."""
    written = texts(ranges(("FUS", "5", "5", "", "", "asserted", "population")))

    assert "FUS *" in written
    assert any(text.startswith("* FUS: the sentence implies the population") for text in written)


def test_what_is_only_about_right_says_so() -> None:
    """With a sign before the figure, and a line on what the sign means."""
    columns = ("gene", "low", "high", "about")
    definition = from_header(RANGES | {"about": "about"}, dict.fromkeys(columns, ""))
    answer = rows(("A", "5", "5", "true"), ("B", "6", "7", "false"), columns=columns)
    written = texts(draw(definition, answer))

    assert {"\u2248\u202f5", "6\u20137", "\u2248: about, in the words of the source."} <= set(
        written
    )


def test_words_stand_where_there_is_no_number() -> None:
    """A row without figures is not left out."""
    written = texts(ranges(("SOD1", "15", "20"), ("others", "", "", "small proportion")))

    assert {"others", "no figure", "small proportion"} <= set(written)


def test_what_a_figure_is_counted_over_heads_its_group() -> None:
    """Also where the page does not say so."""
    written = texts(ranges(("A", "1", "2", "", "Europe"), ("B", "1", "2", "", "not said")))

    assert {"Europe", "place not said"} <= set(written)


def test_rows_that_differ_only_in_what_is_not_drawn_are_one() -> None:
    """Such as two sentences that say the same."""
    assert texts(ranges(("A", "1", "2"), ("A", "1", "2"))).count("A") == 1


def test_an_empty_answer_is_a_picture_that_says_so() -> None:
    """Nothing is drawn, and no error is raised."""
    assert any("The answer is empty" in text for text in texts(ranges()))


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (("A", "1", ""), "both ends"),
        (("A", "2", "1"), "ends before it begins"),
        (("A", "many", "few"), "'many' is none"),
        (("A", "INF", "INF"), "'INF' is none"),
    ],
)
def test_rows_that_do_not_fit_are_an_error(cells: tuple[str, ...], message: str) -> None:
    """What cannot be drawn truly is not drawn."""
    with pytest.raises(InputError, match=message):
        ranges(cells)


def test_an_answer_without_a_column_of_the_chart_is_an_error() -> None:
    """The message names both."""
    with pytest.raises(InputError, match=r"draws the column 'low', which the answer has not"):
        draw(from_header(RANGES, COLUMNS), rows(("A", "1"), columns=("gene", "high")))


def test_too_many_rows_to_be_read_are_an_error() -> None:
    """A parameter narrows them down."""
    with pytest.raises(InputError, match="201 rows"):
        ranges(*[(f"G{number}", "1", "2") for number in range(201)])


def test_hostile_labels_stay_text() -> None:
    """Markup, mathematics of TeX, control characters and letters that the font has not."""
    label = "<b>$x$</b> & \x01 \U0001f9ec"
    chart = ranges((label, "1", "2"))

    assert "<b>$x$</b> & \ufffd \U0001f9ec" in " ".join(texts(chart))
    assert chart.png().startswith(b"\x89PNG")


def test_an_inline_picture_belongs_to_its_page() -> None:
    """It is as wide as there is room, without a background, and coloured by the page."""
    inline = ranges(("A", "1", "2")).svg(inline=True).decode()
    root = parsed(inline)

    assert inline.startswith("<svg")
    assert root.get("width") is root.get("height") is None
    assert root.get("viewBox", "").startswith("0 0 800 ")
    assert 'fill="currentColor"' in inline
    assert "var(--chart-1, #0072b2)" in inline
    assert not {style.INK, style.PAPER, style.MUTED, style.RULE} & set(
        re.findall(r"#[0-9a-f]{6}", inline)
    )
    assert "style" not in inline  # a strict Content-Security-Policy would drop it


def test_pictures_on_one_page_share_no_id(charts: dict[str, Chart]) -> None:
    """Every id starts with the name of the chart, and every reference leads to one."""
    seen: set[str] = set()
    for chart in charts.values():
        written = chart.svg(inline=True).decode()
        ids = re.findall(r'\bid="([^"]+)"', written)
        leads = re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', written)
        assert len(ids) == len(set(ids))
        assert not seen & set(ids)
        assert {one or other for one, other in leads} <= set(ids)
        seen |= set(ids)


def test_sizes_are_in_pixels() -> None:
    """The width that was asked for, and a height that follows."""
    chart = ranges(("A", "1", "2"))
    root = parsed(chart.svg(width=400))
    pixels = [int.from_bytes(chart.png(dpi)[16:20], "big") for dpi in (72, 144)]

    assert root.get("width") == "400"
    assert pixels == [800, 1600]


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(c * weight for c, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


@pytest.mark.parametrize("page", [style.PAPER, "#14181d"])
@pytest.mark.parametrize("colour", style.SERIES)
def test_colours_stand_out_on_light_and_dark(colour: str, page: str) -> None:
    """Three to one for what is drawn (WCAG 2.2, 1.4.11)."""
    dark, light = sorted((_luminance(colour), _luminance(page)))

    assert (light + 0.05) / (dark + 0.05) >= 3


@pytest.mark.parametrize("colour", [style.INK, style.MUTED])
def test_text_can_be_read_on_paper(colour: str) -> None:
    """Four and a half to one for text (WCAG 2.2, 1.4.3)."""
    assert (_luminance(style.PAPER) + 0.05) / (_luminance(colour) + 0.05) >= 4.5


def test_parts_of_a_whole_leave_their_border_open() -> None:
    """Two parts share a bar; between their lower ends it is hatched, and nobody's."""
    definition = from_header(
        {"kind": "shares", "label": "gene", "low": "low", "high": "high", "of": "place"}
        | {"stack": ["sporadic", "familial"]},
        COLUMNS,
    )
    answer = rows(("sporadic", "90", "95", "", "ALS"), ("familial", "5", "10", "", "ALS"))
    chart = draw(definition, answer)

    assert {"of ALS", "sporadic  90\u201395\u202f%", "familial  5\u201310\u202f%"} <= set(
        texts(chart)
    )
    assert chart.svg().count(b"<pattern") == 1


def test_steps_stand_in_layers_and_parts_apart() -> None:
    """Each effect below its cause; an arrow that crosses a layer has a place in it."""
    arrows = [("a", "b"), ("b", "c"), ("a", "c"), ("x", "y")]
    layers, ways = layered(arrows[:3])

    assert [[n for n in layer if isinstance(n, str)] for layer in layers] == [["a"], ["b"], ["c"]]
    assert len(ways["a", "c"]) == 3
    assert parts(arrows) == [arrows[:3], arrows[3:]]


def test_arrows_are_untangled() -> None:
    """Two causes whose effects come in the other order do not cross."""
    layers, _ = layered([("a", "d"), ("b", "c"), ("a", "d"), ("b", "e")])
    places = {name: place for layer in layers for place, name in enumerate(layer)}

    assert (places["a"] < places["b"]) is (places["d"] < places["c"])
    assert (places["a"] < places["b"]) is (places["d"] < places["e"])


@pytest.mark.parametrize(
    ("arrows", "message"),
    [
        ([("a", "b"), ("b", "a")], "round in a circle"),
        ([("a", f"effect {number}") for number in range(9)], "side by side"),
    ],
)
def test_a_diagram_that_cannot_be_read_is_an_error(
    arrows: list[tuple[str, str]], message: str
) -> None:
    """A circle has no layers, and boxes need room."""
    columns = {"cause": "", "effect": ""}
    definition = from_header({"kind": "flow", "cause": "cause", "effect": "effect"}, columns)

    with pytest.raises(InputError, match=message):
        draw(definition, rows(*arrows, columns=tuple(columns)))


def test_lines_are_broken_where_they_are_full() -> None:
    """A word that is too wide is broken as well."""
    assert wrapped("one two", 1000) == ["one two"]
    assert wrapped("one two", 40) == ["one", "two"]
    assert "".join(wrapped("x" * 99, 200)) == "x" * 99
    assert len(wrapped("x" * 99, 200)) > 1


def test_a_title_says_which_parameters_were_set() -> None:
    """For a picture goes its own ways."""
    assert titled("Which?", {}) == "Which?"
    assert titled("Which?", {"as_of": "now"}) == "Which? (as of: now)"


def test_the_source_line_names_page_and_release(engine: EmbeddedEngine) -> None:
    """From what the graph says of itself."""
    line = source_line(engine)

    assert "MedlinePlus Genetics, page last updated 2016-03-01" in line
    assert f"alskg release {open_build().manifest.version}" in line
    assert line.endswith("not medical advice.")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "pie"}, "no chart of the kind 'pie'"),
        ({"kind": "range"}, "Did you mean 'ranges'"),
        ({"lable": "gene"}, "no key 'lable'. Did you mean 'label'?"),
        ({"group": "plase"}, "'plase', which is no column. Did you mean 'place'?"),
        ({"label": ["gene", "place"]}, "'label' of a chart takes one column"),
        ({"unit": 5}, "'unit' of a chart has to be a text"),
        ({"label": None}, "which is no column"),
        ({"kind": "stages"}, "needs 'item'"),
        ({"kind": "shares", "of": "place", "stack": "A"}, "'stack' of a chart has to be a list"),
    ],
)
def test_a_mistake_in_a_definition_is_named(change: dict[str, object], message: str) -> None:
    """With what to write instead."""
    assert any(message in fault for _, fault in faults(RANGES | change, COLUMNS))


@pytest.mark.parametrize("given", ["ranges", 5, {}, ["ranges"]])
def test_a_definition_has_a_kind(given: object) -> None:
    """Nothing else is one."""
    assert [key for key, _ in faults(given, COLUMNS)] == ["chart"]


def test_a_mistake_is_found_at_its_line() -> None:
    """By whoever asks for the chart, and by the lint."""
    header = "#+ title: T\n#+ columns: [gene]\n#+ chart:\n#+   kind: stages\n#+   stage: gene\n"
    query = from_text(f"{header}#+   item: gen\nSELECT ?gene {{ }} ORDER BY ?gene\n", Path("x.rq"))

    with pytest.raises(DataError, match=r"x\.rq:6: 'item' of the chart is 'gen'.*Did you mean"):
        assert query.chart
    assert any("'item' of the chart is 'gen'" in fault for fault in catalogue.lint(query))


def test_a_query_without_the_key_has_no_chart() -> None:
    """And none is made up for it."""
    assert from_text("SELECT * {}", Path("x.rq")).chart is None


def test_python_draws_a_stored_question() -> None:
    """With parameters as for a query; a notebook shows it."""
    kg = alskg.load()
    chart = kg.chart("gene_case_shares", population=kg["Europe"])

    assert [row["gene"] for row in chart.table()] == ["C9orf72"]
    assert chart.title.endswith("(population: Europe)")
    assert chart._repr_svg_().startswith("<?xml")
    assert chart._repr_png_().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("gene_case_share", "Did you mean 'gene_case_shares'"),
        ("genes_by_claim", "has no chart"),
    ],
)
def test_python_names_a_mistake(name: str, message: str) -> None:
    """As the shell does."""
    with pytest.raises(UnknownQuery, match=message):
        alskg.load().chart(name)
