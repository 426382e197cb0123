"""HermiT, which owlready2 brings along and Java runs. The one module that imports owlready2.

Each run has a store of its own in memory, and reads nothing but the triples that it is given: no
file of a user, no import, nothing from the network.
"""

import io
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from alskg.errors import DataError, MissingPart
from alskg.reasoning.vocabulary import OWL
from alskg.terms import BASE

__all__ = ["CONTRADICTION", "Outcome", "find_java", "run"]

_NO_JAVA: Final = (
    "Reasoning needs Java, which is not installed. Install it with 'sudo apt install "
    "default-jre-headless' (Debian, Ubuntu), 'brew install openjdk' (macOS) or 'conda install "
    "openjdk', then run this again. Everything else in alskg works without."
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """HermiT's verdict, the classes that can have no member, and what it added."""

    consistent: bool
    unsatisfiable: tuple[str, ...]
    inferred: tuple[ox.Triple, ...]


CONTRADICTION: Final = Outcome(consistent=False, unsatisfiable=(), inferred=())


def find_java() -> str:
    """Return the path of the Java launcher: the one on PATH, else that of JAVA_HOME.

    Raises MissingPart, with the line that installs it.
    """
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java") or (home and shutil.which("java", path=str(Path(home) / "bin")))
    if not found:
        raise MissingPart(_NO_JAVA)
    return found


def run(triples: Iterable[ox.Triple]) -> Outcome:
    """Load axioms and facts into a private world and let HermiT loose on it.

    Raises MissingPart where there is no Java, DataError where HermiT gives up.
    """
    java = find_java()
    import owlready2  # noqa: PLC0415  (80 ms that only a run is worth)

    owlready2.JAVA_EXE = java
    world = owlready2.World()
    written = _note_saves(world)
    try:
        world.get_ontology(BASE + "ontology").load(fileobj=io.BytesIO(_ntriples(triples)))
        owlready2.sync_reasoner_hermit(world, infer_property_values=True, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return CONTRADICTION
    except owlready2.OwlReadyJavaError as error:
        raise _failure(str(error)) from error
    else:
        return Outcome(
            consistent=True,
            unsatisfiable=_unsatisfiable(world),
            inferred=tuple(sorted(_added(world), key=str)),
        )
    finally:
        world.close()
        for path in written:
            path.unlink(missing_ok=True)


def _ntriples(triples: Iterable[ox.Triple]) -> bytes:
    """Return sorted N-Triples, without repetition."""
    return "".join(sorted({f"{triple} .\n" for triple in triples})).encode()


def _note_saves(world: Any) -> list[Path]:  # noqa: ANN401  (owlready2 has no types)
    """Keep the paths that a world is saved to.

    owlready2 hands the world to Java in a temporary file, and leaves that file behind whenever
    HermiT finds an inconsistency.
    """
    written: list[Path] = []
    save = world.save

    def save_and_note(file: Any, **options: Any) -> None:  # noqa: ANN401
        written.append(Path(file.name))
        save(file, **options)

    world.save = save_and_note
    return written


def _unsatisfiable(world: Any) -> tuple[str, ...]:  # noqa: ANN401
    """Return the classes, by IRI, that HermiT found to be empty in every world."""
    return tuple(sorted({found.iri for found in world.inconsistent_classes()} - {OWL + "Nothing"}))


def _added(world: Any) -> Iterator[ox.Triple]:  # noqa: ANN401
    """Yield the triples between named things that HermiT has added to the world."""
    inferred = world.get_ontology("http://inferrences/")  # so spelt in owlready2
    for triple in inferred._get_obj_triples_spo_spo(None, None, None):  # noqa: SLF001
        names = [world._unabbreviate(number) for number in triple]  # noqa: SLF001
        if not any(name.startswith(OWL) for name in names):
            yield ox.Triple(*map(ox.NamedNode, names))


def _failure(report: str) -> DataError | MissingPart:
    """Turn what Java printed into a message; on macOS a launcher may be there without a Java."""
    if "Unable to locate a Java Runtime" in report:
        return MissingPart(_NO_JAVA)
    lines = [line.strip() for line in report.splitlines()[1:] if line.strip()]
    reason = next((line for line in lines if not line.startswith("at ")), "no reason given")
    return DataError(f"HermiT could not reason over the graph: {reason}")
