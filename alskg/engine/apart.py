"""Answer one query in this process: `python -m alskg.engine.apart CALLER`.

CALLER is the process id of whoever asks, the message comes on standard input.
"""

import os
import sys
from typing import Final

from alskg.engine.job import Job
from alskg.engine.worker import die_with, serve

__all__: list[str] = []

_ENGINES: Final = {
    "embedded": "EmbeddedEngine",
    "reference": "ReferenceEngine",
    "disk": "DiskEngine",
}


def _main() -> None:
    """Read the message, answer it, and end at once."""
    from importlib import import_module  # noqa: PLC0415  (one engine is needed, not both)

    die_with(int(sys.argv[1]))
    job, limits = Job.read(sys.stdin.buffer.read())
    engine = getattr(import_module(f"alskg.engine.{job.engine}"), _ENGINES[job.engine])(
        job.dataset, union=job.union
    )
    serve(sys.stdout.fileno(), lambda: engine.open(job), lambda: engine.answer(job), limits)
    os._exit(0)


if __name__ == "__main__":
    _main()
