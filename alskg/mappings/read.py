"""Read SSSOM files: the TSV form, with its metadata in `#` lines before the table.

The reader is stricter than SSSOM asks. What it does not know it refuses instead of leaving it out,
for a mapping that is silently dropped is worse than one that is loudly refused.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import yaml

from alskg import resources
from alskg.errors import AlskgError, DataError, InputError, did_you_mean
from alskg.mappings import records
from alskg.mappings.pins import pinned
from alskg.mappings.records import MappingSet
from alskg.mappings.values import complaint
from alskg.terms import expand, prefixes

__all__ = ["places", "read", "read_all"]

_COLUMNS: Final = tuple(field.name for field in fields(records.Mapping))
_REQUIRED_COLUMNS: Final = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_SET_SLOTS: Final = frozenset(field.name for field in fields(MappingSet)) - {"mappings"}
_PROPAGATED_SLOTS: Final = frozenset(
    {
        "subject_source",
        "subject_source_version",
        "object_source",
        "object_source_version",
        "mapping_date",
    }
)
_YAML_PLACE: Final = re.compile(r"line (\d+)")


def read(path: Path) -> MappingSet:
    """Read one SSSOM file.

    Raises DataError for a file of the project and InputError for any other, with file and line,
    where it cannot be read; its metadata are no YAML mapping, hold an unknown slot or lack
    `mapping_set_id` or `license`; a prefix is unknown or stands for something else than in
    `ontology/prefixes.ttl`; a column is unknown or a required one missing; a row has too few or too
    many cells; or a value is not one that its slot can have.
    """
    metadata, numbered = _read(path)
    return MappingSet(**metadata, mappings=tuple(mapping for _, mapping in numbered))


def places(path: Path) -> dict[str, int]:
    """Return the line on which each mapping of a file stands, by the IRI of the mapping.

    Raises what `read` raises.
    """
    return {expand(f"mapping:{mapping.slug}"): line for line, mapping in _read(path)[1]}


def read_all(directory: Path) -> tuple[MappingSet, ...]:
    """Read every `*.sssom.tsv` of a folder, in the order of their names.

    Raises what `read` raises, and the same where two rows, whether of one file or of two, speak of
    the same subject, predicate and object, or where a gene is given the record of another one.
    """
    sets = []
    records_of_genes = pinned(directory)
    seen: dict[tuple[str, str, str], str] = {}
    for path in sorted(directory.glob("*.sssom.tsv")):
        metadata, numbered = _read(path)
        for line, mapping in numbered:
            key = (mapping.subject_id, mapping.predicate_id, mapping.object_id)
            if key in seen:
                wrong = (
                    f"'{' '.join(key)}' stands in {seen[key]} already. Keep one of the two rows; "
                    f"a mapping and its denial cannot both hold."
                )
                raise _fault(path, line, wrong)
            seen[key] = f"{path.name}, line {line},"
            if wrong := records_of_genes.complaint(mapping):
                raise _fault(path, line, wrong)
        sets.append(MappingSet(**metadata, mappings=tuple(mapping for _, mapping in numbered)))
    return tuple(sets)


def _read(path: Path) -> tuple[dict[str, Any], list[tuple[int, records.Mapping]]]:
    """Return the metadata of a file, and its mappings with the line on which each stands."""
    try:
        with path.open(encoding="utf-8") as file:
            lines = file.readlines()
    except (OSError, UnicodeDecodeError) as error:
        message = f"The mapping file {path} cannot be read: {error}."
        raise _error_class(path)(message) from error
    size = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    metadata = _metadata(path, lines[:size])
    declared = _declared_prefixes(path, metadata.pop("curie_map", {}))
    common = {slot: metadata.pop(slot) for slot in sorted(_PROPAGATED_SLOTS & metadata.keys())}
    for slot, value in common.items():
        if wrong := complaint(slot, value, declared):
            raise _fault(path, 1, wrong)
    numbered = []
    for line, row in _rows(path, lines[size:], size, common):
        for slot, value in row.items():
            if wrong := complaint(slot, value, declared):
                raise _fault(path, line, wrong)
        numbered.append((line, records.Mapping(**common, **row)))
    return metadata, numbered


def _error_class(path: Path) -> type[AlskgError]:
    """Return DataError for a file of the project, InputError for one of the user."""
    return DataError if path.resolve().is_relative_to(resources.data_dir()) else InputError


def _fault(path: Path, line: int, text: str) -> AlskgError:
    """Return the error that says what is wrong in a line."""
    return _error_class(path)(f"{path}, line {line}: {text}")


def _metadata(path: Path, lines: Sequence[str]) -> dict[str, Any]:
    """Return the metadata, with known slots only; values are text, as they are written."""
    try:
        metadata = yaml.load("".join(line[1:] for line in lines), Loader=yaml.BaseLoader)  # noqa: S506
    except yaml.YAMLError as error:
        place = _YAML_PLACE.search(str(error))
        wrong = "the metadata are not YAML. Look for a missing colon or a value to be quoted."
        raise _fault(path, int(place[1]) if place else 1, wrong) from error
    if not isinstance(metadata, dict):
        wrong = "the file does not begin with its metadata, one slot a line, each after a '#'."
        raise _fault(path, 1, wrong)
    known = _SET_SLOTS | _PROPAGATED_SLOTS | {"curie_map"}
    for slot in metadata:
        if slot not in known:
            wrong = f"'{slot}' is no slot of a mapping set known here.{did_you_mean(slot, known)}"
            raise _fault(path, 1, wrong)
    for slot in ("mapping_set_id", "license"):
        if not metadata.get(slot):
            raise _fault(path, 1, f"the metadata lack '{slot}'. Add a line '#{slot}: …'.")
    creators = metadata.get("creator_label", ())
    metadata["creator_label"] = (creators,) if isinstance(creators, str) else tuple(creators)
    return metadata


def _declared_prefixes(path: Path, curie_map: object) -> frozenset[str]:
    """Return the prefixes of a file, all of which mean what they mean in the prefix table."""
    if not isinstance(curie_map, dict):
        wrong = "'curie_map' holds no prefixes. Write one a line, as '#  HP: http://…'."
        raise _fault(path, 1, wrong)
    for prefix, namespace in curie_map.items():
        known = prefixes().get(prefix)
        if known is None:
            wrong = f"the prefix '{prefix}' is not known.{did_you_mean(prefix, prefixes())}"
            raise _fault(path, 1, f"{wrong} A new one goes into ontology/prefixes.ttl first.")
        if known != namespace:
            wrong = f"'{prefix}' stands for <{namespace}>, in ontology/prefixes.ttl for <{known}>."
            raise _fault(path, 1, wrong)
    return frozenset(curie_map)


def _rows(
    path: Path, lines: Sequence[str], offset: int, common: Mapping[str, str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row of the table by column, with the number of its (last) line in the file."""
    table = csv.reader(lines, delimiter="\t", strict=True)
    columns: list[str] = []
    try:
        for cells in table:
            line = offset + table.line_num
            if not columns:
                columns = _known_columns(path, line, cells, common)
            elif len(cells) != len(columns):
                wrong = f"{len(cells)} cells stand under {len(columns)} columns."
                raise _fault(path, line, wrong)
            else:
                yield line, dict(zip(columns, cells, strict=True))
    except csv.Error as error:
        raise _fault(path, offset + table.line_num, f"{error}.") from error
    if not columns:
        raise _fault(path, offset + 1, "the table is missing after the metadata.")


def _known_columns(
    path: Path, line: int, columns: list[str], common: Mapping[str, str]
) -> list[str]:
    """Return the columns if each is known and given once, and no required one is missing."""
    for column in columns:
        if column not in _COLUMNS:
            wrong = f"'{column}' is no column known here.{did_you_mean(column, _COLUMNS)}"
            raise _fault(path, line, wrong)
        if columns.count(column) > 1 or column in common:
            raise _fault(path, line, f"'{column}' is given twice. Keep one of the two.")
    for column in _REQUIRED_COLUMNS:
        if column not in columns:
            raise _fault(path, line, f"the column '{column}' is missing. Every row needs it.")
    return columns
