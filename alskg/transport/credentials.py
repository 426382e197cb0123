"""Who the user is to a server: from the environment or netrc, never from a URL.

`ALSKG_TOKEN` is sent as a bearer token (RFC 6750); `ALSKG_USER` and `ALSKG_PASSWORD`, or else what
netrc has for the host, as Basic or Digest (RFC 7617, 7616). A password goes out in clear only over
TLS or to this machine, unless the server asks for Basic; where it asks for Digest, it gets that.
"""

import os
from dataclasses import dataclass
from typing import Final, Self

import requests
from requests.auth import HTTPBasicAuth, HTTPDigestAuth
from requests.utils import get_netrc_auth

from alskg.errors import InputError
from alskg.transport.address import Address

__all__ = ["Credentials"]

_UNAUTHORISED: Final = 401


@dataclass(slots=True)
class Credentials:
    """What is sent to one server; `source` says for a person where it comes from."""

    source: str = ""
    user: str = ""
    password: str = ""
    token: str = ""
    scheme: requests.auth.AuthBase | None = None
    unasked: bool = False

    @classmethod
    def read(cls, address: Address) -> Self:
        """Find the credentials for an address; there may be none. Raises InputError."""
        token = os.environ.get("ALSKG_TOKEN", "")
        if token:
            if not token.isascii() or not token.isprintable() or " " in token:
                raise InputError("ALSKG_TOKEN holds something that cannot be sent as a token.")
            return cls("ALSKG_TOKEN", token=token)
        user = os.environ.get("ALSKG_USER", "")
        source = "ALSKG_USER and ALSKG_PASSWORD"
        password = os.environ.get("ALSKG_PASSWORD", "")
        if not user:
            source, found = "netrc", get_netrc_auth(address.url)
            user, password = found or ("", "")
        if not user:
            return cls()
        at_once = address.scheme == "https" or address.is_here
        scheme = cls._basic(user, password) if at_once else None
        return cls(source, user, password, scheme=scheme, unasked=at_once)

    @staticmethod
    def _basic(user: str, password: str) -> HTTPBasicAuth:
        """Return Basic, in UTF-8 as RFC 7617 has it (section 2.1)."""
        return HTTPBasicAuth(user.encode(), password.encode())

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Put the credentials on a request; a session that has this asks netrc nothing itself."""
        if self.token:
            request.headers["Authorization"] = f"Bearer {self.token}"
        return self.scheme(request) if self.scheme else request

    def meets(self, answer: requests.Response) -> bool:
        """Say whether the request should be sent once more, in the way that the server asks for."""
        asked = answer.headers.get("WWW-Authenticate", "").lower()
        if answer.status_code != _UNAUTHORISED or not self.user:
            return False
        if "digest" in asked and not isinstance(self.scheme, HTTPDigestAuth):
            self.scheme = HTTPDigestAuth(self.user, self.password)
            return True
        if "basic" in asked and self.scheme is None:
            self.scheme = self._basic(self.user, self.password)
            return True
        if not asked and self.unasked:  # Virtuoso says what it wants only to who says nothing
            self.scheme, self.unasked = None, False
            return True
        return False
