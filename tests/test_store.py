"""Stores on disk: reopened while current, replaced as a whole or not at all, read in a worker."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from engine_fixtures import Canary

import alskg
from alskg.engine import network
from alskg.engine.disk import DiskEngine
from alskg.errors import DataError, InputError, QueryMemoryExceeded, QueryRefused, QueryTimeout
from alskg.loading import open_store, planned
from alskg.loading.loading import _system

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
TEXT = (
    'SELECT ?t28 { BIND("text" AS ?t0) '
    + " ".join(f"BIND(CONCAT(?t{at}, ?t{at}) AS ?t{at + 1})" for at in range(28))
    + " }"
)


def lines(count: int, name: str = "n") -> str:
    """Return so many statements as N-Triples."""
    return "".join(f'<http://e/{name}{at}> <http://e/p> "{at}" .\n' for at in range(count))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a small file."""
    path = tmp_path / "some.nt"
    path.write_text(lines(300))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return where the store is to be."""
    return tmp_path / "store"


def count(store: Path, *, timeout: float | None = 20) -> int:
    """Return how many statements a store holds."""
    found = DiskEngine(store, union=False).rows(COUNT, timeout=timeout)
    assert found.rows[0][0] is not None
    return int(found.rows[0][0].value)


def loads(folder: Path, *files: Path) -> tuple[Path, list[str]]:
    """Return the store over some files alone, and what was said of it."""
    said: list[str] = []
    return open_store(folder, planned(files, None), say=said.append), said


def test_a_store_is_opened_again_and_not_built(folder: Path, file: Path) -> None:
    """Until the file is another; a new time alone changes nothing."""
    first, _ = loads(folder, file)
    again, said = loads(folder, file)
    os.utime(file, (1, 1))
    touched, _ = loads(folder, file)

    assert first == again == touched
    assert said == []
    assert count(first) == count(first, timeout=None) == 300


def test_a_changed_file_is_loaded_anew_and_said_so(folder: Path, file: Path) -> None:
    """As are more files, fewer, and the same in another order."""
    other = file.with_name("other.nt")
    other.write_text(lines(7, "o"))
    first, _ = loads(folder, file)
    file.write_text(lines(301))

    changed, said = loads(folder, file)
    assert changed != first
    assert "some.nt has changed" in said[0]
    assert count(changed) == 301
    both, said = loads(folder, file, other)
    assert "other.nt is new" in said[0]
    assert count(both) == 308
    assert "another order" in loads(folder, other, file)[1][0]
    assert "other.nt is gone" in loads(folder, file)[1][0]
    assert len(list(folder.glob("store-*"))) == 1


def test_a_store_that_is_read_is_not_removed(folder: Path, file: Path) -> None:
    """A reader keeps what it opened; the next build sweeps it away once it is gone."""
    reader = DiskEngine(loads(folder, file)[0], union=False)
    file.write_text(lines(5))
    loads(folder, file)

    assert reader.rows(COUNT, timeout=20).rows[0][0].value == "300"  # type: ignore[union-attr]
    del reader
    file.write_text(lines(6))
    loads(folder, file)
    assert len(list(folder.glob("store-*"))) == 1


def test_a_broken_file_leaves_the_earlier_store(folder: Path, file: Path) -> None:
    """With the file and the line in the message, and nothing left over."""
    before, _ = loads(folder, file)
    names = sorted(path.name for path in folder.iterdir())
    file.write_text(lines(50_000) + "<http://e/a> <http://e/p> .\n")

    with pytest.raises(InputError, match=r"some\.nt, line 50001: this is not N-Triples.*Nothing"):
        loads(folder, file)
    assert sorted(path.name for path in folder.iterdir()) == names
    assert count(before) == 300


def test_a_folder_of_others_is_never_touched(folder: Path, file: Path) -> None:
    """Nor a file that is in the place of the folder."""
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")

    with pytest.raises(InputError, match=r"holds 'thesis\.txt', which is no part of a store"):
        loads(folder, file)
    assert [path.name for path in folder.iterdir()] == ["thesis.txt"]
    with pytest.raises(InputError, match="is no folder"):
        loads(file, file)


KILLED = """
import sys
from pathlib import Path
from alskg.loading import open_store, planned
def progress(step):
    print(step.name, flush=True)
