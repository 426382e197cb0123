"""An answer as one HTML page: a table that needs nothing else and runs nothing."""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from alskg.engine.results import Rows, Term, is_number

__all__ = ["to_html"]

_UNFIT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_STYLE: Final = """\
:root { color-scheme: light dark; font: 1rem/1.45 system-ui, sans-serif; }
body { margin: 2rem; }
div { overflow-x: auto; }
table { border-collapse: collapse; }
caption { font-size: 1.25rem; font-weight: 600; text-align: start; padding-block-end: .75rem; }
th, td { padding: .35rem .75rem; text-align: start; vertical-align: top; }
th { border-block-end: 2px solid; white-space: nowrap; }
td { border-block-end: 1px solid #8886; max-width: 40rem; overflow-wrap: break-word; }
.number { text-align: end; font-variant-numeric: tabular-nums; }"""
_PAGE: Final = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
<main>
{content}
<p>{closing}</p>
</main>
</body>
</html>
"""


def to_html(
    answer: Rows | bool,  # noqa: FBT001  (an answer may be yes or no)
    title: str,
    columns: Mapping[str, str] | None = None,
    name: Callable[[str], str] = str,
) -> str:
    """Write a whole HTML page, in UTF-8, whose table has the title as its caption.

    `columns` says what a column holds, shown where the pointer rests. `name` gives the text for an
    IRI, which is a link where it is an address of the web. Nothing in the answer becomes markup.
    """
    if isinstance(answer, Rows):
        content = _table(answer, title, columns or {}, name)
        number = len(answer)
        closing = f"{number:,} row{'' if number == 1 else 's'}. Not medical advice."
    else:
        content = f"<h1>{_text(title)}</h1>\n<p>{'yes' if answer else 'no'}</p>"
        closing = "Not medical advice."
    return _PAGE.format(title=_text(title), style=_STYLE, content=content, closing=closing)


def _table(rows: Rows, title: str, columns: Mapping[str, str], name: Callable[[str], str]) -> str:
    """Return the table, in a part of the page that can be scrolled by keyboard."""
    head = "".join(_heading(each, columns.get(each, "")) for each in rows.variables)
    body = "".join(f"<tr>{_cells(row, name)}</tr>\n" for row in rows)
    return (
        f'<div role="region" aria-labelledby="question" tabindex="0">\n<table>\n'
        f'<caption id="question">{_text(title)}</caption>\n'
        f"<thead>\n<tr>{head}</tr>\n</thead>\n<tbody>\n{body}</tbody>\n</table>\n</div>"
    )


def _heading(variable: str, meaning: str) -> str:
    title = f' title="{_text(meaning)}"' if meaning else ""
    return f'<th scope="col"{title}>{_text(variable)}</th>'


def _cells(row: Sequence[Term | None], name: Callable[[str], str]) -> str:
    return "".join("<td></td>" if term is None else _cell(term, name) for term in row)


def _cell(term: Term, name: Callable[[str], str]) -> str:
    """Return a cell: a link, or a text with its language, numbers flush right."""
    if term.kind == "iri":
        text = _text(name(term.value))
        if term.value.startswith(("https://", "http://")):
            text = f'<a href="{_text(term.value)}">{text}</a>'
        return f"<td>{text}</td>"
    if is_number(term):
        return f'<td class="number">{_text(term.value)}</td>'
    language = f' lang="{_text(term.language)}"' if term.language else ""
    return f"<td{language}>{_text(term.text)}</td>"


def _text(text: str) -> str:
    """Return a text that is only a text, in an element or in a quoted attribute.

    What no HTML document may hold (HTML Standard, 13.1.4) becomes a replacement character.
    """
    return html.escape(_UNFIT.sub("\ufffd", text), quote=True)
