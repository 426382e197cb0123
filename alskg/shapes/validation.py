"""Validate the project's layers, or a user's data against them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from alskg import mappings, resources
from alskg.formats import by_name
from alskg.shapes.checks import read_checks, read_exemptions, run_checks
from alskg.shapes.engines import run
from alskg.shapes.nearest import with_suggestions
from alskg.shapes.places import subject_lines
from alskg.shapes.reading import Document, Layers
from alskg.shapes.report import Finding, Report
from alskg.shapes.result import Result
from alskg.terms import ALSKG, compact

__all__ = ["DEFAULT_ENGINE", "shapes_text", "validate", "validate_data"]

DEFAULT_ENGINE: Final = "shacl"
"""What `auto` stands for; tests/test_shapes.py proves that it reports what pyshacl reports."""

_CURATED: Final = (
    ("ontology", "source", "page"),
    ("ontology", "source", "page", "reference"),
    ("ontology", "source", "page", "reference", "mappings"),
)
_FOLDERS: Final = ("page", "reference", "source")
_ABOUT_THE_RELEASE: Final = frozenset({"queries", "dataset"})
_ABOUT_THE_BUILD: Final = frozenset({"claims_without_edge", "mappings_without_triple"})
"""Checks of what a build derives: a user's file has not been built."""

_ORIGINS: Final = {
    ox.NamedNode(f"{ALSKG}accordingTo"): "reference",
    ox.NamedNode(f"{ALSKG}statedIn"): "page",
}
_LABEL: Final = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_NO_LAYERS: Final[Layers] = MappingProxyType({})


def shapes_text(folder: Path | None = None) -> str:
    """Return the shapes of a folder, by default the project's, with the prefix table they use."""
    files = sorted((folder or resources.shapes_dir()).glob("*.ttl"))
    table = resources.ontology_dir() / "prefixes.ttl"
    return "\n".join(path.read_text(encoding="utf-8") for path in (*files, table))


def validate(layers: Layers, *, engine: str = "auto", shapes: str | None = None) -> Report:
    """Validate the project: each curated layer on what is below it, then the union, then checks.

    A derived triple must not stand in for a missing curated one, so the union alone would not do.
    Raises InputError for an unknown engine and DataError for a faulty check.
    """
    stages = [[name for name in names if name in layers] for names in _CURATED]
    found: list[Finding] = []
    for names in [*stages, list(layers)]:
        triples = _union(layers[name] for name in names)
        found += _conformance(triples, engine, shapes)
    found += run_checks(layers, read_checks(), read_exemptions())
    return _located(found, _union(layers.values()), _project_lines() if found else {})


def validate_data(
    documents: Sequence[Document],
    *,
    background: Layers = _NO_LAYERS,
    engine: str = "auto",
    shapes: str | None = None,
) -> Report:
    """Validate what a user hands over against the graph, and report on the user's nodes only.

    The documents are each other's background. Without a background of layers they should bring
    the vocabulary along. Raises InputError where one cannot be read or the engine is unknown.
    """
    own = _union(document.triples() for document in documents)
    layers = _each_once(background)
    behind = _union(layers.values())
    found = _conformance(behind | own, engine, shapes)
    checks = [check for check in read_checks() if check.id not in _ABOUT_THE_BUILD]
    found += run_checks(_joined(layers, own - behind), checks, read_exemptions())
    mine = _without_comfort(_about(found, own, own - behind))
    declared = {_plain(triple.subject) for triple in behind | own}
    hinted = with_suggestions(mine, declared)
    alone = documents[0].name if len(documents) == 1 else ""
    return _located(
        [replace(one, file=alone) for one in hinted], behind | own, _lines_in(documents)
    )


def _each_once(layers: Layers) -> dict[str, set[ox.Triple]]:
    """Return the layers without those about the release, each triple in the first that has it.

    In a union of named graphs what stands in two of them counts twice; curated layers come first.
    """
    seen: set[ox.Triple] = set()
    once: dict[str, set[ox.Triple]] = {}
    for name in sorted(
        layers.keys() - _ABOUT_THE_RELEASE, key=lambda one: ("inferred" in one, one)
    ):
        once[name] = layers[name] - seen
        seen |= layers[name]
    return once


