"""Listed mutants: faults that are written down one by one, as SPARQL updates on the real graph.

They are for constraints that need more than one value to break, and for the check queries, which
see the layers. `tests/fixtures/mutations.ru` holds them.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

import pyoxigraph as ox

from alskg import resources, shapes
from alskg.terms import BASE, prefixes
from mutants.constraints import Index, constraints
from mutants.data_mutants import DataMutant
from mutants.operators import Edit

__all__ = [
    "ListedMutant",
    "World",
    "check_survivors",
    "homeless",
    "read_listed",
    "shape_mutants",
    "unlisted_checks",
]

FILE: Final = Path(__file__).resolve().parent.parent / "fixtures" / "mutations.ru"
NODES: Final = 2
"""How many nodes get each fault, where the graph has so many to offer."""


@dataclass(frozen=True, slots=True)
class ListedMutant:
    """A fault, what has to report it (`query:cycles`, `alskg:ClaimShape-domain sparql`), how."""

    operator: str
    target: str
    update: str

    @property
    def name(self) -> str:
        """Return operator and target."""
        return f"{self.operator}: {self.target}"

    @property
    def where(self) -> str:
        """Return the pattern that finds the nodes, in its braces."""
        return self.update[self.update.index("WHERE") + len("WHERE") :].strip()


def read_listed(path: Path = FILE) -> list[ListedMutant]:
    """Return the listed mutants, in the order of the file."""
    text = path.read_text(encoding="utf-8")
    blocks = [block.partition("\n") for block in text.split("\n#- ")[1:]]
    found = []
    for head, _, body in blocks:
        operator, _, target = head.partition(": ")
        update = "\n".join(line for line in body.splitlines() if not line.startswith("#"))
        found.append(ListedMutant(operator, target, update))
    return found


def unlisted_checks(listed: list[ListedMutant]) -> set[str]:
    """Return the check queries that no fault is listed for."""
    targets = {one.target for one in listed}
    return {f"query:{check.id}" for check in shapes.read_checks()} - targets


class World:
    """The project's dataset as the check queries see it, to be damaged and repaired."""

    def __init__(self, layers: shapes.Layers) -> None:
        """Load the layers and, beside them, the prefix table."""
        self.store = ox.Store()
        for layer, triples in layers.items():
            self._add(triples, ox.NamedNode(f"{BASE}graph/{layer}"))
        table = (resources.ontology_dir() / "prefixes.ttl").read_bytes()
        declared = {quad.triple for quad in ox.parse(table, format=ox.RdfFormat.TURTLE)}
        self._add(declared, ox.NamedNode(f"{BASE}prefixes"))
        self._lines = self._written()
        self._anyhow: dict[shapes.Check, set[shapes.Finding]] = {}
        self.exemptions = shapes.read_exemptions()
        self.checks = {f"query:{check.id}": check for check in shapes.read_checks()}

    def _add(self, triples: Iterable[ox.Triple], graph: ox.NamedNode) -> None:
        """Put triples into a graph."""
        self.store.extend(ox.Quad(one.subject, one.predicate, one.object, graph) for one in triples)

    def _written(self) -> frozenset[bytes]:
        """Return every quad as a line: to compare lines is faster than to compare quads."""
        return frozenset((self.store.dump(format=ox.RdfFormat.N_QUADS) or b"").splitlines())

    def triples(self) -> frozenset[ox.Triple]:
        """Return the union of the layers, with the terms as the store writes them."""
        beside = ox.NamedNode(f"{BASE}prefixes")
        return frozenset(quad.triple for quad in self.store if quad.graph_name != beside)

    def nodes(self, mutant: ListedMutant, limit: int) -> list[ox.NamedNode]:
        """Return a few nodes that the fault can be done to, always the same."""
        query = f"SELECT DISTINCT ?this WHERE {mutant.where} ORDER BY ?this"
        rows = cast("ox.QuerySolutions", self.store.query(query, prefixes=dict(prefixes())))
        found = [cast("ox.NamedNode", row["this"]) for row in rows]
        step = max(len(found) // limit, 1)
        return found[::step][:limit]

    @contextmanager
    def damaged(
        self, mutant: ListedMutant, node: ox.NamedNode
    ) -> Iterator[tuple[set[ox.Quad], set[ox.Quad]]]:
        """Do the fault to a node; give what went and what came, and repair all in the end."""
        bound = f"WHERE {{ VALUES ?this {{ {node} }} {mutant.where} }}"
        self.store.update(
            mutant.update[: mutant.update.index("WHERE")] + bound, prefixes=dict(prefixes())
        )
        after = self._written()
        gone, new = _quads(self._lines - after), _quads(after - self._lines)
        try:
            yield gone, new
        finally:
            for quad in new:
                self.store.remove(quad)
            self.store.extend(gone)

    def edit(self, mutant: ListedMutant, node: ox.NamedNode) -> Edit:
        """Return the fault as an edit of the union, in which other layers may say the same."""
        with self.damaged(mutant, node) as (gone, new):
            went = frozenset(quad.triple for quad in gone if not self._holds(quad.triple))
            return Edit(mutant.operator, went, frozenset(quad.triple for quad in new), node)

    def _holds(self, triple: ox.Triple) -> bool:
        """Say whether some layer holds a triple."""
        ends = (triple.subject, triple.predicate, triple.object)
        return next(self.store.quads_for_pattern(*ends, None), None) is not None

    def survives(
        self, mutant: ListedMutant, node: ox.NamedNode, check: shapes.Check | None = None
    ) -> bool:
        """Say whether a check, by default its own, does not report a node for a fault done to it.

        What the check says of the node anyhow is no answer to the fault.
        """
        check = check or self.checks[mutant.target]
        if check not in self._anyhow:
            self._anyhow[check] = self.found(check)
        with self.damaged(mutant, node):
            new = self.found(check) - self._anyhow[check]
        return node.value not in {finding.focus for finding in new}

    def found(self, check: shapes.Check) -> set[shapes.Finding]:
        """Return what a check finds, without what is exempt."""
        found = set(check.findings(self.store))
        return {one for one in found if not any(each.covers(one) for each in self.exemptions)}


def _quads(lines: Iterable[bytes]) -> set[ox.Quad]:
    """Return lines of N-Quads as quads."""
    return set(ox.parse(b"\n".join(lines), format=ox.RdfFormat.N_QUADS))


def shape_mutants(
    world: World, rules: Index, listed: Iterable[ListedMutant], *, nodes: int = NODES
) -> list[DataMutant]:
    """Return the listed mutants of shapes as data mutants, at a few nodes each."""
    known = {one.name: one for one in constraints(rules)}
    return [
        DataMutant(known[mutant.target], world.edit(mutant, node))
        for mutant in listed
        if mutant.target in known
        for node in world.nodes(mutant, nodes)
    ]


def check_survivors(
    world: World, listed: Iterable[ListedMutant], *, nodes: int = NODES
) -> list[str]:
    """Return the names of the listed mutants that their check query does not report."""
    return [
        mutant.name
        for mutant in listed
        if mutant.target in world.checks
        for node in world.nodes(mutant, nodes)
        if world.survives(mutant, node)
    ]


def homeless(world: World, rules: Index, listed: Iterable[ListedMutant]) -> list[str]:
    """Return the listed mutants that are for nothing there is, or that no node can be done to."""
    known = {one.name for one in constraints(rules)} | set(world.checks)
    return [one.name for one in listed if one.target not in known or not world.nodes(one, 1)]
