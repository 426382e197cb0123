"""The records of genes, pinned a second time, so that two that were swapped are noticed.

An identifier says nothing about its gene, and a label that was left in place hides the swap: only
a second list can tell. It is `gene-records.tsv`, beside the mapping files.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alskg.errors import DataError
from alskg.mappings.records import Mapping as Row

__all__ = ["Pins", "pinned"]

FILE: Final = "gene-records.tsv"


@dataclass(frozen=True, slots=True)
class Pins:
    """The record of each gene at each registry: (gene, prefix) to CURIE, and CURIE to gene."""

    records: Mapping[tuple[str, str], str]
    owners: Mapping[str, str]

    def complaint(self, mapping: Row) -> str:
        """Say what is wrong with a mapping that gives a gene another record; else nothing."""
        registry = mapping.object_id.partition(":")[0]
        own = self.records.get((mapping.subject_id, registry), mapping.object_id)
        if mapping.negative or own == mapping.object_id:
            return ""
        owner = self.owners.get(mapping.object_id)
        whose = f"is the record of {owner}" if owner else "is not the record on file"
        return (
            f"{mapping.object_id} {whose}; that of {mapping.subject_id} is {own} ({FILE}). "
            f"Correct the row, or that file if the record has really moved."
        )


def pinned(directory: Path) -> Pins:
    """Read the records of a folder of mappings; a folder without the file pins nothing.

    Raises DataError where the file cannot be read or a row has too few or too many cells.
    """
    path = directory / FILE
    if not path.is_file():
        return Pins({}, {})
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read: {error}.") from error
    rows = list(csv.reader((line for line in lines if line[:1] != "#"), delimiter="\t"))
    columns = rows[0] if rows else ["gene"]
    if any(len(row) != len(columns) for row in rows):
        raise DataError(f"{path}: every row needs {len(columns)} cells, as many as the first one.")
    records = {
        (row[0], registry): curie
        for row in rows[1:]
        for registry, curie in zip(columns[1:], row[1:], strict=True)
    }
    return Pins(records, {curie: gene for (gene, _), curie in records.items()})
