"""What went wrong between here and a server, in the words of the person who named it."""

import html
import re
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from alskg.errors import AlskgError, EndpointError, QueryTimeout
from alskg.transport.address import Address, plain

if TYPE_CHECKING:
    from alskg.transport import Answer
    from alskg.transport.credentials import Credentials
    from alskg.transport.watch import Watch

__all__ = ["broken", "excerpt", "is_passing", "late", "refused", "unfit"]

_SIGNS: Final = (
    (("gaierror", "NameResolutionError"), "there is no host '{host}', or no network"),
    (("ConnectionRefusedError",), "nothing listens there"),
    (("ProxyError",), "the proxy of HTTP_PROXY or HTTPS_PROXY does not lead there"),
    (("SSLError", "SSLCertVerificationError"), "its TLS connection fails"),
    (("ConnectTimeoutError",), "it does not take the connection"),
)
_PASSING: Final = frozenset(
    {
        "BrokenPipeError",
        "ConnectionRefusedError",
        "ConnectionResetError",
        "NewConnectionError",
        "RemoteDisconnected",
    }
)
_WORDS: Final = {"SSLError", "SSLCertVerificationError"}
_TAG: Final = re.compile(r"(?is)<(script|style)\b.*?(</\1>|\Z)|<[^>]*(>|\Z)")


def late(address: Address, watch: "Watch") -> QueryTimeout:
    """Return the error for an answer that was not whole in time."""
    unit = "second" if watch.seconds == 1 else "seconds"
    return QueryTimeout(
        f"{address.shown} did not answer within {watch.seconds:g} {unit}. Ask it for less, or "
        f"give it more time: --timeout, or timeout= in Python."
    )


def broken(address: Address, error: BaseException, watch: "Watch") -> AlskgError:
    """Return the error for a connection that could not be made, or broke."""
    causes = list(_causes(error))
    names = {type(cause).__name__ for cause in causes}
    if watch.is_over or names & {"ReadTimeout", "ReadTimeoutError"}:
        return late(address, watch)
    for signs, what in _SIGNS:
        if names & set(signs):
            said = f" ({plain(str(causes[-1]))})" if names & _WORDS else ""
            return EndpointError(
                f"{address.shown} cannot be reached: {what.format(host=address.host)}{said}. "
                f"Check the address, and whether the server is up."
            )
    if names & {"IncompleteRead", "ChunkedEncodingError", "InvalidChunkLength"}:
        return EndpointError(
            f"{address.shown} cut the connection in the middle of its answer. Ask again, or for "
            f"less; the log of the server may say why."
        )
    if names & {"ContentDecodingError", "DecodeError"}:
        return EndpointError(f"{address.shown} answered with compressed data that is damaged.")
    if names & {"RemoteDisconnected", "ConnectionResetError", "BrokenPipeError"}:
        return EndpointError(
            f"{address.shown} closed the connection without an answer. The log of the server may "
            f"say why; https:// and http:// may also have been mistaken for one another."
        )
    said = plain(str(causes[-1])) or type(causes[-1]).__name__
    return EndpointError(f"{address.shown} does not answer as an HTTP server does: {said}.")


def is_passing(error: BaseException) -> bool:
    """Say whether the same request may well succeed in a moment."""
    return bool({type(cause).__name__ for cause in _causes(error)} & _PASSING)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and those below it, as urllib3 and requests wrap them."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        inner = [getattr(cause, "reason", None), *cause.args, cause.__cause__, cause.__context__]
        cause = next((each for each in inner if isinstance(each, BaseException)), None)
        if isinstance(cause, socket.timeout) and len(seen) > 1:
            return


def refused(address: Address, answer: "Answer", credentials: "Credentials") -> EndpointError:
    """Return the error for a status that is no success (RFC 9110, section 15)."""
    said = f"{answer.status} {plain(answer.reason)}".strip()
    match answer.status:
        case 301 | 302 | 303 | 307 | 308:
            where = plain(answer.headers.get("Location", "")) or "nowhere"
            what = f"redirects to {where}, which is not followed. Name the address that answers."
        case 401 | 403 if credentials.source:
            what = (
                f"does not let you in with the credentials from {credentials.source} ({said}). "
                f"Check them, and whether this user may do that."
            )
        case 401 | 403:
            what = (
                f"wants to know who you are ({said}). Set ALSKG_USER and ALSKG_PASSWORD, or "
                f"ALSKG_TOKEN, or write the host into ~/.netrc."
            )
        case 404:
            what = (
                "has nothing at this address (404). That of a SPARQL endpoint often ends in "
                "/query or /sparql."
            )
        case _:
            what = f"answered {said}. It says: {excerpt(answer) or '-'}"
    return EndpointError(f"{address.shown} {what}")


def unfit(address: Address, answer: "Answer", wanted: str) -> EndpointError:
    """Return the error for an answer of another type than was asked for."""
    given = plain(answer.media_type) or "something without a type"
    hint = " Is this a page for people, beside the endpoint?" if "html" in given else ""
    return EndpointError(
        f"{address.shown} answered {given}, not {wanted}.{hint} It begins: {excerpt(answer) or '-'}"
    )


def excerpt(answer: "Answer") -> str:
    """Return the first words of an answer as one line; of a page, what a reader would see."""
    text = answer.beginning().decode(errors="replace")
    if "html" in answer.media_type or text.lstrip()[:9].lower() in ("<!doctype", "<html>"):
        text = html.unescape(_TAG.sub(" ", text))
    return plain(text)
