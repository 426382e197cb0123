"""The one normal form of page text, and the digest that is taken of it."""

import hashlib
import re
import unicodedata
from typing import Final

__all__ = ["digest", "normalise"]

_WHITE_SPACE: Final = re.compile(r"\s+")
_SPACE_BEFORE: Final = re.compile(r" (?=[,;:)])| (?=\.(?:\s|$))")
_SPACE_AFTER_PARENTHESIS: Final = re.compile(r"(?<=\() ")


def normalise(text: str) -> str:
    """Return the text in the form that digests and offsets count over.

    Unicode NFC; one space for each run of white space; no space before `, ; : )`, before a `.`
    that white space or the end follows, or after `(`; none at either end. So an extract that puts
    a space where a link ended reads like the page itself. Doing it twice changes nothing.

    >>> normalise("the axons , which are long ( fibres ) .")
    'the axons, which are long (fibres).'
    """
    one_spaced = _WHITE_SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()
    return _SPACE_AFTER_PARENTHESIS.sub("", _SPACE_BEFORE.sub("", one_spaced))


def digest(text: str) -> str:
    """Return the SHA-256 of a normalised text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
