"""Measure everything that docs/performance.md shows, and write the figures into it.

Each table of that page stands between two marks that name the script it comes from. Run it from the
checkout, with nothing else running: `python benchmarks/performance.py`, or with the names of some
scripts; options that it does not know go to these. The whole takes a quarter of an hour or more,
4 GB of memory, and 7 GB on disk for a while.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from machine import machine

SCRIPTS: Final = ("cli_query", "inprocess", "validate", "growth")
PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "performance.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the scripts and write what they print; the exit status is the worst of theirs."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(SCRIPTS)} [all]")
    parser.add_argument("--page", type=Path, default=PAGE, help="the page to write [%(default)s]")
    options, passed_on = parser.parse_known_args(arguments)
    names = options.names or SCRIPTS
    if unknown := set(names) - set(SCRIPTS):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    worst = 0
    for name in names:
        command = [sys.executable, str(Path(__file__).with_name(f"{name}.py")), *passed_on]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        if not done.stdout:
            return done.returncode or 1
        page = options.page.read_text(encoding="utf-8")
        options.page.write_text(written(page, name, done.stdout), encoding="utf-8")
        worst = max(worst, done.returncode)
    return worst


def written(page: str, name: str, printed: str) -> str:
    """Return a page with new figures between the marks of a script. Raises ValueError for none."""
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    if begin not in page or end not in page:
        raise ValueError(f"The page has no marks {begin} and {end}.")
    body = printed.strip()
    if "|---" not in body:
        body = f"{machine()}\n\n```text\n{body}\n```"
    found = re.compile(f"{re.escape(begin)}.*{re.escape(end)}", re.DOTALL)
    return found.sub(lambda _: f"{begin}\n\n{body}\n\n{end}", page, count=1)


if __name__ == "__main__":
    sys.exit(main())