open_store(Path(sys.argv[1]), planned([Path(sys.argv[2])], None), progress=progress)
print("done", flush=True)
"""


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT])
@pytest.mark.parametrize("moment", ["big.nt", "putting"])
def test_an_end_in_the_middle_leaves_the_old_store(
    folder: Path, file: Path, ending: signal.Signals, moment: str
) -> None:
    """Killed or interrupted while it reads or tidies: the old one answers, the next one builds."""
    before, _ = loads(folder, file)
    big = file.with_name("big.nt")
    big.write_text(lines(100_000))

    command = [sys.executable, "-c", KILLED, str(folder), str(big)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        assert any(line.startswith(moment) for line in process.stdout)
        process.send_signal(ending)
        assert "done" not in process.stdout.read()

    assert DiskEngine(before, union=False).rows(COUNT).rows[0][0].value == "300"  # type: ignore[union-attr]
    assert json.loads((folder / "alskg-store.json").read_text())["generation"] == before.name
    after, _ = loads(folder, big)
    assert count(after) == 100_000
    assert not list(folder.glob(".building-*"))


def test_two_builders_take_turns(folder: Path, file: Path) -> None:
    """The second waits, says so, and finds the store built."""
    folder.mkdir()
    said: list[str] = []
    found: list[Path] = []
    with (folder / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        def build() -> None:
            found.append(open_store(folder, planned([file], None), say=said.append))

        thread = threading.Thread(target=build)
        thread.start()
        while not said:
            time.sleep(0.01)
    thread.join()

    assert "Another process loads" in said[0]
    assert loads(folder, file)[0] == found[0]


def test_two_read_one_store_at_once(folder: Path, file: Path) -> None:
    """In this process and in others."""
    store, _ = loads(folder, file)
    one, two = DiskEngine(store, union=False), DiskEngine(store, union=False)

    assert one.rows(COUNT) == two.rows(COUNT) == one.rows(COUNT, timeout=20)


@pytest.mark.parametrize("started", ["forked", "spawned"])
def test_the_limits_hold_on_disk(
    folder: Path, file: Path, started: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time and memory, whichever way the worker is started; the next query is answered."""
    if started == "spawned":
        monkeypatch.setattr("alskg.engine.job.can_fork", lambda: False)
    engine = DiskEngine(loads(folder, file)[0], union=False, memory=150 << 20)

    with pytest.raises(QueryTimeout):
        engine.rows(PRODUCT, timeout=0.5)
    with pytest.raises(QueryMemoryExceeded):
        engine.rows(TEXT, timeout=60)
    assert engine.rows(COUNT, timeout=20).rows[0][0].value == "300"  # type: ignore[union-attr]


def test_no_query_reaches_the_network(folder: Path, file: Path) -> None:
    """The guard refuses SERVICE, and behind it the worker can make no connection."""
    store, _ = loads(folder, file)
    canary = Canary()
    try:
        service = f"SELECT * {{ SERVICE <http://127.0.0.1:{canary.port}/> {{ ?s ?p ?o }} }}"
        with pytest.raises(QueryRefused, match="SERVICE"):
            DiskEngine(store).rows(service, timeout=20)
        script = (
            "import sys, pyoxigraph; from alskg.engine import network\n"
            "print(network.close())\n"
            "store = pyoxigraph.Store.read_only(sys.argv[1])\n"
            "try: list(store.query(sys.argv[2]))\n"
            "except OSError as error: print('refused')\n"
            "print(len(store))"
        )
        command = [sys.executable, "-c", script, str(store / "rocksdb"), service]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        if not done.stdout.startswith("True"):
            pytest.skip("this system has no filter for what a process may ask of it (seccomp)")
        assert done.stdout.split() == ["True", "refused", "300"]
        assert canary.visits == 0
    finally:
        canary.close()


def test_a_machine_without_a_filter_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard then stands alone."""
    monkeypatch.setattr("platform.machine", lambda: "vax")

    assert network.close() is False


def test_a_damaged_store_says_what_to_do(folder: Path, file: Path) -> None:
    """A manifest that is no JSON, a store with a file missing, a store that is gone."""
    store, _ = loads(folder, file)
    (store / "rocksdb" / "CURRENT").write_text("nonsense")
    with pytest.raises(DataError, match=r"cannot be opened.*Remove the folder"):
        DiskEngine(store).rows(COUNT, timeout=20)
    with pytest.raises(DataError, match="replaced a moment ago"):
        DiskEngine(store.with_name("store-0"))
    (folder / "alskg-store.json").write_text("{")
    with pytest.raises(InputError, match="Remove the folder"):
        loads(folder, file)


def test_a_full_disk_is_called_that(tmp_path: Path) -> None:
    """Python has a number for it, RocksDB only words."""
    for what, number in (("No space left on device", 28), ("IO error: No space left: x", None)):
        assert "no room left" in _system(what, number, tmp_path / "x")


def test_python_opens_the_same(folder: Path, file: Path) -> None:
    """Files beside the graph, alone, and from a store that is there."""
    many = "SELECT ?s { ?s <http://e/p> ?o }"
    everything = alskg.load(data=[file], store=folder)

    assert len(everything.query(many)) == 300
    assert everything.ask("ASK { ?gene a alskg:Gene }")
    assert len(alskg.load(store=folder).query(many, timeout=20)) == 300
    alone = alskg.load(only=[file])
    assert len(alone.query(many)) == 300
    assert not alone.ask("ASK { ?gene a alskg:Gene }")
    with pytest.raises(InputError, match="data= for files beside it"):
        alskg.load(only=[file], data=[file])
    with pytest.raises(InputError, match="no build"):
        _ = alone.build
    with pytest.raises(InputError, match="not read as a whole"):
        _ = everything.source.dataset
