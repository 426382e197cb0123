"""The check queries: `queries/checks/<id>.rq`, each of which must find nothing.

They see what shapes cannot: named graphs, sums, and things that have to agree with each other.
What one may find all the same stands in `data/checks/exceptions.tsv`, with its reason.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import pyoxigraph as ox

from alskg import resources
from alskg.errors import DataError
from alskg.shapes.report import SEVERITIES, Finding, Severity
from alskg.terms import BASE, compact

__all__ = ["Check", "Exemption", "read_checks", "read_exemptions", "run_checks", "unused"]

_PREFIXES: Final = ox.NamedNode(f"{BASE}prefixes")
_COLUMNS: Final = ["entity", "property", "value"]
_CELLS: Final = ["check", "entity", "value", "reason"]
_SOLUTION: Final = " Solution: "


@dataclass(frozen=True, slots=True)
class Check:
    """A query with the projection ?entity ?property ?value; a row of it is a finding."""

    id: str
    title: str
    solution: str
    severity: Severity
    text: str

    def findings(self, store: ox.Store) -> Iterator[Finding]:
        """Yield what the query finds. Raises DataError where it is no such query."""
        try:
            rows = cast("Any", store.query(self.text, use_default_graph_as_union=True))
            names = [variable.value for variable in rows.variables]
        except (SyntaxError, AttributeError) as error:
            raise DataError(f"queries/checks/{self.id}.rq: this is not SELECT: {error}.") from error
        if names != _COLUMNS:
            wanted = " ".join(f"?{name}" for name in _COLUMNS)
            raise DataError(f"queries/checks/{self.id}.rq has to project exactly {wanted}.")
        for entity, link, value in rows:
            yield Finding(
                focus=_plain(entity),
                path=_plain(link) and compact(_plain(link)),
                value=str(value) if value is not None else "",
                message=f"{self.title}. {self.solution}",
                severity=self.severity,
                shape=f"query:{self.id}",
                component="CheckQuery",
            )


@dataclass(frozen=True, slots=True)
class Exemption:
    """A finding that is none: a check, an entity and a value, as reports show them; "" is any."""

    check: str
    entity: str
    value: str
    reason: str

    def covers(self, finding: Finding) -> bool:
        """Say whether this is about a finding."""
        return (
            finding.shape == f"query:{self.check}"
            and self.entity in {"", compact(finding.focus)}
            and self.value in {"", _shown(finding.value)}
        )


def _plain(term: Any) -> str:  # noqa: ANN401  (a term of pyoxigraph, or None)
    """Return an IRI as it is, a blank node as N-Triples writes it, nothing as the empty string."""
    if term is None:
        return ""
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _shown(value: str) -> str:
    """Return a value of a finding as a person writes it: a CURIE, an IRI or bare text."""
    if value.startswith("<"):
        return compact(value.strip("<>"))
    return value[1 : value.rfind('"')] if value.startswith('"') else value


def read_checks(folder: Path | None = None) -> tuple[Check, ...]:
    """Return the checks of a folder, by default the project's, by name.

    Raises DataError where a header is faulty.
    """
    folder = folder or resources.queries_dir() / "checks"
    return tuple(_read(path) for path in sorted(folder.glob("*.rq")))


def _read(path: Path) -> Check:
    """Read one check; its header lines start with `#+` and are YAML."""
    import yaml  # noqa: PLC0415  (20 ms that only a validation pays)

    text = path.read_text(encoding="utf-8")
    lines = [line.removeprefix("#+") for line in text.splitlines() if line.startswith("#+")]
    try:
        header = yaml.safe_load("\n".join(lines))
        title, (_, solution) = header["title"], header["summary"].split(_SOLUTION)
        severity: Severity = SEVERITIES[SEVERITIES.index(header["severity"])]
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        message = (
            f"queries/checks/{path.name}: a check needs a title, a summary that says Problem: … "
            f"Solution: …, and a severity: {', '.join(SEVERITIES)}."
        )
        raise DataError(message) from error
    return Check(path.stem, title, solution, severity, text)


def read_exemptions(path: Path | None = None) -> tuple[Exemption, ...]:
    """Return the written exceptions, by default the project's; no file, none.

    Raises DataError, with the line, where a row has not four cells, or no check or reason.
    """
    path = path or resources.data_dir() / "checks" / "exceptions.tsv"
    if not path.is_file():
        return ()
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    rows = [(number, line.split("\t")) for number, line in lines if line and line[0] != "#"]
    for number, cells in rows:
        if len(cells) != len(_CELLS) or not cells[0] or not cells[-1]:
            message = f"{path}, line {number}: write {', '.join(_CELLS)}, parted by tabs."
            raise DataError(message)
    return tuple(Exemption(*cells) for _, cells in rows if cells != _CELLS)


def run_checks(
    layers: Mapping[str, Collection[ox.Triple]],
    checks: Iterable[Check],
    exemptions: Collection[Exemption] = (),
) -> list[Finding]:
    """Return what the checks find in a dataset, without what is exempt."""
    store = _store(layers)
    found = [finding for check in checks for finding in check.findings(store)]
    return [one for one in found if not any(exemption.covers(one) for exemption in exemptions)]


def unused(
    layers: Mapping[str, Collection[ox.Triple]],
    checks: Iterable[Check],
    exemptions: Iterable[Exemption],
) -> list[Exemption]:
    """Return the exceptions that nothing needs any more."""
    found = run_checks(layers, checks)
    return [exemption for exemption in exemptions if not any(map(exemption.covers, found))]


def _store(layers: Mapping[str, Collection[ox.Triple]]) -> ox.Store:
    """Return the layers as named graphs, beside the prefix table."""
    store = ox.Store()
    for layer, triples in layers.items():
        store.extend(_quads(triples, ox.NamedNode(f"{BASE}graph/{layer}")))
    table = (resources.ontology_dir() / "prefixes.ttl").read_bytes()
    declared = (quad.triple for quad in ox.parse(table, format=ox.RdfFormat.TURTLE))
    store.extend(_quads(declared, _PREFIXES))
    return store


def _quads(triples: Iterable[ox.Triple], graph: ox.NamedNode) -> Iterator[ox.Quad]:
    """Yield triples as quads of one graph."""
    for triple in triples:
        yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)
