"""Who may read answers from the page of another origin: everyone, and never with credentials.

The data is public and the server knows no users, so `*` gives nothing away. No Origin is ever
reflected (Fetch standard, 3.2: HTTP-CORS protocol).
"""

from typing import Final

from alskg.web.protocol.reply import Headers, Reply

__all__ = ["ANSWER", "PREFLIGHT", "allowed"]

ANSWER: Final[Headers] = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Retry-After, Allow"),
)
"""What every answer carries."""
PREFLIGHT: Final[Headers] = (
    (b"access-control-allow-headers", b"Accept, Content-Type, If-None-Match, X-Requested-With"),
    (b"access-control-max-age", b"86400"),
)
"""What the answer to OPTIONS carries besides, and the methods that are allowed."""


def allowed(methods: str, shared: Headers, preflight: Headers) -> Reply:
    """Return the reply to OPTIONS (RFC 9110, 9.3.7): which methods there are, and for whom."""
    opened = ((b"access-control-allow-methods", methods.encode()), *preflight) if preflight else ()
    return Reply(204, ((b"allow", methods.encode()), *shared, *opened), b"")
