"""How a page is sent: its headers, and the promise that it loads nothing from elsewhere."""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from alskg.web.site import Site

__all__ = ["EDITOR_POLICY", "POLICY", "SECURITY_HEADERS", "is_known", "page"]

POLICY: Final = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_OK: Final = 200
EDITOR_POLICY: Final = POLICY.replace(
    "style-src 'self'", "style-src 'self' 'unsafe-inline'; font-src 'self' data:"
)
"""The editor's library writes styles into the page; no other page may."""
SECURITY_HEADERS: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def page(  # noqa: PLR0913  (a page has a status, a policy and links besides its content)
    site: Site,
    request: Request,
    template: str,
    *,
    status: int = 200,
    policy: str = POLICY,
    links: Mapping[str, str] | None = None,
    **context: Any,  # noqa: ANN401  (as templates take it)
) -> Response:
    """Return a page from a template, with a strong ETag (RFC 9110, 8.8.3).

    `links` are values of the Link header by target; the template gets `request` besides the
    context.
    """
    body = site.render(template, request=request, **context).encode()
    headers = {
        **SECURITY_HEADERS,
        "Content-Security-Policy": policy,
        "Cache-Control": "no-cache",
        "Vary": "Accept, Accept-Encoding",
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:24]}"',
    }
    if links:
        headers["Link"] = ", ".join(f"<{target}>; {value}" for target, value in links.items())
    if status == _OK and is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return HTMLResponse(body, status, headers)


def is_known(request: Request, tag: str) -> bool:
    """Say whether the client has this very representation already (RFC 9110, 13.1.2)."""
    known = request.headers.get("if-none-match", "")
    return known.strip() == "*" or tag in {
        one.strip().removeprefix("W/") for one in known.split(",")
    }
