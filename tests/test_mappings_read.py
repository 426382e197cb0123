"""The reader of SSSOM files: what it takes, and what it says of the rest."""

from collections.abc import Callable
from pathlib import Path

import pytest

from alskg import resources
from alskg.errors import DataError, InputError
from alskg.mappings import Mapping, read, read_all

HEADER = """\
#curie_map:
#  HP: http://purl.obolibrary.org/obo/HP_
#  phenotype: https://w3id.org/alskg/phenotype/
#  source: https://w3id.org/alskg/source/
#mapping_set_id: https://example.org/small.sssom.tsv
#mapping_set_version: 2026.11.0
#mapping_set_title: Small
#creator_label:
#  - one
#  - another
#license: https://creativecommons.org/licenses/by/4.0/
#object_source: source:hpo-2025-01-16
#object_source_version: 2025-01-16
#mapping_date: 2026-11-22
"""
COLUMNS = "subject_id subject_label predicate_id predicate_modifier object_id mapping_justification"
ROW = "phenotype:tremor tremor skos:exactMatch  HP:0001337 semapv:ManualMappingCuration"
OTHER = "phenotype:tremor tremor skos:closeMatch Not HP:0002063 semapv:ManualMappingCuration"
SMALL = HEADER + "".join(line.replace(" ", "\t") + "\n" for line in (COLUMNS, ROW, OTHER))
ROW_LINE = HEADER.count("\n") + 2

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that puts a text into a file."""

    def write(text: str) -> Path:
        path = tmp_path / "small.sssom.tsv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_file_becomes_a_set_of_mappings(write: Write) -> None:
    """Slots of the set stay with the set, propagated ones reach every mapping."""
    found = read(write(SMALL))
    assert found.mapping_set_id == "https://example.org/small.sssom.tsv"
    assert found.creator_label == ("one", "another")
    assert found.mappings[0] == Mapping(
        subject_id="phenotype:tremor",
        subject_label="tremor",
        predicate_id="skos:exactMatch",
        object_id="HP:0001337",
        mapping_justification="semapv:ManualMappingCuration",
        object_source="source:hpo-2025-01-16",
        object_source_version="2025-01-16",
        mapping_date="2026-11-22",
    )
    assert [mapping.negative for mapping in found.mappings] == [False, True]
    assert found.mappings[1].slug == "phenotype-tremor-not-close-HP-0002063"


def test_a_quoted_cell_is_unquoted(write: Write) -> None:
    """A cell may hold quotes and tabs where it is quoted, as SSSOM has it."""
    quoted = SMALL.replace("\ttremor\tskos:exact", '\t"a ""fine""\ttremor"\tskos:exact')
    assert read(write(quoted)).mappings[0].subject_label == 'a "fine"\ttremor'


def test_a_single_creator_needs_no_list(write: Write) -> None:
    """A slot of many values with one value may be written as that value."""
    single = SMALL.replace("#creator_label:\n#  - one\n#  - another\n", "#creator_label: one\n")
    assert read(write(single)).creator_label == ("one",)


MISTAKES = {
    "no metadata": (SMALL[len(HEADER) :], 1, "does not begin with its metadata"),
    "metadata not YAML": (SMALL.replace("#license: ", "#license "), 11, "not YAML"),
    "no licence": (SMALL.replace("#license:", "#comment:"), 1, "no slot"),
    "licence misspelt": (SMALL.replace("#license:", "#licence:"), 1, "Did you mean 'license'?"),
    "licence empty": (SMALL.replace(HEADER.splitlines()[10], "#license:"), 1, "lack 'license'"),
    "prefixes no mapping": ("#curie_map: x\n#mapping_set_id: y\n#license: z\n", 1, "no prefixes"),
    "unknown prefix declared": (SMALL.replace("#  HP:", "#  HPO:"), 1, "Did you mean 'HP'?"),
    "other namespace": (SMALL.replace("obo/HP_", "obo/hp_"), 1, "<http://purl.obolibrary.org/obo/"),
    "bad date": (SMALL.replace("2026-11-22", "22.11.2026"), 1, "no date"),
    "short date": (SMALL.replace("2026-11-22", "20261122"), 1, "no date"),
    "no table": (HEADER, ROW_LINE - 1, "the table is missing"),
    "unknown column": (
        SMALL.replace("subject_label", "subject_lable"),
        ROW_LINE - 1,
        "Did you mean 'subject_label'?",
    ),
    "column twice": (SMALL.replace("subject_label", "subject_id"), ROW_LINE - 1, "given twice"),
    "column in metadata too": (
        SMALL.replace("subject_label", "object_source"),
        ROW_LINE - 1,
        "given twice",
    ),
    "column missing": (
        SMALL.replace("mapping_justification", "comment"),
        ROW_LINE - 1,
        "'mapping_justification' is missing",
    ),
    "cell missing": (SMALL.replace("exactMatch\t\t", "exactMatch\t"), ROW_LINE, "5 cells"),
    "blank line": (SMALL + "\n", ROW_LINE + 2, "0 cells"),
    "quote open": (SMALL.replace("\ttremor\tskos:exact", '\t"tremor\tskos:exact'), 0, "end of"),
    "no object": (SMALL.replace("HP:0001337", ""), ROW_LINE, "'object_id' is empty"),
    "no justification": (
        SMALL.replace("semapv:ManualMappingCuration", "", 1),
        ROW_LINE,
        "'mapping_justification' is empty",
    ),
    "other justification": (
        SMALL.replace("semapv:ManualMappingCuration", "by hand", 1),
        ROW_LINE,
        "semapv:ManualMappingCuration",
    ),
    "other predicate": (
        SMALL.replace("skos:exactMatch", "skos:exactmatch"),
        ROW_LINE,
        "Did you mean 'skos:exactMatch'?",
    ),
    "other modifier": (SMALL.replace("\tNot\t", "\tnot\t"), ROW_LINE + 1, "neither 'Not'"),
    "no CURIE": (SMALL.replace("HP:0001337", "HP_0001337"), ROW_LINE, "no CURIE"),
    "prefix not declared": (
        SMALL.replace("HP:0001337", "MONDO:0001337"),
        ROW_LINE,
        "'MONDO' of 'MONDO:0001337' is not declared",
    ),
    "wrong form": (SMALL.replace("HP:0001337", "HP:1337"), ROW_LINE, r"\d{7} after the colon"),
    "wrong slug": (SMALL.replace("phenotype:tremor", "phenotype:a b", 1), ROW_LINE, "phenotype"),
}


@pytest.mark.parametrize(("text", "line", "words"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_named_with_its_line(write: Write, text: str, line: int, words: str) -> None:
    """The message says the file, the line, what is wrong and, where it can, what was meant."""
    path = write(text)
    with pytest.raises(InputError) as caught:
        read(path)
    message = str(caught.value)
    assert message.startswith(f"{path}, line {line}: " if line else f"{path}, line ")
    assert words in message


@pytest.mark.parametrize("content", [None, b"\xff\xfe"], ids=["absent", "not UTF-8"])
def test_an_unreadable_file_is_named(tmp_path: Path, content: bytes | None) -> None:
    """A file that is not there, or is not text, is a matter of one sentence."""
    path = tmp_path / "small.sssom.tsv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=r"The mapping file .*small\.sssom\.tsv cannot be read"):
        read(path)


def test_a_file_of_the_project_is_the_projects_fault() -> None:
    """Inside `data/` the same mistake is a DataError."""
    with pytest.raises(DataError, match="cannot be read"):
        read(resources.data_dir() / "mappings" / "absent.sssom.tsv")


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    """Other files are passed over."""
    for name in ("b.sssom.tsv", "a.sssom.tsv", "c.tsv"):
        number = f"{ord(name[0]):07}"
        text = SMALL.replace("0001337", number).replace("0002063", number).replace("small", name[0])
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = read_all(tmp_path)
    assert [each.mapping_set_id[20] for each in found] == ["a", "b"]


def test_the_same_pair_twice_is_refused(tmp_path: Path) -> None:
    """A mapping that is stated in one file and denied in another is a contradiction."""
    (tmp_path / "a.sssom.tsv").write_text(SMALL, encoding="utf-8")
    denied = SMALL.replace("skos:exactMatch\t\t", "skos:exactMatch\tNot\t")
    (tmp_path / "b.sssom.tsv").write_text(denied, encoding="utf-8")
    with pytest.raises(InputError, match=r"b\.sssom\.tsv, line 16: .*a\.sssom\.tsv, line 16,"):
        read_all(tmp_path)
