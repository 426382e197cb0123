"""Files made one dataset of N-Quads, which every engine on this machine can read into memory."""

from collections.abc import Callable
from pathlib import Path

from alskg.loading.files import Plan, Step
from alskg.loading.loading import load
from alskg.ontologies.together import kept

__all__ = ["joined"]


def joined(
    plan: Plan,
    *,
    folder: Path | None = None,
    progress: Callable[[Step], None] = lambda _: None,
) -> Path:
    """Return the path of a dataset with what the plan says; it is kept for the next time.

    Raises InputError.
    """
    files = [one.path for one in plan.files]
    graphs = "\n".join(one.graph for one in plan.files)
    way = f"data 1\n{plan.only}\n{graphs}".encode()
    return kept(
        [plan.base, *files] if plan.base else files,
        way,
        lambda beside: load(plan, beside, disk=False, progress=progress),
        folder=folder,
    )
