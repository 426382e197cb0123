"""Whether the graph conforms to its shapes and checks: looked at once, beside the pages."""

from functools import lru_cache
from threading import Lock, Thread
from typing import TYPE_CHECKING, Final

from alskg.errors import AlskgError
from alskg.kg.source import LocalSource
from alskg.web.site import Site

if TYPE_CHECKING:
    from alskg.shapes import Report

__all__ = ["Standing", "standing"]


class Standing:
    """The state of validation of one graph, which does not change while it is served.

    The first who asks starts the validation, which takes a second or two; nobody waits for it.
    """

    def __init__(self, site: Site) -> None:
        """Take the site whose graph is meant."""
        self._kg: Final = site.kg
        self._lock: Final = Lock()
        self._thread: Thread | None = None
        self._report: Report | None = None
        self._problem = ""

    @property
    def possible(self) -> bool:
        """Say whether the graph is on this machine: one at an endpoint is checked where it is."""
        return isinstance(self._kg.source, LocalSource)

    @property
    def problem(self) -> str:
        """Return why the graph could not be validated; empty where it could, or is not yet."""
        return self._problem

    @property
    def report(self) -> "Report | None":
        """Return the report, or None as long as there is none."""
        if self.possible:
            self._start()
        return self._report

    def wait(self, seconds: float) -> "Report | None":
        """Return the report when it is there, or None when the time is over."""
        if self.possible:
            self._start().join(seconds)
        return self._report

    def _start(self) -> Thread:
        """Start the one thread that validates, if nobody has."""
        with self._lock:
            if self._thread is None:
                self._thread = Thread(target=self._validate, name="validation", daemon=True)
                self._thread.start()
            return self._thread

    def _validate(self) -> None:
        try:
            self._report = self._kg.validate()
        except AlskgError as error:
            self._problem = str(error)


@lru_cache(maxsize=4)
def standing(site: Site) -> Standing:
    """Return the state of validation of a site's graph, the same one for all pages."""
    return Standing(site)
