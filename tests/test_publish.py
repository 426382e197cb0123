"""Publishing: beside and then switched, whole or not at all, whatever fails, and by values."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pyoxigraph as ox
import pytest
from publish_fixtures import AWKWARD, BYSTANDER, FakeStore, fake_store, graph, release

from alskg.compile import open_build
from alskg.errors import DataError, EndpointError, InputError, QueryTimeout
from alskg.publish import GraphStore, Outcome, Release, Targets, compare, publish, read
from alskg.publish.switch import STAGING, Move

OLD, NEW = release("1", page2="<http://e/a> <http://e/b> <http://e/c> .\n"), release("2", page2="")
XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture
def fake() -> Iterator[FakeStore]:
    """Return a store in memory that holds a graph of somebody else's."""
    with fake_store() as serving:
        node = ox.NamedNode("http://e/x")
        serving.dataset.add(ox.Quad(node, node, node, ox.NamedNode(BYSTANDER)))
        yield serving


def run(one: Release, targets: Targets, *, force: bool = False) -> tuple[Outcome, list[str]]:
    """Publish a release, and return the outcome and what the user was warned of."""
    warned: list[str] = []
    with GraphStore(targets, timeout=20) as store:
        outcome = publish(one, store, force=force, warn=warned.append, progress=lambda _: None)
    return outcome, warned


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f'"30.0"^^<{XSD}decimal>', f'"30"^^<{XSD}decimal>'),
        (f'"-0.50"^^<{XSD}decimal>', f'"-0.5"^^<{XSD}decimal>'),
        (f'"+007"^^<{XSD}integer>', f'"7"^^<{XSD}int>'),
        (f'"100"^^<{XSD}integer>', f'"0100"^^<{XSD}integer>'),
        (f'"1"^^<{XSD}boolean>', f'"true"^^<{XSD}boolean>'),
        (f'"1.50E1"^^<{XSD}double>', f'"15"^^<{XSD}double>'),
        (
            f'"2020-01-01T00:00:00.0+00:00"^^<{XSD}dateTime>',
            f'"2020-01-01T00:00:00Z"^^<{XSD}dateTime>',
        ),
        (f'"12:00:00.50"^^<{XSD}time>', f'"12:00:00.5"^^<{XSD}time>'),
        (f'"x"^^<{XSD}string>', '"x"'),
        ('"x"@EN-us', '"x"@en-US'),
    ],
)
def test_two_ways_to_write_a_value_are_one(one: str, other: str) -> None:
    """Stores choose among them."""
    assert graph("g", f"<http://e/a> <http://e/b> {one} .").contents == (
        graph("g", f"<http://e/a> <http://e/b> {other} .").contents
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f'"30"^^<{XSD}decimal>', f'"3"^^<{XSD}decimal>'),
        (f'"100"^^<{XSD}decimal>', f'"1"^^<{XSD}decimal>'),
        (f'"1"^^<{XSD}integer>', '"1"'),
        (f'"x"^^<{XSD}integer>', f'"y"^^<{XSD}integer>'),
        (f'"NaN"^^<{XSD}decimal>', f'"INF"^^<{XSD}decimal>'),
        (f'"x"^^<{XSD}double>', f'"y"^^<{XSD}double>'),
        (f'"2020-01-01T00:00:00Z"^^<{XSD}dateTime>', f'"2020-01-01T00:00:00"^^<{XSD}dateTime>'),
        (
            f'"2020-01-01T00:00:00.1Z"^^<{XSD}dateTime>',
            f'"2020-01-01T00:00:00.01Z"^^<{XSD}dateTime>',
        ),
        ('"x"@en', '"x"@de'),
        ('"x"', "<http://e/x>"),
        ('"a b"', '"a  b"'),
    ],
)
def test_two_values_are_two(one: str, other: str) -> None:
    """The digest sees each difference that means something."""
    first = graph("g", f"<http://e/a> <http://e/b> {one} .").contents
    second = graph("g", f"<http://e/a> <http://e/b> {other} .").contents

    assert first.triples == second.triples == 1
    assert first.digest != second.digest


