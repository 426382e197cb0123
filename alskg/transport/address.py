"""The address of a store as the user names it, and how it may be shown."""

import ipaddress
import re
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import SplitResult, urlsplit

from alskg.errors import InputError

__all__ = ["Address", "plain", "shown"]

_PORTS: Final = {"http": 80, "https": 443}
_EXCERPT: Final = 200


@dataclass(frozen=True, slots=True)
class Address:
    """A URL without credentials; `shown` is what messages say of it, which is no secret either."""

    url: str
    scheme: str
    host: str
    port: int

    @classmethod
    def read(cls, url: str) -> Self:
        """Read a URL. Raises InputError where it is none, or holds a user name or a password.

        >>> Address.read("https://example.org/sparql").port
        443
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise InputError(f"'{shown(url)}' is no address of a store: {error}.") from error
        host = parts.hostname
        if not re.fullmatch(r"[!-~]+", url) or not host or parts.scheme not in _PORTS:
            raise InputError(
                f"'{shown(url)}' is no address of a store. Write it whole and in ASCII, such as "
                f"https://sparql.example.org/sparql."
            )
        if "@" in parts.netloc:
            raise InputError(
                f"The address {shown(url)} was given with a user name or a password in it. Leave "
                f"them out, for addresses end up in logs and histories: set ALSKG_USER and "
                f"ALSKG_PASSWORD, or write them into ~/.netrc."
            )
        if parts.fragment:
            raise InputError(f"The address {shown(url)} of a store cannot have a part behind '#'.")
        return cls(url, parts.scheme, host, port or _PORTS[parts.scheme])

    @property
    def shown(self) -> str:
        """Return the URL for a message: its query is left out, for it may hold a key."""
        return shown(self.url)

    @property
    def origin(self) -> tuple[str, str, int]:
        """Return what two addresses of one server share (RFC 6454, section 4)."""
        return self.scheme, self.host, self.port

    @property
    def is_here(self) -> bool:
        """Say whether the URL itself names this machine: localhost, 127.0.0.1 and the like."""
        try:
            return self.host == "localhost" or ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def shown(url: str) -> str:
    """Return a URL as a message may show it: without user, password, query and fragment.

    >>> shown("https://me:secret@example.org/sparql?key=1")
    'https://example.org/sparql'
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = SplitResult("", "", url, "", "")
    authority = parts.netloc.rpartition("@")[2]
    path = parts.path if authority else parts.path.rpartition("@")[2]
    return plain((f"{parts.scheme}://{authority}" if authority else "") + path)


def plain(text: str, length: int = _EXCERPT) -> str:
    """Return the words of a stranger as one short line that cannot steer a terminal."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= length else line[: length - 1] + "…"
