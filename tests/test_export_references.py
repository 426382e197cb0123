"""References: BibTeX that BibTeX takes, and the same works as CSV."""

import csv
import io
import re
from pathlib import Path

import pytest

from alskg import resources
from alskg.compile import open_build
from alskg.export.references import references
from alskg.export.snapshot import Snapshot

ENTRY = re.compile(r"@(article|incollection|misc)\{([a-z0-9-]+),\n((?:  .*\n)+)\}\n")
FIELD = re.compile(r"  ([a-z]+) += \{(.*)\}(,?)")
WORK = """\
<https://w3id.org/alskg/citation/{slug}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> \
<https://w3id.org/alskg/ontology#JournalArticle> <https://w3id.org/alskg/graph/page> .
<https://w3id.org/alskg/citation/{slug}> <http://purl.org/dc/terms/title> \
"{title}"@en <https://w3id.org/alskg/graph/page> .
"""


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    """Return the graph of the project."""
    return Snapshot(open_build().path_nquads.read_bytes(), resources.root(), resources.version())


@pytest.fixture(scope="module")
def works(snapshot: Snapshot) -> list[dict[str, str]]:
    """Return the rows of the CSV file."""
    text = references(snapshot)["references.csv"].decode()
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def parsed(bibtex: str) -> dict[str, tuple[str, dict[str, str]]]:
    """Read BibTeX strictly: nothing but entries, each field with its braces closed."""
    assert not ENTRY.sub("", bibtex).strip()
    entries = {}
    for kind, key, body in ENTRY.findall(bibtex):
        lines = [FIELD.fullmatch(line) for line in body.rstrip("\n").split("\n")]
        fields = {match[1]: match[2] for match in lines if match}
        assert len(fields) == len(lines)
        assert [bool(match and match[3]) for match in lines] == [True] * (len(lines) - 1) + [False]
        for value in fields.values():
            plain = re.sub(r"\\.", "", value)
            assert plain.count("{") == plain.count("}")
        assert key not in entries
        entries[key] = (kind, fields)
    return entries


def test_bibtex_has_every_reference_by_its_slug(
    snapshot: Snapshot, works: list[dict[str, str]]
) -> None:
    """The 16 of the page; the erratum is a note of the work that it corrects."""
    entries = parsed(references(snapshot)["references.bib"].decode())

    assert set(entries) == {work["key"] for work in works if work["type"] != "Erratum"}
    assert len(entries) == 16
    assert "erratum: Hum Mol Genet 2017;26(20)" in entries["farg2014"][1]["note"]


def test_entries_have_what_their_type_demands(snapshot: Snapshot) -> None:
    """As BibTeX's own documentation lists it, so that it gives no warning."""
    needed = {
        "article": {"author", "title", "journal", "year"},
        "incollection": {"author", "title", "booktitle", "publisher", "year"},
        "misc": set(),
    }
    for kind, fields in parsed(references(snapshot)["references.bib"].decode()).values():
        assert needed[kind] <= fields.keys()


def test_names_are_in_the_order_that_bibtex_reads(snapshot: Snapshot) -> None:
    """Family name first; a consortium in one piece."""
    entries = parsed(references(snapshot)["references.bib"].decode())

    assert entries["andersen2011"][1]["author"] == "Andersen, P. M. and Al-Chalabi, A."
    assert "De Vos, K. J." in entries["vance2009"][1]["author"]
    assert " and {ITALSGEN consortium} and " in entries["chio2012"][1]["author"]
    assert entries["renton2014"][1]["pages"] == "17--23"


def test_csv_and_bibtex_agree(snapshot: Snapshot, works: list[dict[str, str]]) -> None:
    """The same identifiers in both."""
    entries = parsed(references(snapshot)["references.bib"].decode())

    for work in works:
        if work["type"] != "Erratum":
            fields = entries[work["key"]][1]
            for name in ("doi", "pmid", "pmcid", "year", "volume"):
                assert fields.get(name, "") == work[name]


def test_what_tex_would_obey_is_escaped(tmp_path: Path) -> None:
    """A title is a text, whatever it holds."""
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology" / "alskg.ttl").write_bytes(b"")
    dataset = WORK.format(slug="odd", title=r"50 % of {A_b} & \\input $x^2$ #1 ~").encode()

    entries = parsed(references(Snapshot(dataset, tmp_path, "1"))["references.bib"].decode())

    assert entries["odd"][1]["title"] == (
        r"{50 \% of \{A\_b\} \& \textbackslash{}input \$x\textasciicircum{}2\$ \#1 "
        r"\textasciitilde{}}"
    )


def test_two_runs_write_the_same(snapshot: Snapshot) -> None:
    """Byte for byte."""
    assert references(snapshot) == references(snapshot)
