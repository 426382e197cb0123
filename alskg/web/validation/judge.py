"""Data of a visitor, judged beside the graph of the release: a few at a time, each within limits.

A process of its own parses and judges, for no parser and no shape can be stopped from within.
"""

import json
from dataclasses import asdict
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final

from alskg.engine.worker import Limits, spawned
from alskg.errors import QueryError, QueryMemoryExceeded, QueryTimeout
from alskg.shapes.reading import Document
from alskg.shapes.report import Finding, Report
from alskg.web.protocol.problem import Problem

__all__ = ["AT_ONCE", "LIMITS", "Judge"]

LIMITS: Final = Limits(20.0, 512 << 20, opens_files=True)
"""The seconds and the memory that one judgement may take; it opens files of the project."""
AT_ONCE: Final = 2

_AGAIN: Final = 5
_MODULE: Final = "alskg.web.validation.process"


class Judge:
    """What judges data beside the layers of a dataset."""

    def __init__(self, layers: Path, limits: Limits = LIMITS, at_once: int = AT_ONCE) -> None:
        """Take the N-Quads file of the layers, the limits, and how many may be judged at once."""
        self._layers: Final = layers
        self._limits: Final = limits
        self._places: Final = BoundedSemaphore(at_once)

    def judged(self, document: Document) -> Report:
        """Return what is wrong with a document. It blocks: call it in a thread.

        Raises InputError where it is not in its format, and Problem (503) where a limit is reached
        or too many are judged already.
        """
        if not self._places.acquire(blocking=False):
            raise Problem(
                503,
                "Other data are being judged. Send yours again in some seconds.",
                {"limit": "queue"},
                {"Retry-After": str(_AGAIN)},
            )
        try:
            return _read(spawned(_MODULE, self._job(document), self._limits))
        except QueryError as error:
            raise self._problem(error) from error
        finally:
            self._places.release()

    def _job(self, document: Document) -> bytes:
        """Return the document as the process takes it."""
        head = {
            "name": document.name,
            "format": document.kind.name,
            "layers": str(self._layers),
            "limits": asdict(self._limits),
        }
        return json.dumps(head).encode() + b"\n" + document.data

    def _problem(self, error: QueryError) -> Problem:
        """Return the limit that was reached, in words for who sent the data."""
        if isinstance(error, QueryTimeout):
            detail = f"The data could not be judged within {self._limits.seconds:g} seconds"
            members = {"limit": "time"}
        elif isinstance(error, QueryMemoryExceeded):
            detail = f"Judging the data needed more than {self._limits.memory >> 20:,} MB of memory"
            members = {"limit": "memory"}
        else:
            detail, members = "The data are nested or chained too far to be judged", {}
        return Problem(
            503, f"{detail}, so that was stopped. Send fewer statements at once.", members
        )


def _read(data: bytes) -> Report:
    """Return the report that the process wrote as JSON."""
    return Report.of(Finding(**one) for one in json.loads(data)["findings"])
