"""Small ontology files of our own, and where the real ones lie."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SMALL = ROOT / "tests" / "fixtures" / "ontologies"
REAL = ROOT.parent / "shared" / "ontologies"
HPO = "hp-2025-01-16.obo"
MONDO = "mondo-2026-05-05.obographs.json.gz"
DOID = "doid-DO_rare_slim-2026-07-31.obo"


def real(name: str) -> Path:
    """Return a real ontology file, which the project does not carry; skip without it."""
    path = REAL / name
    if not path.is_file():
        pytest.skip(f"there is no copy of the ontology at {path.relative_to(ROOT.parent)}")
    return path
