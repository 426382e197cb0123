"""What a copy of the page says about itself: its address and the day of its last change."""

import re
from datetime import date
from typing import Final

__all__ = ["last_updated", "page_url"]

_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_UPDATED: Final = re.compile(rf"Last updated ({'|'.join(_MONTHS)}) (\d{{1,2}}), (\d{{4}})")
_URL: Final = re.compile(r"URL of this page: (https?://\S+)")


def last_updated(text: str) -> str:
    """Return the day in the words `Last updated March 1, 2016` as ISO 8601, or the empty string.

    >>> last_updated("Institutes of Health Last updated March 1, 2016")
    '2016-03-01'
    """
    found = _UPDATED.search(text)
    if not found:
        return ""
    month, day, year = found.groups()
    try:
        return date(int(year), _MONTHS.index(month) + 1, int(day)).isoformat()
    except ValueError:
        return ""


def page_url(text: str) -> str:
    """Return the address after `URL of this page:`, or the empty string."""
    found = _URL.search(text)
    return found[1] if found else ""
