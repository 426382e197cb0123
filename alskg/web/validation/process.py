"""Judge a visitor's data in this process: `python -m alskg.web.validation.process`.

The job on standard input is a line of JSON, then the data. The dataset is read before the network
is closed; then the data are, by parsers written for the hostile, and the shapes.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from alskg import shapes
from alskg.engine import network
from alskg.engine.worker import Limits, die_with, serve
from alskg.formats import by_name
from alskg.shapes.render import to_json

__all__: list[str] = []


def _main() -> None:
    """Read the job, answer it, and end at once."""
    die_with(int(sys.argv[1]))
    head, _, data = sys.stdin.buffer.read().partition(b"\n")
    job = json.loads(head)
    document = shapes.Document(job["name"], data, by_name(job["format"]))
    layers: dict[str, Any] = {}

    def prepare() -> None:
        layers.update(shapes.read_layers(Path(job["layers"])))
        network.close()

    def answer() -> bytes:
        return to_json(shapes.validate_data([document], background=layers)).encode()

    serve(sys.stdout.fileno(), prepare, answer, Limits(**job["limits"]))
    os._exit(0)


if __name__ == "__main__":
    _main()
