"""Cut normalised prose into sentences."""

import re
from typing import Final

__all__ = ["sentences"]

_BREAK: Final = re.compile(r"(?:(?<=[.!?])|(?<=[.!?]\))) (?=(.))")


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a normalised text; joined by single spaces they give it back.

    A sentence ends after `.`, `!` or `?`, or after one of these and `)`, where a space and then a
    capital or `(` follow.

    >>> sentences("Cells die. (Not all do.) About 5.5 percent live, i.e. few.")
    ('Cells die.', '(Not all do.)', 'About 5.5 percent live, i.e. few.')
    """
    found, begin = [], 0
    for gap in _BREAK.finditer(text):
        follower = gap.group(1)
        if follower == "(" or follower.isupper():
            found.append(text[begin : gap.start()])
            begin = gap.end()
    return (*found, text[begin:]) if text[begin:] else tuple(found)
