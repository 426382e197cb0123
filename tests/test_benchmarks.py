"""The benchmarks run at a tiny size and give their tables; what they are made of is sound."""

import importlib
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from alskg import shapes

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))
generated, growth, inprocess, performance, questions, sides = (
    importlib.import_module(name)
    for name in ("generated", "growth", "inprocess", "performance", "questions", "sides")
)
TINY, SMALL = 8_000, 20_000


def results(triples: list[tuple[str, str, str]]) -> list[shapes.Result]:
    """Return what our shapes find in generated triples, on our vocabulary."""
    vocabulary = set(ox.parse(path=ROOT / "ontology" / "alskg.ttl", format=ox.RdfFormat.TURTLE))
    known = (ox.serialize(vocabulary, format=ox.RdfFormat.N_QUADS) or b"").decode()
    data = "".join(f"{s} {p} {o} .\n" for s, p, o in triples)
    return shapes.run("shacl", data + known, shapes.shapes_text())


def test_generated_conditions_fit_our_model() -> None:
    """The data of the benchmark is data of ours: our shapes have nothing to say about it."""
    assert results(list(generated.triples(SMALL))) == []


def test_our_shapes_judge_generated_conditions() -> None:
    """Without the modality of its claims the same data does not conform."""
    without = [one for one in generated.triples(TINY) if "#modality>" not in one[1]]
    broken = {result.shape.partition("#")[2] for result in results(without)}
    assert "ClaimShape-modality" in broken


def test_generated_data_is_the_same_every_time(tmp_path: Path) -> None:
    """One size gives one file: as many statements as were asked for, none of them twice."""
    first, second = tmp_path / "one.nq", tmp_path / "two.nq"
    count = generated.write(first, TINY)
    assert generated.write(second, TINY) == count
    assert first.read_bytes() == second.read_bytes()
    quads = list(ox.parse(path=first, format=ox.RdfFormat.N_QUADS))
    assert len(set(quads)) == len(quads) == count
    assert TINY <= count < TINY + 200
    assert {quad.graph_name.value for quad in quads} == set(generated.GRAPHS)
    assert [str(quad.triple) for quad in quads] == [
        f"{s} {p} {o}" for s, p, o in generated.triples(TINY)
    ]


def answers(at_least: int, folder: Path) -> dict[str, tuple[int, str]]:
    """Return what our engine in memory finds, by question."""
    dataset = folder / f"{at_least}.nq"
    generated.write(dataset, at_least)
    with growth.SIDES["alskg, memory"]("alskg, memory", dataset, folder) as side:
        return {one.kind: side.ask(one).found for one in questions.QUESTIONS}


def test_look_ups_find_the_same_in_a_larger_dataset(tmp_path: Path) -> None:
    """There are thirteen kinds; look-ups find something, the same at each size; scans find more."""
    few, many = answers(TINY, tmp_path), answers(SMALL, tmp_path)
    assert len(few) == len(questions.QUESTIONS) == 13
    for one in questions.QUESTIONS:
        if one.scans:
            assert many[one.kind] != few[one.kind]
        else:
            assert many[one.kind] == few[one.kind]
            assert many[one.kind][0] > 0


@pytest.mark.slow
def test_growth_gives_its_tables(capsys: pytest.CaptureFixture[str]) -> None:
    """Every engine that is installed has its column, and every question its line at each size."""
    status = growth.main(["--sizes", f"{TINY},{SMALL}", "--turns", "1"])
    printed = capsys.readouterr().out
    lines = printed.splitlines()
    for name in growth.installed():
        assert sum(line.startswith(f"| {name} |") for line in lines) == 5
    for one in questions.QUESTIONS:
        asked = [line for line in lines if line.startswith(f"| {one.kind} |")]
        assert len(asked) == (2 if one.scans else 3)
    differing = printed.partition("Answers that differ:")[2]
    assert "alskg" not in differing
    assert "Oxigraph server" not in differing
    assert status == 0


@pytest.mark.parametrize("name", ["rdflib", "Oxigraph server", "Virtuoso"])
def test_growth_measures_whatever_is_installed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only servers can be missing."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert (name in growth.installed()) == (name == "rdflib")


def measured(rows: int, seconds: float = 1.0) -> Any:  # noqa: ANN401  (a type of the benchmark)
    """Return figures of an engine that finds so many rows."""
    kinds = [one.kind for one in questions.QUESTIONS]
    found = dict.fromkeys(kinds, (rows, f"digest of {rows}"))
    times = dict.fromkeys(kinds, seconds)
    return growth.Measured(sides.Loaded(seconds, 1_000_000, 0), 0, times, found)


def test_growth_names_the_engine_that_finds_something_else() -> None:
    """What most engines find is taken for right, and the other one is told."""
    size = growth.Size(10, 0, {"one": measured(5), "two": measured(5), "three": measured(7)})
    said = growth.differences([size])
    assert len(said) == 13
    assert said[0] == "- three, 10 triples, 1 look-up of a subject: 7 rows, not 5"


def test_growth_shows_what_more_triples_cost_and_what_was_given_up() -> None:
    """A step of two million triples that took two seconds more is one second a million."""
    name = "alskg, memory"
    sizes = [
        growth.Size(1_000_000, 0, {name: measured(1)}),
        growth.Size(3_000_000, 0, {name: measured(1, 3.0)}),
        growth.Size(4_000_000, 0, {name: measured(1, sides.CAP)}),
    ]
    table = growth.report(sizes, [name])
    assert f"| {name} | 1.0 s, 0 MB | 17.0 s, 0 MB |" in table
    assert "> 20 s" in table
    assert "| 10 DESCRIBE | 20.0 |" in table


def test_in_process_gives_its_table(capsys: pytest.CaptureFixture[str]) -> None:
    """All three sides give the same rows; how fast they are is not for a test to say."""
    assert inprocess.main(["--runs", "1"]) in {0, 1}
    printed = capsys.readouterr().out
    for title in (*inprocess.STORED, *inprocess.AD_HOC):
        assert f"\n| {title} | " in printed
    assert "bar: at most 1.2" in printed


def test_the_bar_of_in_process_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    """One question over the bar is enough to miss it, and it is named."""
    within = inprocess.Figures("within", 1, 1.1, 1.0, 1.1, 9.0)
    over = inprocess.Figures("over", 1, 1.3, 1.0, 1.3, 9.0)
    assert inprocess.bar_met([within], 1)
    assert not inprocess.bar_met([within, over], 1)
    assert "At worst 1.30 x pyoxigraph, over" in capsys.readouterr().out


def test_figures_are_written_between_their_marks() -> None:
    """The text around them stays; tables stay tables, and other lines become a block."""
    page = "before\n<!-- a -->\nold\n<!-- end of a -->\nafter\n"
    assert performance.written(page, "a", "| x |\n|---|\n") == (
        "before\n<!-- a -->\n\n| x |\n|---|\n\n<!-- end of a -->\nafter\n"
    )
    assert "```text\n5 ms\n```" in performance.written(page, "a", "5 ms\n")
    with pytest.raises(ValueError, match="no marks"):
        performance.written(page, "b", "5 ms\n")


def test_the_page_has_the_figures_of_every_script() -> None:
    """What can be measured is shown, with figures between the marks."""
    page = performance.PAGE.read_text(encoding="utf-8")
    for name in performance.SCRIPTS:
        figures = page.partition(f"<!-- {name} -->")[2].partition(f"<!-- end of {name} -->")[0]
        assert "pyoxigraph" in figures
