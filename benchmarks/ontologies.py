"""How long each ontology file takes to read, and how much memory that needs.

Each file is read in a fresh process, as terms (for `alskg link`) and as triples (for `--with`). The
memory is the largest that the process which parses had, so that it can be compared with its bound.
"""

import json
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "ontologies"
ENDINGS = (".obo", ".owl", ".json.gz", "ro-2025-12-17.json")
ONE = """
import json, resource, sys, time
from alskg.ontologies.job import Parsing, from_json
parsing = Parsing(sys.argv[1], want_quads=sys.argv[2] == "triples")
started = time.perf_counter()
parsing.prepare()
answer = parsing.answer()
count = len(from_json(answer).terms) if sys.argv[2] == "terms" else answer.count(b"\\n") - 1
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([seconds, peak, count]))
"""


def measured(path: Path, what: str) -> tuple[float, float, int]:
    """Return seconds, megabytes and how many terms or triples."""
    run = subprocess.run(
        [sys.executable, "-c", ONE, str(path), what], capture_output=True, text=True, check=True
    )
    seconds, peak, count = json.loads(run.stdout)
    return seconds, peak, count


def main() -> None:
    """Measure the files that are named, or else all real ones."""
    named = [Path(name) for name in sys.argv[1:]]
    files = named or sorted(path for path in FOLDER.glob("*") if path.name.endswith(ENDINGS))
    if not files:
        sys.exit(f"There are no ontology files in {FOLDER}. Name some.")
    print(f"{'file':44} {'what':8} {'count':>9} {'seconds':>8} {'peak MB':>8}")
    for path in files:
        for what in ("terms", "triples"):
            seconds, peak, count = measured(path, what)
            print(f"{path.name:44} {what:8} {count:9,} {seconds:8.2f} {peak:8.0f}")


if __name__ == "__main__":
    main()