def test_the_order_of_triples_does_not_matter() -> None:
    """Nor does a triple that comes twice."""
    lines = AWKWARD.splitlines(keepends=True)

    assert (
        graph("g", "".join([*reversed(lines), lines[0]])).contents == graph("g", AWKWARD).contents
    )


def test_a_release_is_read_graph_by_graph() -> None:
    """The bodies hold just the lines of the dataset, and its own description comes last."""
    build = open_build()
    found = read(build)
    lines = {
        f"{line.removesuffix(' .')} <{each.iri}> ."
        for each in found.graphs
        for line in each.body.decode().split("\n")[:-1]
    }

    assert lines == set(build.path_nquads.read_text(encoding="utf-8").split("\n")[:-1])
    assert {each.name: each.contents.triples for each in found.graphs} == build.manifest.graphs
    assert found.graphs[-1].name == "dataset"
    assert found.digest == build.manifest.sha256


def test_a_damaged_release_is_not_published(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Its digest gives it away."""
    build = open_build()
    folder = tmp_path_factory.mktemp("damaged")
    for file in build.folder.iterdir():
        folder.joinpath(file.name).write_bytes(file.read_bytes().replace(b"SOD1", b"SOD2", 1))

    with pytest.raises(DataError, match="alskg build --force"):
        read(replace(build, folder=folder))


@pytest.mark.parametrize(
    ("store", "query", "update"),
    [
        ("http://h:1/store", "http://h:1/query", "http://h:1/update"),
        ("https://h/als/store/", "https://h/als/query", "https://h/als/update"),
        ("http://h/sparql-graph-crud-auth", "http://h/sparql", "http://h/sparql-auth"),
    ],
)
def test_two_addresses_follow_from_the_third(store: str, query: str, update: str) -> None:
    """For the two kinds of store that are known; what is named wins."""
    assert Targets.of(store) == Targets(store, query, update)
    assert Targets.of(store, "http://q/", "http://u/") == Targets(store, "http://q/", "http://u/")


def test_other_addresses_are_asked_for() -> None:
    """The message names the option; an address for updates may be missing."""
    with pytest.raises(InputError, match="--query-url"):
        Targets.of("http://h/rdf-graphs/service")
    assert Targets.of("http://h/graphs", "http://h/sparql").update is None
    with pytest.raises(InputError, match="no address of a store"):
        Targets.of("store")
    with pytest.raises(InputError, match="no address of a store"):
        Targets.of("http://h/store", "sparql")


def test_a_release_replaces_the_one_before(fake: FakeStore) -> None:
    """Nothing else in the store is touched, nothing stays in staging, and there is one switch."""
    run(OLD, fake.targets)
    assert fake.holds(OLD)

    outcome, warned = run(NEW, fake.targets)

    assert fake.holds(NEW)
    assert not outcome.was_there
    assert warned == []
    assert fake.names() == {BYSTANDER, *(each.iri for each in NEW.graphs if each.body)}
    assert fake.changes.count(("POST", "/update")) == 2


def test_a_release_that_is_there_is_not_sent_again(fake: FakeStore) -> None:
    """Unless that is asked for."""
    run(NEW, fake.targets)
    fake.requests.clear()

    assert run(NEW, fake.targets)[0].was_there
    assert fake.changes == []
    assert not run(NEW, fake.targets, force=True)[0].was_there
    assert fake.changes


def test_readers_see_the_old_release_until_the_switch(fake: FakeStore) -> None:
    """Before every request but the last ones, the old one is there as a whole."""
    run(OLD, fake.targets)
    seen: list[tuple[str, bool, bool]] = []
    fake.judge = lambda *request: seen.append((request[2], fake.holds(OLD), fake.holds(NEW)))
    run(NEW, fake.targets)

    switch = [path for path, *_ in seen].index("/update")
    assert all(old and not new for _, old, new in seen[: switch + 1])
    assert all(new and not old for _, old, new in seen[switch + 1 :])


@pytest.mark.parametrize("answer_lost", [False, True], ids=["refused", "answer lost"])
def test_whatever_request_fails_one_whole_release_answers(
    fake: FakeStore, *, answer_lost: bool
) -> None:
    """Each request in turn fails, before or after it was done, and the message is true."""
    run(OLD, fake.targets)
    old = list(fake.dataset)
    fake.requests.clear()
    run(NEW, fake.targets)
    fake.answer_lost = answer_lost

    for fails_at in range(1, len(fake.requests) + 1):
        fake.reset(old)
        fake.judge = lambda number, *_, at=fails_at: (
            (500, "text/plain", b"disk full") if number == at else None
        )
        told = told_of(fake)

        assert told == "" or "disk full" in told
        assert fake.holds(OLD) or fake.holds(NEW)
        assert fake.holds(OLD) or "still answers" not in told
        assert fake.holds(NEW) or "un the command again" in told or "as it was" in told
        assert "nothing was switched" not in told or not staged(fake)
        fake.judge = lambda *_: None
        run(NEW, fake.targets)
        assert fake.holds(NEW)


def told_of(fake: FakeStore) -> str:
    """Publish the new release, and return the error or the warnings that the user saw."""
    try:
        return "\n".join(run(NEW, fake.targets)[1])
    except EndpointError as error:
        return str(error)


def staged(fake: FakeStore) -> list[str]:
    """Return the graphs that lie in staging."""
    return [name for name in fake.names() if name.startswith(STAGING)]


def test_a_store_that_dies_while_staging_keeps_the_old_release(fake: FakeStore) -> None:
    """Every request from some point on fails; the next attempt removes what lies in staging."""
    run(OLD, fake.targets)
    first = len(fake.requests)
    fake.judge = lambda number, *_: (500, "text/plain", b"") if number > first + 6 else None

    with pytest.raises(EndpointError, match="The release that was there still answers"):
        run(NEW, fake.targets)

    assert fake.holds(OLD)
    assert staged(fake)
    fake.judge = lambda *_: None
    run(NEW, fake.targets)
    assert fake.holds(NEW)
    assert not staged(fake)


def test_what_came_back_wrong_is_not_switched_to(fake: FakeStore) -> None:
    """A store may say that it took a graph, and hold something else."""
    run(OLD, fake.targets)
    fake.judge = lambda _, method, __: (201, "text/plain", b"") if method == "PUT" else None

    with pytest.raises(EndpointError, match="0 triples where 90 were sent"):
        run(NEW, fake.targets)

    assert fake.holds(OLD)


def test_the_same_number_of_other_values_is_a_difference(fake: FakeStore) -> None:
    """A count alone would not see it."""
    run(NEW, fake.targets)
    iri = ox.NamedNode(NEW.graphs[0].iri)
    quad = next(fake.dataset.quads_for_pattern(None, None, None, iri))
    fake.dataset.remove(quad)
    fake.dataset.add(ox.Quad(quad.subject, quad.predicate, ox.Literal("other"), iri))

    with GraphStore(fake.targets) as store:
        found = [compare(store, each).is_same for each in NEW.graphs]
    assert found == [False, True, True, True]
    run(NEW, fake.targets)
    assert fake.holds(NEW)


def test_without_updates_graphs_are_overwritten_with_a_warning(fake: FakeStore) -> None:
    """The description of the release comes last, so that it tells which one is complete."""
    targets = fake.targets.without_update()
    run(OLD, targets)
    fake.requests.clear()

    _, warned = run(NEW, targets)

    assert fake.holds(NEW)
    assert "readers see a mixture" in warned[0]
    assert [path for _, path in fake.changes] == ["/store"] * len(NEW.graphs)


def test_a_half_overwritten_store_is_said_to_be_one(fake: FakeStore) -> None:
    """The message names what is new already; the next attempt finishes."""
    targets = fake.targets.without_update()
    run(OLD, targets)
    fake.requests.clear()
    fake.judge = lambda *_: (507, "text/plain", b"full") if len(fake.changes) == 3 else None

    with pytest.raises(
        EndpointError, match="mixture: these graphs are of the new release: page, e"
    ):
        run(NEW, targets)

    fake.judge = lambda *_: None
    run(NEW, targets)
    assert fake.holds(NEW)


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/store", 404, "does not take the Graph Store Protocol"),
        ("/store", 405, "only be read"),
        ("/query", 404, "--query-url"),
        ("/update", 501, "--update-url"),
        ("/store", 401, "wants to know who you are"),
        ("/store", 403, "refuses to take the Graph Store Protocol"),
    ],
)
def test_a_wrong_address_or_user_is_named(
    fake: FakeStore, path: str, status: int, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the option that it was given by."""
    monkeypatch.setenv("NETRC", "/dev/null")
    fake.judge = lambda _, __, at: (status, "text/plain", b"") if at == path else None

    with pytest.raises(EndpointError, match=says):
        run(NEW, fake.targets)


@pytest.mark.parametrize(
    ("kind", "body", "says"),
    [
        ("text/html", b"<h1>Welcome</h1>", "page for people"),
        ("application/sparql-results+json", b"{", "no SPARQL result"),
        ("application/sparql-results+json", b'{"results": {"bindings": []}}', "no number"),
    ],
)
def test_an_answer_that_is_none_is_an_error(
    fake: FakeStore, kind: str, body: bytes, says: str
) -> None:
    """A page, cut JSON, an empty result."""
    fake.judge = lambda _, __, path: (200, kind, body) if path == "/query" else None

    with pytest.raises(EndpointError, match=says):
        run(NEW, fake.targets)


def test_a_store_that_cuts_its_answers_is_found_out(fake: FakeStore) -> None:
    """Fewer triples than it counts, or what is no triple."""
    run(NEW, fake.targets)
    with GraphStore(fake.targets) as store:
        for body, says in ((b"", "gave 0 of the 90"), (b"<a", "N-Triples that are none")):
            seen = len(fake.requests)
            fake.judge = lambda number, *_, body=body, seen=seen: (
                (200, "application/n-triples", body) if number == seen + 2 else None
            )
            with pytest.raises(EndpointError, match=says):
                store.contents(NEW.graphs[0].iri)


def test_a_slow_store_ends_in_time(fake: FakeStore) -> None:
    """The error is about time, and says what holds."""
    with GraphStore(fake.targets, timeout=0.2) as store:
        fake.judge = wait

        with pytest.raises((EndpointError, QueryTimeout), match=r"within 0\.2 s(.|\n)*as it was"):
            publish(NEW, store, warn=print, progress=print)


def wait(*_: object) -> None:
    """Let a request take longer than it may."""
    time.sleep(0.5)


def test_a_large_graph_goes_and_comes_in_parts(
    fake: FakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PUT and then POST; asked for by the hash of the subject."""
    monkeypatch.setattr("alskg.publish.store._MOST_ROWS", 20)
    monkeypatch.setattr("alskg.publish.store._MEAN_ROWS", 8)
    page = NEW.graphs[0]
    with GraphStore(fake.targets, most_bytes=500) as store:
        store.put(page.iri, page.body)
        sent = fake.changes
        fake.requests.clear()

        assert store.contents(page.iri) == page.contents
    assert sent[:2] == [("PUT", "/store"), ("POST", "/store")]
    assert len(sent) > len(page.body) // 500
    assert len(fake.requests) == 1 + 16


def test_a_staged_graph_that_is_gone_takes_nothing_with_it(fake: FakeStore) -> None:
    """Somebody else may have cleaned up between the staging and the switch."""
    link = "<http://e/a> <http://e/b> <http://e/c> .\n"
    run(replace(OLD, graphs=(graph("linked", link),)), fake.targets)

    new = graph("linked", f'<http://e/a> <http://e/b> "{XSD}" .\n{link}')
    fake.dataset.update(Move(new, NEW.digest).operations())

    assert fake.names() == {BYSTANDER, new.iri}
