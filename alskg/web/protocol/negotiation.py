"""What of several things on offer a client would rather have (RFC 9110, section 12.5).

A client names ranges with weights in Accept and codings in Accept-Encoding. What does not have the
form of a range is passed over, as the section on unreadable fields of RFC 9110 (5.5) permits.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

__all__ = ["Offer", "chosen", "coding"]

Coding = Literal["gzip", "identity"]

_TOKEN: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]++"  # noqa: S105  (RFC 9110, 5.6.2)
_QUOTED: Final = r'"(?:[^"\\]|\\.)*+"'
_ELEMENT: Final = re.compile(rf"(?:[^,\"]|{_QUOTED}|\")++")
_RANGE: Final = re.compile(rf"\s*({_TOKEN})/({_TOKEN})\s*((?:;(?:[^;\"]|{_QUOTED})*+)*+)")
_PARAMETER: Final = re.compile(rf";\s*({_TOKEN})\s*=\s*({_TOKEN}|{_QUOTED})\s*|;\s*")
_CODING: Final = re.compile(rf"\s*({_TOKEN})\s*(?:;\s*[qQ]\s*=\s*([0-9.]++)\s*)?")
_WEIGHT: Final = re.compile(r"0?\.[0-9]++|[01](?:\.[0-9]*+)?")
_UTF8: Final = frozenset({"utf-8", "utf8"})


@dataclass(frozen=True, slots=True)
class Offer:
    """One representation on offer.

    `name` is that of its format. `quality` is how good we find it (0 to 1): what counts is its
    product with the client's weight, and of equals the one that is offered first.
    """

    media_type: str
    name: str
    quality: float = 1.0


@dataclass(frozen=True, slots=True)
class _Range:
    """A media range: its type, subtype, parameters beside `q`, and weight."""

    type: str
    subtype: str
    parameters: tuple[tuple[str, str], ...]
    weight: float

    def closeness(self, media_type: str) -> int:
        """Return how closely it names a media type, or 0 where it does not.

        A parameter that says what holds anyway (UTF-8) is closer than none. One that we know
        nothing of is passed over, but a range without it is closer.
        """
        kind, _, subtype = media_type.partition("/")
        charsets = {value for name, value in self.parameters if name == "charset"}
        if charsets - _UTF8:
            return 0
        if (self.type, self.subtype) == (kind, subtype):
            return 5 if charsets else 3 if self.parameters else 4
        if (self.type, self.subtype) == (kind, "*"):
            return 2
        return int((self.type, self.subtype) == ("*", "*"))


@lru_cache(maxsize=256)
def chosen(accept: str, offers: Sequence[Offer]) -> Offer | None:
    """Return the offer that an Accept field is best served with, or None where none will do.

    Without a field, and where no part of it can be read, the first offer is returned.

    >>> json, csv = Offer("application/json", "json"), Offer("text/csv", "csv")
    >>> chosen("text/*;q=0.5, application/json;q=0.1", (json, csv)).name
    'csv'
    """
    ranges = list(_ranges(accept))
    if not ranges:
        return offers[0]
    best, best_quality = None, 0.0
    for offer in offers:
        quality = _weight(offer.media_type, ranges) * offer.quality
        if quality > best_quality:
            best, best_quality = offer, quality
    return best


def _weight(media_type: str, ranges: list[_Range]) -> float:
    """Return the weight that the closest ranges give to a media type."""
    close = [(each.closeness(media_type), each.weight) for each in ranges]
    return max((one for one in close if one[0]), default=(0, 0.0))[1]


def _ranges(accept: str) -> Iterator[_Range]:
    """Yield the media ranges of an Accept field."""
    for element in _ELEMENT.findall(accept):
        found = _RANGE.fullmatch(element.rstrip())
        if not found:
            continue
        kind, subtype, rest = found[1].lower(), found[2].lower(), found[3]
        parameters = [
            (name.lower(), value.strip('"').lower())
            for name, value in _PARAMETER.findall(rest)
            if name
        ]
        weights = [value for name, value in parameters if name == "q"]
        weight = _number(weights[0] if weights else "1")
        if weight is not None and (kind != "*" or subtype == "*"):
            others = tuple(one for one in parameters if one[0] != "q")
            yield _Range(kind, subtype, others, weight)


def _number(text: str) -> float | None:
    """Return a weight (RFC 9110, 12.4.2), or None where it is none."""
    value = float(text) if _WEIGHT.fullmatch(text) else 2.0
    return value if value <= 1 else None


@lru_cache(maxsize=256)
def coding(accept_encoding: str) -> Coding | None:
    """Return how to code a body for an Accept-Encoding field: None where no coding of ours will do.

    gzip wins where it is wanted at least as much as no coding at all. `x-gzip` is another name of
    it (RFC 9110, 8.4.1.3). Without a field the body stays as it is.

    >>> coding("br, gzip;q=0.8"), coding("gzip;q=0"), coding("identity;q=0")
    ('gzip', 'identity', None)
    """
    weights: dict[str, float] = {}
    for element in accept_encoding.split(","):
        found = _CODING.fullmatch(element)
        weight = _number(found[2] or "1") if found else None
        if found and weight is not None:
            weights[found[1].lower()] = weight
    any_other = weights.get("*")
    zipped = weights.get("gzip", weights.get("x-gzip", any_other or 0.0))
    identity = weights.get("identity", any_other)
    if zipped and zipped >= (identity or 0.0):
        return "gzip"
    return "identity" if identity is None or identity > 0 else None
