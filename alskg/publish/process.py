"""Publishing a release: load beside, verify, switch, verify again; or overwrite, with a warning.

Whatever fails before the switch leaves the release that answers as it was. Every step may be
repeated, and a new attempt removes what an earlier one left in staging.
"""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from alskg.errors import AlskgError, EndpointError
from alskg.publish import switch
from alskg.publish.release import Release, ReleaseGraph
from alskg.publish.store import GraphStore
from alskg.publish.values import Contents
from alskg.transport.address import shown

__all__ = ["Comparison", "Outcome", "compare", "publish"]

_Say = Callable[[str], None]


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
    filled = [graph for graph in release.graphs if graph.body]
    staged = {graph.iri: switch.staging(release.digest, graph.name) for graph in filled}
    before = (
        "The release that was there still answers, for nothing was switched. Run the command "
        "again: it removes what lies in staging and begins anew."
    )
    with _explained(before), _cleaned_up(store, list(staged.values())):
        for leftover in store.graphs(switch.STAGING):
            progress(f"removing {leftover} of an earlier attempt")
            store.delete(leftover)
        for number, graph in enumerate(filled, start=1):
            _load(store, graph, staged[graph.iri])
            progress(_line(f"staged {number}/{len(filled)}", graph))
    _switch(release, store, staged, progress)
    with _explained(_after(store)):
        _verify_live(release, store, progress)
    try:
        for iri in staged.values():
            store.delete(iri)
    except AlskgError as error:
        warn(f"The release is published and verified, but its staging graphs remain: {error}")


def _switch(release: Release, store: GraphStore, staged: dict[str, str], progress: _Say) -> None:
    """Switch in one request. Where its answer fails to come, the store is asked what holds."""
    emptied = [graph.iri for graph in release.graphs if not graph.body]
    progress(f"switching {len(release.graphs)} graphs in one request")
    try:
        store.update(switch.statement(staged, emptied))
    except AlskgError as error:
        with _explained(_unknown(error)):
            if all(compare(store, graph).is_same for graph in release.graphs):
                return
        message = (
            f"{error}\nThe switch did not take place; it is one request, which a store with "
            f"transactions does as a whole or not at all. Run the command again."
        )
        raise EndpointError(message) from error


def _over(release: Release, store: GraphStore, warn: _Say, progress: _Say) -> None:
    """Overwrite graph by graph; the description of the release is the last of them."""
    warn(
        f"There is no address for SPARQL Update, so the graphs of {shown(store.targets.store)} "
        f"are overwritten one by one: until the last one, {release.graphs[-1].iri}, readers see a "
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


def _verify_live(release: Release, store: GraphStore, progress: _Say) -> None:
    """Verify the graphs that readers see."""
    for number, graph in enumerate(release.graphs, start=1):
        _check(compare(store, graph), graph.iri, store)
        progress(_line(f"verified {number}/{len(release.graphs)}", graph))


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
def _cleaned_up(store: GraphStore, staged: Sequence[str]) -> Iterator[None]:
    """Remove staged graphs where an error ends the staging, if the store still lets us."""
    try:
        yield
    except AlskgError:
        with contextlib.suppress(AlskgError):
            for iri in staged:
                store.delete(iri)
        raise


def _unknown(error: AlskgError) -> str:
    """Return what to say where nobody can tell whether the switch took place."""
    return (
        f"This came behind: {error}\nSo it is not known which release answers: the old or the "
        f"new one, whole. See with --check once the store is back, or run the command again."
    )


def _after(store: GraphStore) -> str:
    """Return what to say where the live graphs are not as they should be after the switch."""
    return (
        f"The switch was done, but the live graphs of {shown(store.targets.store)} could not be "
        f"verified. The staged graphs remain. Run the command again; if it says the same, somebody "
        f"else may write to these graphs."
    )
