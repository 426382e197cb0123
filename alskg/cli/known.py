"""What completion knows: the questions and the things of the graph, in one small file.

    build/completion.json     beside the build, made anew once build or queries have changed

Reading it takes some milliseconds, where headers and dataset would take hundreds. It is made from
the build that is there, fresh or not: a key press never compiles.
"""

import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from alskg import resources
from alskg.compile.release import current
from alskg.errors import AlskgError
from alskg.terms import ALSKG, BASE, compact

__all__ = ["Known", "Parameter", "Question", "Thing", "known"]

_FILE: Final = "completion.json"
_LAYOUT: Final = 2  # goes up when what stands in the file changes
_EDGE: Final = BASE + "edge/"  # derived, and by far the most: nobody types its name
_RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_LINE: Final = re.compile(
    rf"^<({re.escape(BASE)}[^>]+)> <({_RDF_TYPE}|{_RDFS}label|{_RDFS}subClassOf)> "
    rf"(?:<({re.escape(ALSKG)}[^>]+)>|\"([^\"\\]*)\"(?:@en)?) ",
    re.MULTILINE,
)
_PLAIN_KINDS: Final = frozenset(
    {"anatomy", "condition", "factor", "gene", "group", "inheritance", "phenotype", "population",
     "process"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of the graph, with the names of its classes."""

    curie: str
    label: str
    classes: tuple[str, ...]

    @property
    def slug(self) -> str:
        """Return the last part of the CURIE."""
        return self.curie.partition(":")[2]

    @property
    def is_plain(self) -> bool:
        """Say whether people call it by its label, as they do genes and not claims."""
        return self.curie.partition(":")[0] in _PLAIN_KINDS


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question, as its header declares it."""

    name: str
    type: str
    default: str | None
    example: str | None
    class_name: str
    text: str

    def fits(self, thing: Thing) -> bool:
        """Say whether a thing is of the class that the value has to be of."""
        return not self.class_name or self.class_name in thing.classes


@dataclass(frozen=True, slots=True)
class Question:
    """A stored question."""

    name: str
    title: str
    tags: tuple[str, ...]
    has_chart: bool
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """All that can be suggested."""

    questions: tuple[Question, ...] = ()
    things: tuple[Thing, ...] = ()


@cache
def known() -> Known:
    """Return what can be suggested, out of the file or, where that is old, made anew."""
    path = resources.build_dir() / _FILE
    key = _key()
    with suppress(OSError, ValueError, KeyError, TypeError):
        document = json.loads(path.read_bytes())
        if document["key"] == key:
            return _read(document)
    made = Known(tuple(_questions()), tuple(_things()))
    with suppress(OSError):
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        beside.write_text(json.dumps({"key": key, **asdict(made)}), encoding="utf-8")
        beside.replace(path)
    return made


def _key() -> list[object]:
    """Return what changes with the build and with the files of the questions."""
    build = current(resources.build_dir())
    stamps = [path.stat() for path in _query_files()]
    latest = max((stamp.st_mtime_ns for stamp in stamps), default=0)
    size = sum(stamp.st_size for stamp in stamps)
    return [_LAYOUT, build.folder.name if build else "", len(stamps), latest, size]


def _query_files() -> Iterator[Path]:
    yield from (resources.queries_dir() / "answers").glob("*.rq")


def _read(document: dict[str, Any]) -> Known:
    """Return what the file holds. Raises TypeError or KeyError where it is another file."""
    questions = [
        Question(
            one["name"],
            one["title"],
            tuple(one["tags"]),
            one["has_chart"],
            tuple(Parameter(**each) for each in one["parameters"]),
        )
        for one in document["questions"]
    ]
    things = [
        Thing(one["curie"], one["label"], tuple(one["classes"])) for one in document["things"]
    ]
    return Known(tuple(questions), tuple(things))


def _questions() -> Iterator[Question]:
    """Yield the stored questions; one whose header is faulty is left out."""
    from alskg import catalogue  # noqa: PLC0415  (headers are YAML)

    for query in catalogue.all("answers"):
        with suppress(AlskgError):
            declared = [
                Parameter(one.name, one.type, one.default, one.example, one.class_name, one.text)
                for one in query.parameters
            ]
            has_chart = bool(query.header.get("chart"))
            yield Question(query.id, query.title, query.tags, has_chart, tuple(declared))


def _things() -> Iterator[Thing]:
    """Yield what has a label in the build that is there, by CURIE."""
    build = current(resources.build_dir())
    if build is None:
        return
    labels: dict[str, str] = {}
    types: dict[str, set[str]] = {}
    above: dict[str, set[str]] = {}
    for subject, predicate, iri, text in _LINE.findall(build.path_nquads.read_text("utf-8")):
        if predicate == _RDF_TYPE:
            types.setdefault(subject, set()).add(iri)
        elif iri:
            above.setdefault(subject, set()).add(iri)
        elif text:
            labels.setdefault(subject, text)
    for iri, label in sorted(labels.items()):
        curie = compact(iri)
        if not iri.startswith((ALSKG, _EDGE)) and curie != iri:
            classes = _with_all_above(types.get(iri, set()), above)
            yield Thing(curie, label, tuple(sorted(one[len(ALSKG) :] for one in classes)))


def _with_all_above(classes: set[str], above: dict[str, set[str]]) -> set[str]:
    """Return classes together with all that they are classes under."""
    found: set[str] = set()
    waiting = list(classes)
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += above.get(one, ())
    return found
