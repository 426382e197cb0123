"""Find in a sentence what its claims must answer for: numbers, names, doubt, negation, ignorance.

The words are those of plain English about any condition; symbols of genes and names of places come
from the graph.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

__all__ = ["Cue", "Kind", "cues"]

Kind = Literal["number", "age", "gene", "place", "doubt", "negation", "ignorance"]


@dataclass(frozen=True, slots=True)
class Cue:
    """A word or figure of a sentence.

    For a number, `low` is its value and `unit` the label of a unit that must go with it (`per` for
    one that is itself the base of a rate); an age has the ends of its interval, either of which
    may be open; a gene or a place has the IRIs of what is so called.
    """

    kind: Kind
    text: str
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    things: frozenset[str] = frozenset()

    def __str__(self) -> str:
        """Name the cue as the exceptions file does."""
        noun = {"number": "number", "age": "age", "gene": "gene", "place": "place"}
        return f"{noun.get(self.kind, 'word')} {self.text}"


_WORDS: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(("may", "can", "thought", "probably", "likely", "estimated"), "doubt"),
    **dict.fromkeys(("not", "no", "never", "cannot"), "negation"),
    **dict.fromkeys(("unclear", "unknown"), "ignorance"),
}
_WORD: Final = re.compile(rf"\b({'|'.join(_WORDS)})\b", re.IGNORECASE)

_DIGITS: Final = r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?![\w])"
_NUMBER: Final = re.compile(
    rf"(?P<per>per |/)?(?P<number>{_DIGITS})"
    rf"(?=(?:(?: to | or | and |-|\u2013){_DIGITS})? ?(?P<unit>percent|%|years?\b)|)"
)
_NUMBER_WORDS: Final = {
    word: Decimal(value)
    for value, words in enumerate(
        ("zero", "one only", "two both", "three", "four", "five", "six", "seven", "eight", "nine")
    )
    for word in words.split()
}
_MEASURED: Final = {"percent": "percent", "%": "percent", "year": "year", "years": "year"}
_COUNTABLE: Final = {
    "copy": "copy",
    "copies": "copy",
    "chromosome": "chromosome",
    "chromosomes": "chromosome",
    "parent": "person",
    "parents": "person",
}
_COUNT: Final = rf"\b({'|'.join(_NUMBER_WORDS)})\b"
_COUNTED: Final = re.compile(
    rf"{_COUNT}(?: (?:of )?(?:the )?{_COUNT})?(?: of the| of)?(?: [\w-]+){{0,2}}? "
    rf"({'|'.join(_COUNTABLE)})\b",
    re.IGNORECASE,
)

_DECADES: Final = {
    "twenties": Decimal(20),
    "thirties": Decimal(30),
    "forties": Decimal(40),
    "fifties": Decimal(50),
    "sixties": Decimal(60),
    "seventies": Decimal(70),
    "eighties": Decimal(80),
    "nineties": Decimal(90),
}
_PARTS: Final = {"early": (0, 4), "mid": (4, 6), "late": (5, 9), "": (0, 9)}
_DECADE: Final = re.compile(rf"\b(?:(early|mid|late)[ -])?({'|'.join(_DECADES)})\b", re.IGNORECASE)
_YOUTH: Final = {
    "infancy": (0, None),
    "childhood": (0, None),
    "teens": (None, 19),
    "teenage years": (None, 19),
    "adolescence": (None, 19),
}
_YOUNG: Final = re.compile(rf"\b({'|'.join(_YOUTH)})\b", re.IGNORECASE)


def cues(sentence: str, genes: Mapping[str, str], places: Mapping[str, str]) -> tuple[Cue, ...]:
    """Return the cues of a normalised sentence, each once, in the order of their kinds.

    `genes` and `places` map the IRI of each thing to its label.
    """
    found = [
        *_numbers(sentence),
        *_ages(sentence),
        *_names(sentence, genes, "gene"),
        *_names(sentence, places, "place"),
        *(Cue(_WORDS[word.lower()], word.lower()) for word in _WORD.findall(sentence)),
    ]
    return tuple(dict.fromkeys(found))


def _numbers(sentence: str) -> Iterator[Cue]:
    """Give the figures, and the numbers in words that count copies, chromosomes or parents."""
    for found in _NUMBER.finditer(sentence):
        text = found["number"].rstrip(",")
        unit = "per" if found["per"] else _MEASURED.get(found["unit"] or "", "")
        yield Cue("number", text, Decimal(text.replace(",", "")), unit=unit)
    for counted in _COUNTED.finditer(sentence):
        first, second, noun = (word and word.lower() for word in counted.groups())
        for word in (second,) if first == "only" and second else (first, second):
            if word:
                yield Cue("number", f"{word} {noun}", _NUMBER_WORDS[word], unit=_COUNTABLE[noun])


def _ages(sentence: str) -> Iterator[Cue]:
    """Give the words for an age: early is years 0 to 4 of a decade, late is years 5 to 9."""
    for found in _DECADE.finditer(sentence):
        part, decade = (found[1] or "").lower(), _DECADES[found[2].lower()]
        first, last = _PARTS[part]
        yield Cue("age", found[0].lower(), decade + first, decade + last)
    for young in _YOUNG.findall(sentence):
        low, high = _YOUTH[young.lower()]
        yield Cue(
            "age",
            young.lower(),
            None if low is None else Decimal(low),
            None if high is None else Decimal(high),
        )


def _names(sentence: str, things: Mapping[str, str], kind: Kind) -> Iterator[Cue]:
    """Give the things that a sentence names; a longer name hides the shorter ones in it.

    A gene's symbol counts in its own case only, a place in any.
    """
    fold = str if kind == "gene" else str.casefold
    by_name: dict[str, set[str]] = {}
    for iri, name in things.items():
        by_name.setdefault(fold(name), set()).add(iri)
    names = sorted(filter(None, by_name), key=lambda name: (-len(name), name))
    if names:
        choice = "|".join(re.escape(name) for name in names)
        case = re.NOFLAG if kind == "gene" else re.IGNORECASE
        for text in re.findall(rf"(?<!\w)({choice})(?!\w)", sentence, case):
            yield Cue(kind, text, things=frozenset(by_name[fold(text)]))
