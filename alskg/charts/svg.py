"""From matplotlib's SVG to one that can be read aloud, restyled and put into a web page."""

import re
import xml.etree.ElementTree as ET
from typing import Final

from alskg.charts.sheet import printable
from alskg.charts.style import FAMILY, INK, MUTED, PAPER, RULE, SERIES, WIDTH

__all__ = ["finished"]

_SVG: Final = "http://www.w3.org/2000/svg"
_XLINK: Final = "http://www.w3.org/1999/xlink"
_FONTS: Final = f"'{FAMILY}', Verdana, sans-serif"
_PAGE_COLOURS: Final = {
    INK: "currentColor",
    MUTED: "var(--chart-muted, currentColor)",
    RULE: "var(--chart-rule, #8888)",
    PAPER: "var(--chart-paper, transparent)",
} | {colour: f"var(--chart-{place}, {colour})" for place, colour in enumerate(SERIES, start=1)}


def finished(  # noqa: PLR0913  (what is drawn, what it is called, where it goes)
    drawn: bytes, name: str, title: str, description: str, *, inline: bool = False, width: int = 0
) -> bytes:
    """Return an SVG with title and description, for a file or for pasting into a page.

    Every id starts with `name`, so that several charts can stand on one page. An inline SVG has
    the class `chart`, no size, no background and no style that a strict Content-Security-Policy
    would drop. It takes its colours from the page: text is `currentColor`, the rest are CSS
    variables whose defaults suit light and dark. `width` is that of a file in pixels; 0 stands
    for its own.
    """
    root = ET.fromstring(drawn)  # noqa: S314  (matplotlib wrote it a moment ago)
    _strip(root)
    _name_apart(root, name)
    for sheet in root.iter(f"{{{_SVG}}}style"):
        sheet.text = (sheet.text or "").replace("*", f"#{name} *")  # not for the rest of the page
    if inline:
        _without_sheet(root)
    _label(root, name, title, description)
    _size(root, inline=inline, width=width)
    for element in root.iter():
        style = element.get("style")
        if style and inline:
            _as_attributes(element, _restyled(style, inline=True))
        elif style:
            element.set("style", _restyled(style, inline=False))
    if inline:
        background = root.find(f".//{{{_SVG}}}g[@id='{name}-patch_1']")
        if background is not None:
            background.clear()
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", _XLINK)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=not inline)
    return written + b"\n"


def _strip(root: ET.Element) -> None:
    """Take out what says who wrote the file and when."""
    for metadata in root.findall(f"{{{_SVG}}}metadata"):
        root.remove(metadata)


def _name_apart(root: ET.Element, name: str) -> None:
    """Put the chart's name before every id, and in every reference to one."""
    for element in root.iter():
        for key, value in element.attrib.items():
            if key == "id":
                element.set(key, f"{name}-{value}")
            elif key == f"{{{_XLINK}}}href" and value.startswith("#"):
                element.set(key, f"#{name}-{value[1:]}")
            elif "url(#" in value:
                element.set(key, value.replace("url(#", f"url(#{name}-"))


def _label(root: ET.Element, name: str, title: str, description: str) -> None:
    """Give the picture a name and a text that a screen reader says in its place."""
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = ET.Element(f"{{{_SVG}}}{tag}", {"id": f"{name}-{tag}"})
        element.text = printable(text)
        root.insert(place, element)
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title {name}-desc")
    root.set("id", name)


def _size(root: ET.Element, *, inline: bool, width: int) -> None:
    """Set the size in pixels, or leave it to the page."""
    across, down = (float(part) for part in root.get("viewBox", "").split()[2:])
    if inline:
        del root.attrib["width"], root.attrib["height"]
        root.set("class", "chart")
        return
    wide = width or WIDTH
    root.set("width", f"{wide}")
    root.set("height", f"{wide * down / across:.0f}")


def _without_sheet(root: ET.Element) -> None:
    """Say by attributes what matplotlib's style sheet says, which a strict page ignores."""
    for definitions in root.findall(f"{{{_SVG}}}defs"):
        for sheet in definitions.findall(f"{{{_SVG}}}style"):
            definitions.remove(sheet)
    root.set("stroke-linejoin", "round")
    root.set("stroke-linecap", "butt")


def _as_attributes(element: ET.Element, style: str) -> None:
    """Write a style as presentation attributes (SVG 2, 6.6), which a strict page still applies."""
    del element.attrib["style"]
    for declaration in style.split(";"):
        key, colon, value = declaration.partition(":")
        if colon:
            element.set(key.strip(), value.strip())


def _restyled(style: str, *, inline: bool) -> str:
    """Name fonts that are on other machines too, and the colours of the page."""
    style = style.replace(f"'{FAMILY}'", _FONTS)
    if not inline:
        return style
    return re.sub(r"#[0-9a-f]{6}", lambda found: _PAGE_COLOURS.get(found[0], found[0]), style)
