"""What stands below a drawing: how to read its marks, its notes, and where it comes from."""

from collections.abc import Iterable

from alskg.charts.sheet import Fill, Sheet
from alskg.charts.style import MUTED, SERIES, SMALL, WIDTH
from alskg.charts.table import Figure

__all__ = ["MARGIN", "foot", "head", "marks_of", "notes_on", "starred"]

MARGIN = 24
_HEAD = 21
_INNER = WIDTH - 2 * MARGIN


def head(sheet: Sheet, title: str, subtitle: str) -> float:
    """Write the title and what the figures are, and return where the drawing begins."""
    y = sheet.paragraph(MARGIN, 38, title, _INNER, size=_HEAD, bold=True)
    if subtitle:
        y = sheet.paragraph(MARGIN, y - 1, subtitle, _INNER, colour=MUTED)
    return y + 4


def foot(sheet: Sheet, y: float, notes: Iterable[str], source: str) -> float:
    """Write notes and source below a thin line, and return how high the sheet is."""
    sheet.line([(MARGIN, y), (WIDTH - MARGIN, y)])
    y += 20
    for note in filter(None, [*notes, source]):
        y = sheet.paragraph(MARGIN, y, note, _INNER, size=SMALL, colour=MUTED)
    return y + 6


def starred(figure: Figure, text: str) -> str:
    """Return a text with an asterisk where a part of the figure is only implied."""
    return f"{text}\u202f*" if figure.implied else text


def marks_of(sheet: Sheet, y: float, drawn: list[Figure], *, bars: bool) -> float:
    """Explain the marks of what is not said firmly, and return where the next line stands.

    A hollow mark is told apart from a full one without its colour.
    """
    loose = sorted({figure.certainty for figure in drawn if not figure.is_firm and _has(figure)})
    if not loose:
        return y
    entries: tuple[tuple[Fill, str], ...] = (
        ("solid", "asserted"),
        ("hatched" if bars else "hollow", " or ".join(loose)),
    )
    x = float(MARGIN)
    for fill, text in entries:
        if bars:
            sheet.bar(x, y - 10, 22, 11, SERIES[0], fill)
            x += 30
        else:
            sheet.dot(x + 6, y - 4.5, 5, SERIES[0], fill)
            x += 20
        sheet.text(x, y, text, size=SMALL, colour=MUTED)
        x += 20 + 8 * len(text)
    return y + 22


def notes_on(drawn: list[Figure]) -> list[str]:
    """Return what the signs beside figures mean."""
    about = ["\u2248: about, in the words of the source."] if any(f.is_about for f in drawn) else []
    parts = sorted({figure.implied for figure in drawn if figure.implied})
    by_part = {part: [f.label for f in drawn if f.implied == part] for part in parts}
    return about + [
        f"* {', '.join(dict.fromkeys(labels))}: the sentence implies the {part} "
        f"and does not spell it out."
        for part, labels in by_part.items()
    ]


def _has(figure: Figure) -> bool:
    return figure.low is not None
