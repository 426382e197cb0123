"""The address of a SPARQL endpoint, as the user writes it."""

import re
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import urlsplit

from alskg.errors import InputError
from alskg.transport.address import shown

__all__ = ["Endpoint"]

_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The URL of an endpoint, taken apart."""

    url: str
    scheme: str
    host: str
    port: int
    target: str

    @classmethod
    def read(cls, url: str) -> Self:
        """Read the URL of an endpoint. Raises InputError where it cannot be one."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise InputError(f"'{shown(url)}' is no address of an endpoint: {error}.") from error
        scheme, host = parts.scheme, parts.hostname
        if not re.fullmatch(r"[!-~]+", url) or not host or scheme not in ("http", "https"):
            raise InputError(
                f"'{shown(url)}' is no address of an endpoint. Write it as SERVICE has it, "
                f"whole and in ASCII, such as https://sparql.example.org/sparql."
            )
        if "@" in parts.netloc or "#" in url:
            raise InputError(
                f"'{shown(url)}' is no address of an endpoint: take out what is @ or #."
            )
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return cls(url, scheme, host, _PORTS[scheme] if port is None else port, target)
