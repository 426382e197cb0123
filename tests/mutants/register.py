"""The register of survivors: each mutant that nothing notices, with the reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["FILE", "KINDS", "Score", "read_register"]

FILE: Final = Path(__file__).resolve().parent.parent / "fixtures" / "mutation_survivors.tsv"
KINDS: Final = ("data", "shape", "check", "claim")


@dataclass(frozen=True, slots=True)
class Score:
    """How many mutants of one kind there were, which survived, and the share that must not."""

    title: str
    tried: int
    survivors: tuple[str, ...]
    bar: float | None = None

    @property
    def killed(self) -> float:
        """Return the share of mutants that something noticed, in percent."""
        return 100 * (self.tried - len(self.survivors)) / self.tried

    @property
    def is_met(self) -> bool:
        """Say whether the bar is met; without a bar, it is."""
        return self.bar is None or self.killed >= self.bar

    def row(self) -> str:
        """Return the row of the table."""
        bar = f"{self.bar:g} %" if self.bar is not None else "none"
        noticed = self.tried - len(self.survivors)
        return f"| {self.title} | {self.tried} | {noticed} | {self.killed:.1f} % | {bar} |"


def read_register(path: Path = FILE) -> dict[str, dict[str, str]]:
    """Return, by kind, the survivors that are known and why each is right to survive."""
    found: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
    for line in _rows(path.read_text(encoding="utf-8").splitlines()):
        kind, mutant, reason = line.split("\t")
        found[kind][mutant] = reason
    return found


def _rows(lines: Iterable[str]) -> list[str]:
    """Return the lines that are neither comment nor heading."""
    return [line for line in lines if line and not line.startswith(("#", "kind\t"))]
