"""Read the JSON of a condition, as MedlinePlus Genetics offers it for download.

It holds `name`, `ghr_page`, `text-list` (each text with a `text-role` and `html`), `synonym-list`
and `related-gene-list`; the rest of the page is not in it.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

from alskg.errors import InputError
from alskg.page.hypertext import blocks
from alskg.page.layout import SECTIONS
from alskg.page.passage import Page, Piece, assemble
from alskg.page.text import normalise

__all__ = ["read_json"]

_PROSE: Final = frozenset(slug for slug, one in SECTIONS.items() if one.kind == "prose")


def read_json(text: str) -> Page:
    """Return the sections that a JSON copy holds, as a partial page.

    Raises InputError where the text is no JSON, or not that of a condition.
    """
    try:
        condition = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        message = f"This looks like JSON and is not: {error}."
        raise InputError(message) from error
    if not isinstance(condition, dict) or not isinstance(condition.get("text-list"), list):
        message = (
            "This JSON is not that of a MedlinePlus Genetics condition: it has no 'text-list'. "
            "Take https://medlineplus.gov/download/genetics/condition/NAME.json."
        )
        raise InputError(message)
    return assemble(
        _pieces(condition),
        title=str(condition.get("name", "")),
        url=str(condition.get("ghr_page", "")),
        modified="",
        partial=True,
    )


def _pieces(condition: dict[str, Any]) -> Iterator[Piece]:
    for entry in _entries(condition, "text-list", "text"):
        role, html = _text(entry)
        if role in _PROSE:
            yield Piece(normalise(" ".join(block.text for block in blocks(html))), role)
    for name in _entries(condition, "synonym-list", "synonym"):
        if isinstance(name, str):
            yield Piece(normalise(name), "other-names")
    for gene in _entries(condition, "related-gene-list", "related-gene"):
        if isinstance(gene, dict) and isinstance(gene.get("gene-symbol"), str):
            section = "genes" if gene.get("ghr-page") else "ncbi-genes"
            yield Piece(normalise(gene["gene-symbol"]), section)


def _text(entry: object) -> tuple[str, str]:
    """Return the role and the HTML of a text."""
    if not isinstance(entry, dict):
        return "", ""
    return str(entry.get("text-role", "")), str(entry.get("html", ""))


def _entries(condition: dict[str, Any], key: str, wrapper: str) -> Iterator[Any]:
    """Give the entries of a list, out of their wrappers: `[{"synonym": "ALS"}]` gives `"ALS"`."""
    entries = condition.get(key)
    for entry in entries if isinstance(entries, list) else ():
        yield entry.get(wrapper) if isinstance(entry, dict) and wrapper in entry else entry
