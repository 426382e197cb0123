"""The rows of an answer as a chart reads them: texts and numbers by role."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from alskg.catalogue.chart import Definition
from alskg.engine.results import Rows
from alskg.errors import InputError

__all__ = ["FIRM", "Figure", "figures", "records"]

FIRM: Final = frozenset({"", "asserted"})
_NO: Final = frozenset({"", "false", "0"})
_THIN_SPACE: Final = "\u202f"


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing to draw on an axis; without numbers, `words` say what there is to say."""

    label: str
    low: float | None
    high: float | None
    words: str = ""
    group: str = ""
    of: str = ""
    certainty: str = ""
    implied: str = ""
    is_about: bool = False

    @property
    def is_firm(self) -> bool:
        """Say whether it is stated without reserve."""
        return self.certainty in FIRM

    def amount(self, unit: str) -> str:
        """Return the range as people write it, the empty string where there is no number."""
        if self.low is None or self.high is None:
            return ""
        ends = f"{self.low:,g}"
        if self.high != self.low:
            ends += f"\u2013{self.high:,g}"
        about = f"\u2248{_THIN_SPACE}" if self.is_about else ""
        return f"{about}{ends}{_THIN_SPACE}{unit}" if unit else f"{about}{ends}"


def records(definition: Definition, rows: Rows) -> list[Mapping[str, str]]:
    """Return a text by role for each row, each such record once.

    Columns that have no role, such as the sentence, do not tell records apart. Raises InputError
    where the answer has not the columns of the definition.
    """
    places = {}
    for role, names in definition.columns.items():
        for name in names:
            if name not in rows.variables:
                raise InputError(
                    f"The chart draws the column '{name}', which the answer has not. "
                    f"It has {', '.join(rows.variables)}."
                )
        places[role] = [rows.variables.index(name) for name in names]
    found: dict[tuple[str, ...], Mapping[str, str]] = {}
    for row in rows.texts():
        record = {role: "\n".join(row[place] for place in at) for role, at in places.items()}
        found.setdefault(tuple(record.values()), record)
    return list(found.values())


def figures(definition: Definition, rows: Rows) -> list[Figure]:
    """Return what is drawn on an axis. Raises InputError where a number is none, or only half."""
    return list(_figures(records(definition, rows)))


def _figures(found: list[Mapping[str, str]]) -> Iterator[Figure]:
    for record in found:
        low, high = _number(record["low"]), _number(record["high"])
        if (low is None) is not (high is None):
            message = f"The chart needs both ends of the range of '{record['label']}', or none."
            raise InputError(message)
        if low is not None and high is not None and low > high:
            message = f"The range of '{record['label']}' ends before it begins: {low:g}, {high:g}."
            raise InputError(message)
        texts = {role: record.get(role, "") for role in ("group", "of", "certainty", "implied")}
        words = ", ".join(filter(None, record.get("words", "").split("\n")))
        is_about = record.get("about", "") not in _NO
        yield Figure(record["label"], low, high, words, **texts, is_about=is_about)


def _number(text: str) -> float | None:
    """Return a cell as a number, None where it is empty. Raises InputError."""
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise InputError(f"The chart needs a number, and '{text:.40}' is none.")
    return number
