"""Publishing a release: load beside, verify, switch, verify again; or overwrite, with a warning.

Whatever fails before the switch leaves the release that answers as it was. Every step may be
repeated, and a new attempt removes what an earlier one left in staging.
"""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from alskg.errors import AlskgError, EndpointError
from alskg.publish import switch
from alskg.publish.release import Release, ReleaseGraph
from alskg.publish.store import GraphStore
from alskg.publish.values import Contents
from alskg.transport.address import shown

__all__ = ["Comparison", "Outcome", "compare", "publish"]

_Say = Callable[[str], None]

_UNKNOWN: Final = (
    "The store cannot be asked whether the switch took place. It is one request, so the old or the "
    "new release answers, and no mixture: see with --check once the store is back, or run the "
    "command again."
)
_NOT_YET: Final = (
    "When the store was asked, the switch had not taken place; it may still be at it. It is one "
    "request, so the old release answers until the new one does. See with --check in a while, or "
    "run the command again, with a longer --timeout if that was too short."
)
_UNVERIFIED: Final = (
    "The switch was done, but what readers see now could not be verified, and the staged graphs "
    "remain. Run the command again. If it says the same, somebody else writes to these graphs."
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A graph of the release beside what the store holds under its IRI."""

    graph: ReleaseGraph
    found: Contents | int

    @property
    def triples(self) -> int:
        """Return how many triples the store holds."""
        return self.found if isinstance(self.found, int) else self.found.triples

    @property
    def is_same(self) -> bool:
        """Say whether they hold the same values."""
        return self.found == self.graph.contents


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a publication came to: whether anything had to be sent, and the seconds it took."""

    was_there: bool
    seconds: float


def compare(store: GraphStore, graph: ReleaseGraph, iri: str | None = None) -> Comparison:
    """Hold a graph against what the store has under its IRI, or another one.

    Where the numbers of triples differ, the triples are not asked for. Raises as the store does.
    """
    found = store.count(iri or graph.iri)
    if found != graph.contents.triples:
        return Comparison(graph, found)
    return Comparison(graph, store.contents(iri or graph.iri))


def publish(
    release: Release, store: GraphStore, *, force: bool = False, warn: _Say, progress: _Say
) -> Outcome:
    """Make the graphs of a store those of a release, and verify them by query.

    `force` sends all graphs although they are there. `warn` is told what a user must know,
    `progress` each step. Raises EndpointError, with what readers see now and how to go on.
    """
    began = time.monotonic()
    if not force:
        with _explained("Nothing was sent, so the store is as it was."):
            if all(compare(store, graph).is_same for graph in release.graphs):
                return Outcome(was_there=True, seconds=time.monotonic() - began)
    steps = _beside if store.targets.update else _over
    steps(release, store, warn, progress)
    return Outcome(was_there=False, seconds=time.monotonic() - began)


def _beside(release: Release, store: GraphStore, warn: _Say, progress: _Say) -> None:
    """Load into staging graphs, switch in one request, verify, and clean up."""
    moves = [switch.Move(graph, release.digest) for graph in release.graphs]
    filled = [move for move in moves if not move.is_empty]
    before = (
        "The release that was there still answers, for nothing was switched. Run the command "
        "again: it removes what lies in staging and begins anew."
    )
    with _explained(before), _cleaned_up(store, filled):
        for leftover in store.graphs(switch.STAGING):
            progress(f"removing {leftover} of an earlier attempt")
            store.delete(leftover)
        for number, move in enumerate(filled, start=1):
            _load(store, move.graph, move.staged)
            progress(_line(f"staged {number}/{len(filled)}", move.graph))
    progress(f"switching {len(moves)} graphs in one request")
    _switch(release, store, switch.statement(moves))
    with _explained(_UNVERIFIED):
        for number, graph in enumerate(release.graphs, start=1):
            _check(compare(store, graph), graph.iri, store)
            progress(_line(f"verified {number}/{len(release.graphs)}", graph))
    try:
        for move in filled:
            store.delete(move.staged)
    except AlskgError as error:
        warn(f"The release is published and verified, but its staging graphs remain: {error}")


def _switch(release: Release, store: GraphStore, statement: str) -> None:
    """Switch in one request. Where its answer fails to come, the store is asked what holds."""
    try:
        store.update(statement)
    except AlskgError as error:
        try:
            if all(compare(store, graph).is_same for graph in release.graphs):
                return
        except AlskgError:
            raise EndpointError(f"{error}\n{_UNKNOWN}") from error
        raise EndpointError(f"{error}\n{_NOT_YET}") from error


def _over(release: Release, store: GraphStore, warn: _Say, progress: _Say) -> None:
    """Overwrite graph by graph; the description of the release is the last of them."""
    warn(
        f"Without a switch by SPARQL Update the graphs of {shown(store.targets.store)} are "
        f"overwritten one by one: until the last one, {release.graphs[-1].iri}, readers see a "
        f"mixture of two releases."
    )
    done: list[str] = []
    try:
        for graph in release.graphs:
            _load(store, graph, graph.iri)
            done.append(graph.name)
            progress(_line(f"written {len(done)}/{len(release.graphs)}", graph))
    except AlskgError as error:
        written = ", ".join(done) or "none"
        message = (
            f"{error}\nThe store now holds a mixture: these graphs are of the new release: "
            f"{written}; {release.graphs[len(done)].name} may be half written; the others are as "
            f"they were. Run the command again: it writes all of them."
        )
        raise EndpointError(message) from error


def _load(store: GraphStore, graph: ReleaseGraph, iri: str) -> None:
    """Put a graph under an IRI and verify it there."""
    if graph.body:
        store.put(iri, graph.body)
    else:
        store.delete(iri)
    _check(compare(store, graph, iri), iri, store)


def _check(compared: Comparison, iri: str, store: GraphStore) -> None:
    """Raise EndpointError where a graph does not hold what it should."""
    wanted = compared.graph.contents.triples
    if compared.is_same:
        return
    where = shown(store.targets.query)
    what = (
        f"{compared.triples:,} triples where {wanted:,} were sent"
        if compared.triples != wanted
        else f"{wanted:,} triples, but not the values that were sent"
    )
    raise EndpointError(f"{where} has in {iri} {what}.")


def _line(step: str, graph: ReleaseGraph) -> str:
    """Return a line of progress."""
    return f"{step}  {graph.name}: {graph.contents.triples:,} triples"


@contextlib.contextmanager
def _explained(state: str) -> Iterator[None]:
    """Add to an error what holds now and how to go on."""
    try:
        yield
    except AlskgError as error:
        raise EndpointError(f"{error}\n{state}") from error


@contextlib.contextmanager
def _cleaned_up(store: GraphStore, moves: Sequence[switch.Move]) -> Iterator[None]:
    """Remove staged graphs where an error ends the staging, if the store still lets us."""
    try:
        yield
    except AlskgError:
        with contextlib.suppress(AlskgError):
            for move in moves:
                store.delete(move.staged)
        raise
