"""What a figure was measured on and with: without it no figure means anything."""

import os
import platform
import re
import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

__all__ = ["machine"]

_PACKAGES: Final = "pyoxigraph", "rdflib", "oxigraph", "shacl", "pyshacl"


def machine() -> str:
    """Return one line: processor, cores, memory, system, and the versions of the engines."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    parts = [
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GB",
        f"{platform.system()} {platform.release().partition('-')[0]}",
        f"Python {platform.python_version()}",
        *(f"{name} {_version(name)}" for name in _PACKAGES if _version(name)),
    ]
    return "; ".join([*parts, *_virtuoso()]) + "."


def _processor() -> str:
    """Return the name of the processor as the system gives it."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        text = ""
    found = re.search(r"model name\s*:\s*(.+)", text)
    return found[1].strip() if found else platform.machine()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _virtuoso() -> list[str]:
    """Return the version of Virtuoso, if it is installed."""
    program = shutil.which("virtuoso-t")
    if not program:
        return []
    said = subprocess.run([program, "-?"], capture_output=True, text=True, check=False)
    found = re.search(r"Version (\d+(?:\.\d+)+)", said.stdout + said.stderr)
    return [f"Virtuoso {found[1]}"] if found else []
