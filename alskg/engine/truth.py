"""Truth values as the other engines spell them: Virtuoso writes `1` for true and `0` for false.

Both are lexical forms of the datatype (XML Schema 1.1 Part 2, 3.3.2.2); `true` and `false` are the
canonical ones, which people and programs expect.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

__all__ = ["spelt_in_json"]

_TYPE: Final = rb'"datatype"\s*:\s*"http://www\.w3\.org/2001/XMLSchema#boolean"'
_DIGIT: Final = rb'"value"\s*:\s*"[01]"'
# A quote inside of a string is escaped, so nothing that a string holds looks like this.
_CELL: Final = re.compile(rb"%s\s*,\s*%s|%s\s*,\s*%s" % (_TYPE, _DIGIT, _DIGIT, _TYPE))


def spelt_in_json(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield SPARQL Query Results JSON as it arrives, with its truth values spelt out.

    >>> boolean = b'"datatype": "http://www.w3.org/2001/XMLSchema#boolean", "value": '
    >>> b"".join(spelt_in_json([b"{" + boolean, b'"1" }'])).endswith(b': "true" }')
    True
    """
    rest = b""
    for chunk in chunks:
        rest += chunk
        end = rest.rfind(b"}") + 1  # no cell goes over the brace that closes it
        yield _CELL.sub(_words, rest[:end])
        rest = rest[end:]
    yield rest


def _words(cell: re.Match[bytes]) -> bytes:
    """Return the members of a cell with the word for its digit."""
    return cell[0].replace(b'"0"', b'"false"').replace(b'"1"', b'"true"')
