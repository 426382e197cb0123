"""Compiling and publishing: the same bytes each time, whole or not at all, rebuilt when stale."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from alskg import compile as compilation
from alskg import resources
from alskg.compile import inputs, release
from alskg.compile.load import read_turtle
from alskg.compile.pipeline import all_layers
from alskg.errors import DataError
from alskg.export.statements import Statement, statements
from alskg.terms import compact, expand

ROOT = Path(__file__).resolve().parent.parent
CLAIMS = "data/page/claims.ttl"


@pytest.fixture
def project(small_root: Path, tmp_path: Path) -> Path:
    """Return a copy of the small project that a test may change."""
    folder = tmp_path / "project"
    shutil.copytree(small_root, folder)
    return folder


@pytest.fixture
def build_dir(tmp_path: Path) -> Path:
    """Return a folder for builds that is not there yet."""
    return tmp_path / "build"


def append(project: Path, text: str) -> None:
    """Add to the claims of a project."""
    path = project / CLAIMS
    path.write_text(path.read_text() + text)


def settle(build: compilation.Build, root: Path) -> None:
    """Wait until a build's files have been at rest for a moment, so that stamps are kept."""
    time.sleep(0.06)
    assert release.is_fresh(build, root)


def quads(build: compilation.Build) -> set[Statement]:
    """Return the statements of a build."""
    return set(statements(build.path_nquads.read_bytes()))


def figures(build: compilation.Build, predicate: str) -> dict[str, str]:
    """Return the values of a property in the release description, by CURIE of the subject."""
    return {
        compact(quad.subject): quad.object.value
        for quad in quads(build)
        if quad.predicate == expand(predicate)
    }


# -- what comes out


def test_two_folders_give_the_same_bytes(project: Path, small_root: Path, tmp_path: Path) -> None:
    """Where the files lie does not show in the dataset or in the manifest."""
    one = compilation.compile_dataset(project, tmp_path / "one")
    two = compilation.compile_dataset(small_root, tmp_path / "two")

    assert one.folder.name == two.folder.name
    assert one.path_nquads.read_bytes() == two.path_nquads.read_bytes()
    assert (one.folder / "manifest.json").read_bytes() == (
        two.folder / "manifest.json"
    ).read_bytes()


def test_the_dataset_is_sorted_and_without_blank_nodes(project: Path, build_dir: Path) -> None:
    """Its digest is that of its bytes, each line once, each term with its lexical form."""
    build = compilation.open_build(project, build_dir)
    data = build.path_nquads.read_bytes()
    lines = data.splitlines()

    assert lines == sorted(set(lines))
    assert not any(line.startswith(b"_:") or b" _:" in line for line in lines)
    assert b'"01"^^<http://www.w3.org/2001/XMLSchema#integer>' in data
    assert b'"1.10"^^<http://www.w3.org/2001/XMLSchema#decimal>' in data
    assert build.manifest.sha256 == hashlib.sha256(data).hexdigest()
    assert build.manifest.quads == len(lines)


def test_every_layer_has_its_graph(project: Path, build_dir: Path) -> None:
    """The manifest counts the triples of each named graph."""
    build = compilation.open_build(project, build_dir)
    found: dict[str, int] = {}
    for quad in quads(build):
        name = compact(quad.graph).removeprefix("graph:")
        found[name] = found.get(name, 0) + 1

    assert found == build.manifest.graphs
    assert set(found) == {
        *("ontology", "page", "reference", "source", "mappings", "queries", "dataset"),
        *("inferred-page", "inferred-reference", "inferred-joint"),
    }


def test_the_description_says_what_was_measured(project: Path, build_dir: Path) -> None:
    """Counts, version and date are those of the release, and its graphs are its parts."""
    build = compilation.open_build(project, build_dir)
    triples = figures(build, "void:triples")
    union = {quad[:3] for quad in quads(build)}

    for layer, count in build.manifest.graphs.items():
        assert triples[f"graph:{layer}"] == str(count)
    assert triples["https://w3id.org/alskg/dataset"] == str(len(union))
    assert figures(build, "dcterms:issued") == {"https://w3id.org/alskg/dataset": "2026-11"}
    things = figures(build, "void:entities")
    assert things["https://w3id.org/alskg/dataset/class/Gene"] == "3"
    assert things["https://w3id.org/alskg/dataset/class/Claim"] == "17"
    sources = {
        compact(quad.object.value)
        for quad in quads(build)
        if quad.predicate == expand("prov:wasDerivedFrom")
    }
    assert sources == {"page:colours", "source:palette"}


