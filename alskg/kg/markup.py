"""Small pieces of HTML for notebooks: nothing that comes from data becomes markup.

They need no style sheet, for a notebook has its own; what styles there are align text, which
Jupyter would otherwise set flush right.
"""

import html
from collections.abc import Container, Iterable, Sequence

__all__ = ["heading", "link", "more", "table", "text"]


def text(given: object) -> str:
    """Return a text that is only a text, in an element or in a quoted attribute."""
    return html.escape(str(given), quote=True)


def link(words: str, iri: str, title: str = "") -> str:
    """Return words as a link where the IRI is an address of the web, else as they are."""
    if not iri.startswith(("https://", "http://")):
        return text(words)
    hint = f' title="{text(title)}"' if title else ""
    return f'<a href="{text(iri)}"{hint}>{text(words)}</a>'


def table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: Iterable[int] = ()) -> str:
    """Return a table: `head` are texts, `rows` cells in HTML, `numbers` places of such columns."""
    right = set(numbers)
    top = _row("th", [text(one) for one in head], right)
    body = "".join(_row("td", row, right) for row in rows)
    start = f"<thead>\n{top}</thead>\n" if any(head) else ""
    return f"<table>\n{start}<tbody>\n{body}</tbody>\n</table>\n"


def heading(words: str, after: str = "") -> str:
    """Return a line that names what follows; `after` is HTML."""
    return f"<p><strong>{text(words)}</strong>{after}</p>\n"


def more(number: int, what: str) -> str:
    """Say how many are not shown, if any are not; `what` is one of them."""
    return f"<p>{number:,} more {what}{'' if number == 1 else 's'}</p>\n" if number > 0 else ""


def _row(tag: str, cells: Iterable[str], right: Container[int]) -> str:
    """Return a row of the table."""
    sides = ((cell, "right" if place in right else "left") for place, cell in enumerate(cells))
    inner = "".join(f'<{tag} style="text-align: {side}">{cell}</{tag}>' for cell, side in sides)
    return f"<tr>{inner}</tr>\n"
