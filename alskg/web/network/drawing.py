"""What a thing is tied to, drawn: the thing in the middle, panels of neighbours on both sides.

One line for each predicate leads to a panel with all that it ties, so that no label is in the way
of another. Things are links; colours are classes of network.css, and every colour has a shape.
"""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from markupsafe import Markup

from alskg.terms import compact
from alskg.web.network.neighbours import family, neighbourhood
from alskg.web.network.shapes import glyph
from alskg.web.network.ties import Tie
from alskg.web.site import Site

__all__ = ["neighbourhood_svg"]

WIDTH: Final = 820
_FOCUS: Final = 180
_LABEL: Final = 120
_PAD: Final = 8
_GAP: Final = 14
_LINE: Final = 15
_LETTERS: Final = 6.7  # the average width of a letter of 12 units, on the safe side
_MOST_LINES: Final = 3
_LAYERS: Final = ("page", "reference", "derived", "")
_IN_A_PANEL: Final = 8


@dataclass(frozen=True, slots=True)
class _Panel:
    """What one predicate ties to the focus, to its right as its objects or to its left."""

    tie: Tie
    words: str
    things: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class _Place:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Return the height of its middle."""
        return self.y + self.height / 2


def neighbourhood_svg(site: Site, iri: str, most: int = 20) -> Markup:
    """Return what a thing is tied to as SVG for a page, empty where it is tied to nothing.

    At most so many neighbours are drawn, the most telling first. Raises what the engine does.
    """
    panels = _panels(site, iri, most)
    if not panels:
        return Markup()
    sides = [
        [panel for panel in panels if (panel.tie.subject == iri) is is_right]
        for is_right in (False, True)
    ]
    parts, height = _laid_out(site, iri, sides)
    about = f"What {site.label(iri)} is tied to; the page says the same in words"
    written = "".join(parts)
    return Markup(  # noqa: S704  (drawn here, and every text in it is escaped)
        f'<svg class="network" role="group" aria-label="{escape(about)}" '
        f'viewBox="0 0 {WIDTH} {height:g}">{written}</svg>'
    )


def _panels(site: Site, iri: str, most: int) -> list[_Panel]:
    """Return the neighbours by the ties that lead to them, each neighbour once."""
    near = neighbourhood(site, iri, most=10_000)
    groups: dict[tuple[bool, str, str, str], list[tuple[str, Tie]]] = {}
    seen = {iri}
    own = [tie for tie in near.ties if iri in (tie.subject, tie.object)]
    for tie in sorted(own, key=lambda one: _LAYERS.index(one.layer)):
        other = tie.other(iri)
        if other not in seen:
            seen.add(other)
            key = (tie.subject == iri, tie.predicate, tie.layer, tie.certainty)
            groups.setdefault(key, []).append((other, tie))
    panels, room = [], most
    for found in groups.values():
        shown = found[: max(1, min(room, _IN_A_PANEL))] if room > 0 else []
        room -= len(shown)
        if shown:
            things = tuple(other for other, _ in shown)
            words = site.label(found[0][1].predicate)
            panels.append(_Panel(found[0][1], words, things, len(found) - len(shown)))
    return panels


def _laid_out(site: Site, iri: str, sides: Sequence[Sequence[_Panel]]) -> tuple[list[str], float]:
    """Return the parts of the drawing, and its height."""
    left, right = sides
    is_both = bool(left and right)
    across = 1 if is_both else 2
    wide = (WIDTH - _FOCUS - 2 * _LABEL) / 2 if is_both else WIDTH - _FOCUS - _LABEL
    x = wide + _LABEL if left else 0.0
    columns = [
        list(_column(site, panels, place, wide, across))
        for panels, place in ((left, 0.0), (right, x + _FOCUS + _LABEL))
    ]
    height = max(
        [place.y + place.height for column in columns for _, place, _ in column], default=0.0
    )
    lines = _wrapped(site.label(iri), _FOCUS - 2 * _PAD - 18)
    tall = len(lines) * _LINE + 2 * _PAD
    height = max(height, tall) + 2
    focus = _Place(x, (height - tall) / 2, _FOCUS, tall)
    parts = []
    for is_right, column in enumerate(columns):
        shift = (height - max((p.y + p.height for _, p, _ in column), default=0.0)) / 2
        for panel, place, boxes in column:
            moved = _Place(place.x, place.y + shift, place.width, place.height)
            parts.append(_edge(panel, focus, moved, is_right=bool(is_right)))
            parts.append(f'<g transform="translate(0 {shift:g})">{boxes}</g>')
    parts.append(_box(site, iri, focus, lines, is_focus=True))
    return parts, height


def _column(
    site: Site, panels: Sequence[_Panel], x: float, wide: float, across: int
) -> Iterator[tuple[_Panel, _Place, str]]:
    """Yield each panel of a side with its place and what is in it."""
    y = 1.0
    for panel in panels:
        drawn, height = _filled(site, panel, _Place(x, y, wide, 0), across)
        place = _Place(x, y, wide, height)
        style = f"panel layer-{panel.tie.layer or 'plain'}-line"
        frame = _rectangle(place, style)
        yield panel, place, frame + drawn
        y += height + _GAP


def _filled(site: Site, panel: _Panel, place: _Place, across: int) -> tuple[str, float]:
    """Return the things in a panel, and its height."""
    wide = (place.width - (across + 1) * _PAD) / across
    cells = [(iri, _wrapped(site.label(iri), wide - 2 * _PAD - 18)) for iri in panel.things]
    drawn, y = [], place.y + _PAD
    for start in range(0, len(cells), across):
        row = cells[start : start + across]
        tall = max(len(lines) for _, lines in row) * _LINE + _PAD
        for number, (iri, lines) in enumerate(row):
            spot = _Place(place.x + _PAD + number * (wide + _PAD), y, wide, tall)
            drawn.append(_box(site, iri, spot, lines))
        y += tall + _PAD
    if panel.more:
        words = f"and {panel.more} more"
        drawn.append(_text([words], place.x + 2 * _PAD, y + 9, "more"))
        y += _LINE + 4
    return "".join(drawn), y - place.y


def _box(
    site: Site, iri: str, place: _Place, lines: Sequence[str], *, is_focus: bool = False
) -> str:
    """Return a thing: its shape, its name, and unless it is the focus, the link to its page."""
    kin = family(iri)
    mark = glyph(kin.shape, place.x + _PAD + 6, place.middle, 6)
    top = place.middle - (len(lines) - 1) * _LINE / 2
    inner = (
        f"<title>{escape(site.label(iri))} · {escape(compact(iri))}</title>"
        f"{_rectangle(place, 'box')}{mark}{_text(lines, place.x + _PAD + 18, top, '')}"
    )
    style = f"thing family-{kin.name}" + (" focus" if is_focus else "")
    if is_focus:
        return f'<g class="{style}">{inner}</g>'
    return f'<a class="{style}" href="{escape(site.path(iri))}">{inner}</a>'


def _edge(panel: _Panel, focus: _Place, place: _Place, *, is_right: bool) -> str:
    """Return the line between the focus and a panel, with its label and the head of its arrow."""
    start = focus.x + focus.width if is_right else focus.x
    end = place.x if is_right else place.x + place.width
    head, y = (end, place.middle) if is_right else (start, focus.middle)
    early, late = start + (end - start) * 0.3, start + (end - start) * 0.08  # clear of the labels
    curve = f"C{early:g} {focus.middle:g} {late:g} {place.middle:g} {end:g} {place.middle:g}"
    line = f"M{start:g} {focus.middle:g}{curve}"
    arrow = f"M{head:g} {y:g}L{head - 8:g} {y - 4:g}V{y + 4:g}Z"  # from subject to object
    words = _wrapped(panel.words, _LABEL - 30)
    if panel.tie.certainty not in ("", "asserted"):
        words.append(f"({panel.tie.certainty})")
    top = place.middle - (len(words) - 1) * _LINE / 2
    at, anchor = (end - 14, "end") if is_right else (end + 14, "start")
    return (
        f'<path class="line layer-{panel.tie.layer or "plain"}-line" d="{line}"/>'
        f'<path class="arrow" d="{arrow}"/>{_text(words, at, top, "tie", anchor)}'
    )


def _rectangle(place: _Place, style: str) -> str:
    return (
        f'<rect class="{style}" x="{place.x:g}" y="{place.y:g}" width="{place.width:g}" '
        f'height="{place.height:g}" rx="5"/>'
    )


def _text(lines: Sequence[str], x: float, y: float, style: str, anchor: str = "start") -> str:
    """Return lines of text, the middle of the first at a height."""
    spans = "".join(
        f'<tspan x="{x:g}" y="{y + number * _LINE:g}" dy=".35em">{escape(line)}</tspan>'
        for number, line in enumerate(lines)
    )
    return f'<text class="{style}" text-anchor="{anchor}">{spans}</text>'


def _wrapped(words: str, width: float) -> list[str]:
    """Return a name in a few lines of a width."""
    return textwrap.wrap(
        words, max(8, int(width / _LETTERS)), max_lines=_MOST_LINES, placeholder=" …"
    ) or [""]
