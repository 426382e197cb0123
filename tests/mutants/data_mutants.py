"""Data mutants: the real graph with one fault, which the shape that is meant for it must report."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox

from alskg import shapes
from mutants.constraints import Constraint, Index, constraints, focus_nodes, path_of
from mutants.operators import OPERATORS, Edit, Place

__all__ = ["SAMPLE", "DataMutant", "derived_mutants", "packed", "survivors", "unbroken"]

SAMPLE: Final = 3
"""How many focus nodes of each constraint get each fault."""


@dataclass(frozen=True, slots=True)
class DataMutant:
    """One fault and the constraint that has to report it."""

    constraint: Constraint
    edit: Edit

    @property
    def name(self) -> str:
        """Return operator and constraint, which say what is tried, whatever the node."""
        return f"{self.edit.operator}: {self.constraint.name}"

    @property
    def verdict(self) -> tuple[str, str, str]:
        """Return what a report must hold: focus, shape and component.

        Which datatypes an engine can read is left to it (SHACL 4.1.2), and xsd:gYear need not be
        among them: for an ill-typed literal another component of the same shape will do.
        """
        component = "" if self.edit.operator == "ill-typed literal" else self.constraint.component
        return str(self.edit.focus), self.constraint.shape.value, component

    def written(self) -> set[Any]:
        """Return the nodes that the fault changes."""
        return {self.edit.focus, *(one.subject for one in self.edit.gone | self.edit.new)}

    def touched(self) -> set[Any]:
        """Return the nodes that the fault changes or points to."""
        return self.written() | {one.object for one in self.edit.gone | self.edit.new}


def derived_mutants(rules: Index, data: Index, *, sample: int = SAMPLE) -> list[DataMutant]:
    """Return the mutants that follow from the constraints, at a few nodes each, always the same."""
    return [
        DataMutant(constraint, edit)
        for constraint in constraints(rules)
        for edit in _edits(constraint, rules, data, sample)
    ]


def _edits(constraint: Constraint, rules: Index, data: Index, sample: int) -> Iterator[Edit]:
    """Yield the faults of one constraint, each at the first few nodes of a shuffled list."""
    operator = OPERATORS.get(constraint.parameter)
    if operator is None:
        return
    path = path_of(rules, constraint.shape)
    members = tuple(rules.members(constraint.value)) if constraint.parameter == "in" else ()
    nodes = focus_nodes(rules, constraint.shape, data)
    random.Random(constraint.name).shuffle(nodes)  # noqa: S311  (not for secrets)
    counted: dict[str, int] = {}
    for node in nodes:
        for edit in operator(Place(constraint, path, members, node, data)):
            if counted.setdefault(edit.operator, 0) < sample:
                counted[edit.operator] += 1
                yield edit
        if counted and min(counted.values()) >= sample:
            return


def unbroken(rules: Index, mutants: Iterable[DataMutant], listed: Iterable[str]) -> list[str]:
    """Return the constraints that no mutant is made for, neither derived nor listed."""
    broken = {one.constraint.name for one in mutants} | set(listed)
    return [one.name for one in constraints(rules) if one.name not in broken]


def packed(mutants: Sequence[DataMutant]) -> list[list[DataMutant]]:
    """Return the mutants in few groups in which none touches what another one changes.

    A group never tries a constraint at one node twice, for a report would not tell them apart.
    """
    groups: list[tuple[list[DataMutant], set[Any], set[Any]]] = []
    for mutant in mutants:
        written, touched = mutant.written(), mutant.touched()
        for group, all_written, all_touched in groups:
            if written.isdisjoint(all_touched) and touched.isdisjoint(all_written):
                group.append(mutant)
                all_written.update(written)
                all_touched.update(touched)
                break
        else:
            groups.append(([mutant], written, touched))
    return [group for group, _, _ in groups]


def survivors(
    groups: Iterable[Sequence[DataMutant]], data: Index, rules: str
) -> Iterator[DataMutant]:
    """Yield the mutants that the shapes do not report as they should, each group in one run."""
    lines = {one: f"{one} .\n" for one in data.triples}
    for group in groups:
        gone = set[ox.Triple]().union(*(one.edit.gone for one in group))
        new = set[ox.Triple]().union(*(one.edit.new for one in group))
        text = "".join(line for one, line in lines.items() if one not in gone)
        text += "".join(f"{one} .\n" for one in new)
        found = shapes.run("shacl", text, rules)
        verdicts = {(one.focus, one.shape, part) for one in found for part in (one.component, "")}
        yield from (one for one in group if one.verdict not in verdicts)