def test_stored_queries_are_data(project: Path, build_dir: Path) -> None:
    """Each stored query is a SHACL executable, and its prefixes are declared by IRIs."""
    build = compilation.open_build(project, build_dir)
    about = {
        compact(quad.predicate): quad.object
        for quad in quads(build)
        if (compact(quad.graph), compact(quad.subject)) == ("graph:queries", "query:genes")
    }

    assert about["rdfs:label"] == ox.Literal("Genes", language="en")
    assert "SELECT ?gene" in about["sh:select"].value
    assert about["sh:prefixes"].value == "https://w3id.org/alskg/prefixes"


# -- when it is compiled again


def test_a_good_build_is_opened_as_it_is(project: Path, build_dir: Path) -> None:
    """Nothing is read while every file has the stamp it had."""
    first = compilation.open_build(project, build_dir)
    settle(first, project)
    (first.folder / "manifest.json").rename(first.folder / "away.json")

    assert compilation.open_build(project, build_dir).folder == first.folder


@pytest.mark.parametrize("change", ["edit", "edit and keep the time", "add", "remove"])
def test_a_change_of_the_files_is_noticed(project: Path, build_dir: Path, change: str) -> None:
    """An edit, a new file and a removed file each make the build stale, then new."""
    first = compilation.open_build(project, build_dir)
    settle(first, project)
    path = project / CLAIMS
    if change == "add":
        (path.parent / "more.ttl").write_text(
            "<https://w3id.org/alskg/gene/HUE1> <http://schema.org/x> 1 ."
        )
    elif change == "remove":
        path.unlink()
    else:
        before = path.stat()
        path.write_text(path.read_text().replace("azure disease", "azurE disease"))
        if change == "edit and keep the time":
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    second = compilation.open_build(project, build_dir)

    assert second.manifest.sha256 != first.manifest.sha256
    assert release.current(build_dir, "previous") == first


def test_a_touched_file_is_not_compiled_again(project: Path, build_dir: Path) -> None:
    """Another time on the same text costs one reading, no compilation."""
    first = compilation.open_build(project, build_dir)
    settle(first, project)
    os.utime(project / CLAIMS)

    assert compilation.open_build(project, build_dir) == first
    assert release.current(build_dir, "previous") is None


def test_a_damaged_dataset_is_compiled_again(project: Path, build_dir: Path) -> None:
    """A dataset that does not fit its manifest is not used."""
    first = compilation.open_build(project, build_dir)
    settle(first, project)
    good = first.path_nquads.read_bytes()
    first.path_nquads.write_bytes(good[:1000])

    assert compilation.stale_files(project, build_dir) == ["dataset.nq"]
    assert compilation.open_build(project, build_dir).path_nquads.read_bytes() == good


@pytest.mark.parametrize("text", ["", "{}", "[1]", "not JSON"])
def test_a_damaged_manifest_is_replaced(project: Path, build_dir: Path, text: str) -> None:
    """Without its manifest a dataset proves nothing."""
    first = compilation.open_build(project, build_dir)
    (first.folder / "manifest.json").write_text(text)

    assert compilation.open_build(project, build_dir).manifest.version


@pytest.mark.parametrize("pointer", ["", "no-such-release", "../../etc", "\u00e9"])
def test_a_damaged_pointer_is_replaced(project: Path, build_dir: Path, pointer: str) -> None:
    """A pointer to nothing means that there is no build."""
    good = compilation.open_build(project, build_dir)
    (build_dir / "current").write_text(pointer)

    assert compilation.stale_files(project, build_dir) is None
    assert compilation.open_build(project, build_dir) == good


def test_a_stamp_is_not_trusted_within_the_same_tick(tmp_path: Path) -> None:
    """A file that has just changed may change again without another stamp: it is hashed again."""
    path = tmp_path / "file"
    path.write_text("a")

    assert inputs.stamps({"file": path}) == {}
    time.sleep(0.06)
    assert set(inputs.stamps({"file": path})) == {"file"}


def test_every_file_that_a_build_depends_on_is_there() -> None:
    """A file that was moved would have no stamp, and each command would hash all of them."""
    files = inputs.input_files(resources.root())

    assert [name for name, path in files.items() if not path.is_file()] == []
    assert "alskg/catalogue/header.py" in files


def test_the_release_before_stays(project: Path, build_dir: Path) -> None:
    """One release back is kept whole; older ones go."""
    builds = []
    for number in range(3):
        append(project, f"# {number}\n")
        builds.append(compilation.open_build(project, build_dir))

    assert release.current(build_dir) == builds[2]
    assert release.current(build_dir, "previous") == builds[1]
    assert {folder.name for folder in (build_dir / "releases").iterdir()} == {
        build.folder.name for build in builds[1:]
    }


