"""Parse one file in this process: `python -m alskg.ontologies.apart`, a job on standard input."""

import json
import os
import sys

from alskg.engine.worker import Limits, serve
from alskg.ontologies.job import Parsing

__all__: list[str] = []


def _main() -> None:
    """Read the job, answer it, and end at once."""
    path, want_quads, limits = json.loads(sys.stdin.buffer.read())
    parsing = Parsing(path, want_quads)
    serve(sys.stdout.fileno(), parsing.prepare, parsing.answer, Limits(**limits))
    os._exit(0)


if __name__ == "__main__":
    _main()
