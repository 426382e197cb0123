"""Talking HTTP to a store that the user has named: the one client for queries and for loading.

One deadline holds for all attempts at a request and for its whole answer. A request that may be
repeated is tried again where the server is busy or the connection breaks. Credentials come from
the environment or netrc; they are never sent to another origin, nor shown. `docs/remote.md` says
it all for the user. Importing this package does not bring in the HTTP client yet.
"""

import email.utils
import random
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urljoin

from alskg.errors import EndpointError, InputError
from alskg.resources import version
from alskg.transport import faults
from alskg.transport.address import Address

if TYPE_CHECKING:
    import requests

    from alskg.transport.watch import Watch

__all__ = ["Answer", "Transport"]

_SUCCESS: Final = range(200, 300)
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_SEE_OTHER: Final = 303
_BUSY: Final = frozenset({429, 502, 503, 504})
_MOST_REDIRECTS: Final = 5
_CONNECT_SECONDS: Final = 10.0
_FIRST_WAIT: Final = 0.2
_CHUNK: Final = 1 << 16
_BEGINNING: Final = 1 << 12

_Data = bytes | Sequence[tuple[str, str]]


class Answer:
    """What a server answers; a context manager, for it holds a connection until it is read."""

    def __init__(self, address: Address, response: "requests.Response", watch: "Watch") -> None:
        """Take a response whose body has not been read."""
        self.address: Final = address
        self.status: Final = response.status_code
        self.reason: Final = response.reason or ""
        self.headers: Final[Mapping[str, str]] = response.headers
        self._response = response
        self._watch = watch

    @property
    def media_type(self) -> str:
        """Return the type of the body in lower case and without parameters; it may be empty."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    def chunks(self) -> Iterator[bytes]:
        """Yield the body as it arrives, decompressed. Raises QueryTimeout or EndpointError."""
        arriving = self._response.iter_content(_CHUNK)
        while True:
            try:
                chunk = next(arriving, b"")
            except (OSError, ValueError) as error:
                raise faults.broken(self.address, error, self._watch) from error
            if self._watch.is_over:
                raise faults.late(self.address, self._watch)
            if not chunk:
                return
            yield chunk

    def read(self, limit: int | None = None) -> bytes:
        """Return the whole body. Raises what `chunks` does, or EndpointError above the limit."""
        read: list[bytes] = []
        size = 0
        for chunk in self.chunks():
            size += len(chunk)
            if limit is not None and size > limit:
                raise EndpointError(
                    f"{self.address.shown} answered more than {limit:,} bytes. Ask it for less."
                )
            read.append(chunk)
        return b"".join(read)

    def beginning(self) -> bytes:
        """Return the first bytes of the body, however it ends, and close."""
        read = b""
        try:
            for chunk in self.chunks():
                read += chunk
                if len(read) >= _BEGINNING:
                    break
        except EndpointError:
            pass
        finally:
            self.close()
        return read[:_BEGINNING]

    def check_type(self, *wanted: str) -> None:
        """Raise EndpointError, with the first words of the body, where it is of no wanted type."""
        if self.media_type not in wanted:
            raise faults.unfit(self.address, self, " or ".join(wanted[:2]))

    def close(self) -> None:
        """Let go of the connection."""
        self._response.close()
        self._watch.close()

    def __enter__(self) -> Self:
        """Return the answer itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of the connection."""
        self.close()


class Transport:
    """A client for the server of one address, which keeps its connections open between requests."""

    def __init__(self, url: str, *, timeout: float = 60.0, retries: int = 3) -> None:
        """Take the address, the seconds that a request may take, and how often it is repeated.

        Raises InputError where the address or a credential cannot be used. Nothing is sent yet.
        """
        import requests  # noqa: PLC0415  (most commands ask no server)

        from alskg.transport.credentials import Credentials  # noqa: PLC0415  (as above)
        from alskg.transport.watch import WatchedAdapter  # noqa: PLC0415  (as above)

        if not timeout > 0:
            raise InputError(f"A time limit is a number of seconds above 0, not {timeout!r}.")
        self.address: Final = Address.read(url)
        self._timeout = timeout
        self._retries = retries
        self._credentials = Credentials.read(self.address)
        self._adapter = WatchedAdapter()
        self._session = requests.Session()
        self._session.mount("http://", self._adapter)
        self._session.mount("https://", self._adapter)
        self._session.headers["User-Agent"] = f"alskg/{version()}"
        self._session.trust_env = not self.address.is_here  # no proxy leads to this machine

    def request(  # noqa: PLR0913  (what an HTTP request is made of)
        self,
        method: str,
        url: str | None = None,
        *,
        params: Sequence[tuple[str, str]] = (),
        data: _Data | None = None,
        headers: Mapping[str, str] | None = None,
        repeatable: bool = True,
        allowed: Collection[int] = (),
        timeout: float | None = None,
    ) -> Answer:
        """Send a request and return the answer, whose body is still to be read.

        `url` is another address of the same server. `data` is a body, or the fields of a form.
        `repeatable` says that sending it twice does no harm. `allowed` are statuses that the
        caller deals with, besides success. Raises EndpointError, QueryTimeout or InputError.
        """
        import requests  # noqa: PLC0415  (as above)

        from alskg.transport.watch import Watch  # noqa: PLC0415  (as above)

        address = self._judged(url) if url else self.address
        request = requests.Request(
            method, address.url, params=list(params), data=data, headers=dict(headers or {})
        )
        watch = Watch(timeout or self._timeout)
        try:
            answer = self._answered(request, address, watch, self._retries * repeatable)
            if answer.status in _SUCCESS or answer.status in allowed:
                return answer
            with answer:
                fault = faults.refused(address, answer, self._credentials)
        except BaseException:
            watch.close()
            raise
        raise fault

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _judged(self, url: str) -> Address:
        """Read another address of the server. Raises InputError where it belongs to another one."""
        address = Address.read(url)
        if address.origin != self.address.origin:
            raise InputError(
                f"{address.shown} is not on the server of {self.address.shown}: each of them "
                f"needs a connection of its own."
            )
        return address

    def _answered(
        self, request: "requests.Request", address: Address, watch: "Watch", retries: int
    ) -> Answer:
        """Send a request as often as it takes, and return the last answer."""
        redirects = attempt = 0
        while True:
            response, wait = self._sent(request, address, watch, attempt, retries)
            if response is None:
                watch.pause(wait)
                attempt += 1
            elif self._credentials.meets(response):
                response.close()
            elif redirects < _MOST_REDIRECTS and self._follows(request, response):
                response.close()
                redirects += 1
            else:
                return Answer(address, response, watch)

    def _sent(
        self,
        request: "requests.Request",
        address: Address,
        watch: "Watch",
        attempt: int,
        retries: int,
    ) -> tuple["requests.Response | None", float]:
        """Send a request once; without a response, it is to be repeated after so many seconds."""
        import requests  # noqa: PLC0415  (as above)

        left = max(watch.remaining, 0.001)
        wait = _FIRST_WAIT * 2**attempt * random.uniform(0.8, 1.2)  # noqa: S311  (no secret)
        request.auth = self._credentials
        try:
            with self._adapter.under(watch):
                prepared = self._session.prepare_request(request)
                settings = self._session.merge_environment_settings(
                    prepared.url or "", {}, stream=True, verify=None, cert=None
                )
                response = self._session.send(
                    prepared,
                    timeout=(min(left, _CONNECT_SECONDS), left),
                    allow_redirects=False,
                    **settings,
                )
        except (requests.RequestException, OSError, ValueError) as error:
            if attempt < retries and faults.is_passing(error) and wait < watch.remaining:
                return None, wait
            raise faults.broken(address, error, watch) from error
        if response.status_code in _BUSY and attempt < retries:
            wait = max(wait, _retry_after(response.headers.get("Retry-After", "")))
            if wait < watch.remaining:
                response.close()
                return None, wait
        return response, 0.0

    def _follows(self, request: "requests.Request", response: "requests.Response") -> bool:
        """Turn a request to where it is redirected, if that is the same server.

        The method stays, as RFC 9110 allows (15.4), but for 303. From http to https counts as the
        same server where the ports are the usual ones.
        """
        if response.status_code not in _REDIRECTS or "Location" not in response.headers:
            return False
        if response.status_code == _SEE_OTHER and request.method != "GET":
            return False
        try:
            target = Address.read(urljoin(str(response.url), response.headers["Location"]))
        except InputError:
            return False
        is_secured = self.address.origin == ("http", target.host, 80) and target.origin == (
            "https",
            self.address.host,
            443,
        )
        if target.origin != self.address.origin and not is_secured:
            return False
        request.url, request.params = target.url, []
        return True


def _retry_after(value: str) -> float:
    """Return the seconds that a server asks to wait (RFC 9110, section 10.2.3)."""
    if value.strip().isdigit():
        return float(value)
    try:
        return email.utils.parsedate_to_datetime(value).timestamp() - time.time()
    except (ValueError, TypeError):
        return 0.0
