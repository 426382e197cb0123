"""Name what differs between a recorded page and a copy of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from alskg.page.layout import SECTIONS
from alskg.page.passage import Anchor, Page

__all__ = ["Difference", "differences"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A passage that is not as recorded.

    A changed or gone one has the slug of the record, a new one that of the copy.
    """

    kind: Literal["changed", "gone", "new"]
    slug: str

    def __str__(self) -> str:
        """Say it in words."""
        words = {"changed": "is not as recorded", "gone": "is gone", "new": "is not in the record"}
        return f"{self.slug} {words[self.kind]}"


def differences(recorded: Iterable[Anchor], copy: Page) -> tuple[Difference, ...]:
    """Return how a copy differs from the record, in page order; empty where it does not.

    Passages are aligned within their section by digest, so that one sentence more does not make
    all that follow look changed. Sections that a partial copy does not hold are not compared.
    """
    expected = list(recorded)
    found: list[Difference] = []
    for section in SECTIONS:
        if copy.partial and section not in copy.sections:
            continue
        known = [anchor for anchor in expected if anchor.section == section]
        seen = [passage for passage in copy.passages if passage.section == section]
        found += _aligned(known, seen)
    return tuple(found)


def _aligned(known: Sequence[Anchor], seen: Sequence[Anchor]) -> Iterator[Difference]:
    """Give the differences within one section."""
    matcher = SequenceMatcher(
        None, [one.sha256 for one in known], [one.sha256 for one in seen], autojunk=False
    )
    for _, first, last, begin, end in (op for op in matcher.get_opcodes() if op[0] != "equal"):
        both = min(last - first, end - begin)
        yield from (Difference("changed", one.slug) for one in known[first : first + both])
        yield from (Difference("gone", one.slug) for one in known[first + both : last])
        yield from (Difference("new", one.slug) for one in seen[begin + both : end])
