"""Bad ontology files: a clear error in bounded time and memory, and nothing written."""

import gzip
import resource
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from ontology_fixtures import SMALL

from alskg.engine.worker import Limits
from alskg.errors import AlskgError, InputError
from alskg.ontologies import read, together

MB = 1 << 20
LONG = 100 * MB
_ENTITIES = "".join(
    f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' if n else '<!ENTITY e1 "lol">' for n in range(10)
)
_BOMB = (
    f'<?xml version="1.0"?>\n<!DOCTYPE rdf:RDF [{_ENTITIES}]>\n'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="x:y"><rdf:value>&e9;</rdf:value></rdf:Description></rdf:RDF>\n'
)


def _small(name: str) -> bytes:
    return (SMALL / name).read_bytes()


HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "OBO cut inside a line": ("x.obo", lambda: _small("hp.obo")[:700], "cut off"),
    "OBO with a broken line": (
        "x.obo",
        lambda: _small("hp.obo") + b"[Term\n",
        r"line \d+.*not OBO",
    ),
    "JSON cut off": ("x.json", lambda: _small("mondo.json")[:700], "cut off"),
    "RDF/XML cut off": ("x.owl", lambda: _small("hp.owl")[:900], "cut off"),
    "Turtle cut off": ("x.ttl", lambda: _small("scheme.ttl")[:-20], "cut off"),
    "gzip cut off": ("x.obo.gz", lambda: gzip.compress(_small("hp.obo"))[:-30], "cut off"),
    "no gzip at all": ("x.obo.gz", lambda: _small("hp.obo"), "not packed with gzip"),
    "Latin-1": ("x.obo", lambda: _small("hp.obo") + b"! K\xf6hler\n", r"line 4\d: .*UTF-8"),
    "UTF-16": ("x.ttl", lambda: _small("scheme.ttl").decode().encode("utf-16"), "UTF-8"),
    "declared Latin-1": ("x.owl", lambda: b'<?xml version="1.0" encoding="latin1"?>\n', "latin1"),
    "entity bomb": ("x.owl", _BOMB.encode, "entities"),
    "100 MB in one line, OBO": ("x.obo", lambda: b"name: " + b"a" * LONG + b"\n", "line 1: "),
    "100 MB in one line, Turtle": ("x.ttl", lambda: b"# " + b"a" * LONG, "line 1: "),
    "100 MB in one line, RDF/XML": ("x.rdf", lambda: b"<rdf:RDF " + b"a" * LONG, "line 1: "),
    "100 MB of brackets, JSON": ("x.json", lambda: b"[" * LONG, "nested too deeply"),
    "100 MB of text, JSON": ("x.json", lambda: b'"' + b"a" * LONG + b'"', "line 1: a string"),
    "100 MB of quotation marks, JSON": ("x.json", lambda: b'"' + rb"\"" * (LONG // 2), "line 1: "),
    "100 MB in one label, JSON": (
        "x.json",
        lambda: _small("mondo.json").replace(b'"lbl": "', b'"lbl": "' + b"a" * LONG, 1),
        r"line \d+: a string has more than 8 MB",
    ),
    "gzip bomb": ("x.obo.gz", lambda: gzip.compress(b"\n" * LONG, 1), "unpacks to more than"),
    "empty": ("x.obo", lambda: b"\n", "is empty"),
    "no terms": ("x.obo", lambda: b"format-version: 1.2\nontology: x\n", "no terms"),
    "other JSON": ("x.json", lambda: b'{"graphs": [{"nodes": [7]}]}', "structure of OBO Graphs"),
    "nothing there": ("absent.obo", lambda: b"", "Cannot read|is empty"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_bad_file_is_refused(tmp_path: Path, case: str) -> None:
    """With its name and the reason, within seconds, and without growing this process."""
    name, content, wrong = HOSTILE[case]
    path = tmp_path / name
    path.write_bytes(content())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()

    with pytest.raises(AlskgError, match=wrong) as raised:
        read(path)

    assert str(path) in str(raised.value)
    assert time.monotonic() - started < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


@pytest.mark.parametrize("case", ["JSON cut off", "entity bomb", "Latin-1"])
def test_nothing_is_written(tmp_path: Path, case: str) -> None:
    """Neither beside the good file that was read before it, nor in part."""
    name, content, _ = HOSTILE[case]
    dataset = tmp_path / "dataset.nq"
    dataset.write_text("<x:s> <x:p> <x:o> <x:g> .\n")
    bad = tmp_path / name
    bad.write_bytes(content())

    with pytest.raises(InputError):
        together(dataset, [SMALL / "hp.obo", bad], folder=tmp_path / "with")

    assert not (tmp_path / "with").exists()


def test_a_file_that_takes_too_long_or_too_much_is_given_up(tmp_path: Path) -> None:
    """Whatever the parser does, its process has a clock and a bound."""
    path = tmp_path / "x.nt"
    path.write_bytes(
        b"".join(
            b'<x:s> <http://www.w3.org/2000/01/rdf-schema#label> "%d" .\n' % n
            for n in range(300_000)
        )
    )

    with pytest.raises(InputError, match=r"not read within 0\.01 seconds"):
        read(path, Limits(seconds=0.01))
    with pytest.raises(InputError, match="needs more than 8 MB of memory"):
        read(path, Limits(seconds=60, memory=8 * MB))
