"""Text can be read against what it stands on, in light and in dark (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from collections.abc import Mapping

import pytest

from alskg.web.site import STATIC

SITE = (STATIC / "site.css").read_text(encoding="utf-8")
OVERVIEW = (STATIC / "overview.css").read_text(encoding="utf-8")
TEXT, PARTS = 4.5, 3.0
BLOCKS = {
    "light": r":root \{([^}]*)\}",
    "dark by the system": r':root:not\(\[data-theme="light"\]\) \{([^}]*)\}',
    "dark by choice": r':root\[data-theme="dark"\] \{([^}]*)\}',
}


def colours(name: str) -> dict[str, str]:
    """Return the colours of a theme by variable."""
    found = re.search(BLOCKS[name], SITE)
    assert found
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", found[1]))


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour such as #0b6369."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the ratio of contrast of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mixed(first: str, percent: float, second: str) -> str:
    """Return what color-mix(in srgb, ...) gives."""
    pairs = [
        (int(first[place : place + 2], 16), int(second[place : place + 2], 16))
        for place in (1, 3, 5)
    ]
    return "#" + "".join(
        f"{round(one * percent / 100 + other * (1 - percent / 100)):02x}" for one, other in pairs
    )


def test_the_ratio_is_that_of_the_guidelines() -> None:
    """Black on white has 21, a colour on itself 1, and a known grey on white what it has."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_both_ways_to_dark_have_the_same_colours() -> None:
    """Who chooses dark sees what a dark system shows; every colour has a dark one."""
    chosen = colours("dark by choice")

    assert chosen == colours("dark by the system")
    assert chosen.keys() == colours("light").keys()


@pytest.mark.parametrize("theme", ["light", "dark by choice"])
@pytest.mark.parametrize("ground", ["paper", "sheet", "wash", "accent-wash", "warn-wash"])
@pytest.mark.parametrize("text", ["ink", "soft", "accent", "page", "reference", "warn", "no"])
def test_text_can_be_read(theme: str, ground: str, text: str) -> None:
    """Every colour of text on every ground has at least 4.5."""
    known = colours(theme)

    assert contrast(known[text], known[ground]) >= TEXT


@pytest.mark.parametrize("theme", ["light", "dark by choice"])
def test_buttons_edges_and_focus_can_be_seen(theme: str) -> None:
    """The words of a button have 4.5; the edge of a field and the ring of focus have 3."""
    known = colours(theme)

    assert contrast(known["paper"], known["accent"]) >= TEXT
    for ground in ("paper", "sheet", "wash", "accent-wash"):
        assert contrast(known["soft"], known[ground]) >= PARTS
        assert contrast(known["accent"], known[ground]) >= PARTS
    assert "outline: .18rem solid var(--accent)" in SITE


def mixtures(css: str, known: Mapping[str, str]) -> dict[str, str]:
    """Return the grounds that a sheet mixes, by selector."""
    found = re.findall(
        r"([^\n{}]+) \{ background: color-mix\(in srgb, var\(--([\w-]+)\) ([\d.]+)%, "
        r"var\(--([\w-]+)\)\); \}",
        css,
    )
    return {name: mixed(known[one], float(share), known[two]) for name, one, share, two in found}


@pytest.mark.parametrize("theme", ["light", "dark by choice"])
def test_numbers_on_the_map_can_be_read(theme: str) -> None:
    """Each shade of the map carries its number with 4.5, and is darker than the one before."""
    known = colours(theme)
    shades = {name: one for name, one in mixtures(OVERVIEW, known).items() if "shade" in name}

    assert len(shades) == 5
    assert all(contrast(known["ink"], one) >= TEXT for one in shades.values())
    steps = [contrast(one, known["sheet"]) for one in shades.values()]
    assert steps == sorted(steps)


@pytest.mark.parametrize("theme", ["light", "dark by choice"])
def test_rejected_rows_can_be_read(theme: str) -> None:
    """The tint of a row that was turned down leaves all its text readable."""
    known = colours(theme)
    (tint,) = (one for name, one in mixtures(OVERVIEW, known).items() if "rejected" in name)

    for text in ("ink", "soft", "accent", "no"):
        assert contrast(known[text], tint) >= TEXT