def _joined(layers: Layers, new: set[ox.Triple]) -> dict[str, set[ox.Triple]]:
    """Return the layers with what a user's file adds: a claim to the layer of its origin.

    So it can contradict a claim of that layer. All else is a layer of its own, `file`.
    """
    joined = {name: set(triples) for name, triples in layers.items()}
    origins: dict[ox.NamedNode | ox.BlankNode | ox.Triple, str] = {}
    for predicate, layer in _ORIGINS.items():
        for triples in (*layers.values(), new):
            origins |= {one.subject: layer for one in triples if one.predicate == predicate}
    for triple in new:
        joined.setdefault(origins.get(triple.subject, "file"), set()).add(triple)
    return joined


def _about(found: Iterable[Finding], own: set[ox.Triple], new: set[ox.Triple]) -> list[Finding]:
    """Return the findings about a user's things.

    A check may blame one of ours for its disagreement with something new, which is its value.
    Engines rename blank nodes; the background has none, so each of them is the user's.
    """
    subjects = {_plain(triple.subject) for triple in own}
    added = {str(triple.subject) for triple in new}
    return [
        one
        for one in found
        if one.focus in subjects
        or one.focus.startswith("_:")
        or (one.shape.startswith("query:") and one.value in added)
    ]


def _without_comfort(findings: Collection[Finding]) -> list[Finding]:
    """Return the findings without information on what is a violation anyhow."""
    wrong = {(one.focus, one.path) for one in findings if one.severity == "violation"}
    return [one for one in findings if one.severity != "info" or (one.focus, one.path) not in wrong]


def _lines_in(documents: Iterable[Document]) -> dict[str, tuple[str, int]]:
    """Return file and line of everything that documents in Turtle or N-Triples describe."""
    found: dict[str, tuple[str, int]] = {}
    for document in documents:
        if document.kind.name in {"turtle", "ntriples"}:
            found = {**_lines_of(document.data, document.name), **found}
    return found


def _union(graphs: Iterable[set[ox.Triple]]) -> set[ox.Triple]:
    """Return all triples of several graphs."""
    return set[ox.Triple]().union(*graphs)


def _conformance(triples: set[ox.Triple], engine: str, shapes: str | None) -> list[Finding]:
    """Return what the shapes find in one graph."""
    data = (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()
    chosen = DEFAULT_ENGINE if engine == "auto" else engine
    return [_finding(result) for result in run(chosen, data, shapes or shapes_text())]


def _finding(result: Result) -> Finding:
    """Return a result of an engine as a finding."""
    return Finding(
        focus=result.focus.strip("<>"),
        path=result.path,
        value=result.value,
        message=result.message,
        severity=result.severity,
        shape=compact(result.shape),
        component=result.component,
    )


def _plain(term: ox.NamedNode | ox.BlankNode | ox.Triple) -> str:
    """Return a subject as findings name it."""
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _located(
    findings: Iterable[Finding],
    triples: Iterable[ox.Triple],
    lines: Mapping[str, tuple[str, int]],
) -> Report:
    """Return a report in which each finding has the label of its node and its place in a file."""
    findings = list(findings)
    wanted = {finding.focus for finding in findings}
    labels: dict[str, str] = {}
    if wanted:
        for triple in triples:
            if triple.predicate == _LABEL and isinstance(triple.object, ox.Literal):
                subject = _plain(triple.subject)
                if subject in wanted:
                    labels[subject] = min(triple.object.value, labels.get(subject, "\U0010ffff"))
    return Report.of(
        replace(
            finding,
            focus_label=labels.get(finding.focus, ""),
            file=lines.get(finding.focus, (finding.file, 0))[0],
            line=lines.get(finding.focus, ("", 0))[1],
        )
        for finding in findings
    )


def _project_lines() -> dict[str, tuple[str, int]]:
    """Return file and line of everything that the project's files describe, mappings too."""
    turtle = by_name("turtle")
    root = resources.root()
    found = _lines_in(
        Document(path.relative_to(root).as_posix(), path.read_bytes(), turtle)
        for path in _project_files()
    )
    for path in sorted((resources.data_dir() / "mappings").glob("*.sssom.tsv")):
        name = path.relative_to(root).as_posix()
        found |= {mapping: (name, line) for mapping, line in mappings.places(path).items()}
    return found


def _project_files() -> Iterator[Path]:
    """Yield the Turtle files in which people describe things."""
    for folder in _FOLDERS:
        yield from sorted((resources.data_dir() / folder).glob("*.ttl"))
    yield resources.ontology_dir() / "alskg.ttl"


def _lines_of(data: bytes, name: str) -> dict[str, tuple[str, int]]:
    """Return the place of each thing that a Turtle file describes."""
    lines = subject_lines(data.decode("utf-8", errors="replace"))
    return {subject: (name, line) for subject, line in lines.items()}
