"""Score what guards the graph: plant one fault at a time, and see whether something notices it.

Data mutants are the real graph with one fault, which the shape or check that is meant for it must
report. Shape and check mutants are the rules with one constraint dropped or relaxed, which some
test must notice. Claim mutants are the graph without one claim, which some golden answer must show.

Run it from the checkout: `python benchmarks/mutation.py`. Exit status 1 says that a bar was missed
or that a survivor is not in tests/fixtures/mutation_survivors.tsv. With --alone every data mutant
is validated in a run of its own (minutes more); otherwise those that cannot meet share one.
"""

import argparse
import sys
import time
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from alskg import shapes
from alskg.compile import open_build

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from mutants import answers, check_mutants, data_mutants, listed_mutants, relaxations
from mutants.constraints import Index
from mutants.register import Score, read_register

DATA_BAR: Final = 100.0
SHAPE_BAR: Final = 95.0


def main() -> int:
    """Score all four kinds, print the table and the survivors, and say whether all is well."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--alone", action="store_true", help="validate each data mutant by itself")
    options = parser.parse_args()
    build = open_build()
    layers = shapes.read_layers(build.path_nquads)
    world, rulebook = listed_mutants.World(layers), relaxations.Rulebook()
    start = time.perf_counter()
    scores = {
        "data": score_data(world, rulebook.whole, alone=options.alone),
        "shape": score_shapes(rulebook, layers),
        "check": score_checks(world),
        "claim": score_claims(build.path_nquads),
    }
    counted = score_claims(build.path_nquads, counts=True)
    print("| mutants | tried | noticed | score | bar |\n|---|---|---|---|---|")
    for score in (*scores.values(), counted):
        print(score.row())
    print(f"\n{time.perf_counter() - start:.0f} seconds")
    new = _report(scores)
    return int(new or not all(score.is_met for score in scores.values()))


def score_data(world: listed_mutants.World, rules: Index, *, alone: bool) -> Score:
    """Plant every fault in the graph, derived and listed; count operator by constraint or check."""
    data, listed = Index(world.triples()), listed_mutants.read_listed()
    mutants = data_mutants.derived_mutants(rules, data)
    mutants += listed_mutants.shape_mutants(world, rules, listed)
    groups = [[one] for one in mutants] if alone else data_mutants.packed(mutants)
    text = shapes.shapes_text()
    left = [one.name for one in data_mutants.survivors(groups, data, text)]
    left += listed_mutants.check_survivors(world, listed)
    tried = {one.name for one in mutants} | {one.name for one in listed}
    missing = data_mutants.unbroken(rules, mutants, ())
    left += [f"no fault is planted for {one}" for one in missing]
    title = "data: a fault in the graph, by operator and shape or check"
    return Score(title, len(tried) + len(missing), tuple(sorted(set(left))), DATA_BAR)


def score_shapes(rulebook: relaxations.Rulebook, layers: shapes.Layers) -> Score:
    """Drop or relax every constraint, severity, target and part of the shapes."""
    union = set[ox.Triple]().union(*layers.values())
    project = (ox.serialize(union, format=ox.RdfFormat.N_TRIPLES) or b"").decode()
    mutants = relaxations.shape_mutants(rulebook)
    left = [one.name for one in mutants if relaxations.survives(one, rulebook, project)]
    return Score("shapes: one constraint weaker", len(mutants), tuple(left), SHAPE_BAR)


def score_checks(world: listed_mutants.World) -> Score:
    """Drop every condition of the check queries."""
    mutants, listed = check_mutants.check_mutants(), listed_mutants.read_listed()
    left = [one.name for one in mutants if check_mutants.survives(one, world, listed)]
    return Score("checks: one condition of a query less", len(mutants), tuple(left))


def score_claims(dataset: Path, *, counts: bool = False) -> Score:
    """Take every claim away in turn, and ask the stored questions, those that count or not."""
    asked = answers.Answers(dataset, counts=counts)
    tried = len(answers.claims(asked.engine.store))
    which = "all that need no other ontology" if counts else "those that do not count"
    title = f"claims: one less, {len(asked.questions)} stored questions, {which}"
    return Score(title, tried, tuple(asked.hidden()))


def _report(scores: dict[str, Score]) -> bool:
    """Print the survivors with their reasons; say whether one is not in the register."""
    register = read_register()
    new = False
    for kind, score in scores.items():
        print(f"\n{kind}: {len(score.survivors)} survivors")
        for name in score.survivors:
            reason = register[kind].get(name)
            new = new or reason is None
            print(f"  {name}: {reason or 'NOT IN THE REGISTER'}")
        for name in sorted(register[kind].keys() - set(score.survivors)):
            print(f"  {name}: noticed by now; take it out of the register")
    return new


if __name__ == "__main__":
    sys.exit(main())