# -- what can go wrong


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("PREFIX a: <http://a.org/>\n\na:b a:c .", "data/page/claims.ttl:3: this is not Turtle"),
        ("<http://a.org/b> <http://a.org/c> [] .", "data/page/claims.ttl: a blank node"),
        ("[] <http://a.org/c> 1 .", "data/page/claims.ttl: a blank node"),
    ],
)
def test_a_bad_file_is_named_and_the_old_build_stays(
    project: Path, build_dir: Path, text: str, said: str
) -> None:
    """The message has file and line; what was published before is untouched."""
    good = compilation.open_build(project, build_dir)
    (project / CLAIMS).write_text(text)

    with pytest.raises(DataError, match=f"^{said}"):
        compilation.open_build(project, build_dir)
    assert release.current(build_dir) == good


def test_an_unreadable_file_is_named(project: Path) -> None:
    """A folder in place of a file is said to be unreadable, not a fault of ours."""
    path = project / "data/page/folder.ttl"
    path.mkdir()

    with pytest.raises(DataError, match=r"data/page/folder\.ttl: the file cannot be read"):
        list(read_turtle(path, project))


def test_a_build_folder_that_cannot_be_written_is_named(project: Path, tmp_path: Path) -> None:
    """The message says which variable names another one."""
    (tmp_path / "file").write_text("")

    with pytest.raises(DataError, match="ALSKG_BUILD_DIR"):
        compilation.open_build(project, tmp_path / "file" / "build")


def test_a_full_disk_leaves_the_old_build(
    project: Path, build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Writing fails: the message says so, and the release before is still the current one."""
    good = compilation.open_build(project, build_dir)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DataError, match=r"cannot be written to .*: No space left on device"):
        compilation.compile_dataset(project, build_dir, force=True)
    assert release.current(build_dir) == good


BUILD = (
    "import sys; from pathlib import Path; from alskg.compile import compile_dataset; "
    "build = compile_dataset(Path(sys.argv[1]), Path(sys.argv[2]), force=len(sys.argv) > 3); "
    "print(build.folder.name)"
)


def start(project: Path, build_dir: Path, *more: str) -> subprocess.Popen[str]:
    """Start a process that builds."""
    return subprocess.Popen(
        [sys.executable, "-c", BUILD, str(project), str(build_dir), *more],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_processes_may_build_at_once(project: Path, build_dir: Path) -> None:
    """They wait for each other, and end with the same release."""
    names = {process.communicate()[0] for process in [start(project, build_dir) for _ in range(3)]}

    assert len(names) == 1
    assert release.current(build_dir) is not None


@pytest.mark.slow
def test_a_kill_at_any_moment_leaves_a_whole_release(project: Path, build_dir: Path) -> None:
    """Twenty builds are killed at twenty moments; each time what is current is whole."""
    compilation.open_build(project, build_dir)
    started = time.monotonic()
    start(project, build_dir, "force").communicate()
    whole = time.monotonic() - started
    for moment in range(20):
        append(project, f"# {moment}\n")
        process = start(project, build_dir, "force")
        time.sleep(whole * (moment + 1) / 20)
        process.send_signal(signal.SIGKILL)
        process.communicate()

        build = release.current(build_dir)

        assert build is not None
        data = build.path_nquads.read_bytes()
        assert build.manifest.sha256 == hashlib.sha256(data).hexdigest()
        assert json.loads((build.folder / "manifest.json").read_bytes())["quads"] == data.count(
            b"\n"
        )


# -- the real graph


def test_opening_a_good_build_imports_neither_parser_nor_json() -> None:
    """A query from the shell pays for a few looks at the file system, not for libraries."""
    code = (
        "import sys; from alskg.compile import open_build; open_build(); "
        "import time; time.sleep(.06); open_build(); "
        "print([name for name in sys.argv[1:] if name in sys.modules])"
    )
    warm = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    code = code.replace("open_build(); import time; time.sleep(.06); ", "")
    opened = subprocess.run(
        [sys.executable, "-c", code, "pyoxigraph", "rdflib", "json", "hashlib", "yaml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert warm.returncode == 0
    assert opened.stdout == "[]\n"


@pytest.mark.parametrize("own", [True, False])
def test_no_triple_stands_in_two_graphs(small_root: Path, own: bool) -> None:  # noqa: FBT001
    """The union of the layers is a set: every engine counts the same."""
    layers = all_layers(ROOT if own else small_root)
    stands: dict[ox.Triple, list[str]] = {}
    for layer, triples in layers.items():
        for triple in triples:
            stands.setdefault(triple, []).append(layer)

    assert {str(one): where for one, where in stands.items() if len(where) > 1} == {}
    assert (
        ox.Triple(
            ox.NamedNode(expand("rule:inverse")),
            ox.NamedNode(expand("rdf:type")),
            ox.NamedNode(expand("alskg:Rule")),
        )
        in layers["ontology"]
    )
