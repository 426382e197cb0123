"""The source page as a map: each of its sentences and items, and how many claims it carries."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from alskg.ledger import Ledger, answers, read_ledger
from alskg.page.coverage import Entry, check_ledger
from alskg.page.layout import SECTIONS
from alskg.terms import BASE, compact, prefix_header
from alskg.web.entity.representation import accepted, data
from alskg.web.pages.told import sentences
from alskg.web.protocol.negotiation import Offer, chosen
from alskg.web.response import page
from alskg.web.site import Site

__all__ = ["Cell", "Part", "Stated", "routes", "shade"]

_CLAIMS: Final = """\
SELECT DISTINCT ?passage ?claim ?text ?modality WHERE {
  ?claim alskg:statedIn ?passage ; alskg:modality ?modality .
  OPTIONAL { ?claim skos:definition ?text }
} ORDER BY ?claim"""
_OFFERS: Final = (
    Offer("text/html", "html"),
    Offer("application/json", "json"),
    Offer("text/tab-separated-values", "tsv"),
)
_STEPS: Final = (1, 2, 3, 5, 8)
"""From how many claims on a cell is a shade darker."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A claim that rests on a passage: its words, and how sure it is."""

    iri: str
    text: str
    modality: str

    @property
    def certainty(self) -> str:
        """Return the modality without its namespace, such as `asserted`."""
        return self.modality.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Cell:
    """A passage on the map: its claims, or the reason why it has none."""

    iri: str
    label: str
    ordinal: int
    claims: tuple[Stated, ...]
    reason: str
    link: str

    @property
    def shade(self) -> int:
        """Return how dark the cell is, from 0 to 5."""
        return shade(len(self.claims))


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the page with its passages."""

    iri: str
    label: str
    noun: str
    cells: tuple[Cell, ...]

    @property
    def claims(self) -> int:
        """Return how many claims rest on the section; one that rests on two passages is one."""
        return len({claim.iri for cell in self.cells for claim in cell.claims})


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of the map and of its data."""

    def shown(request: Request) -> Response:
        form = chosen(accepted(request), _OFFERS)
        if form is not None and form.name != "html":
            return _sent(request, read_ledger(site.kg.engine), form.name)
        links = {
            "/coverage.json": 'rel="alternate"; type="application/json"',
            "/coverage.tsv": 'rel="alternate"; type="text/tab-separated-values"',
        }
        return page(site, request, "coverage.html", links=links, **_context(site))

    def as_json(request: Request) -> Response:
        return _sent(request, read_ledger(site.kg.engine), "json")

    def as_tsv(request: Request) -> Response:
        return _sent(request, read_ledger(site.kg.engine), "tsv")

    return [
        Route("/coverage", shown),
        Route("/coverage.json", as_json),
        Route("/coverage.tsv", as_tsv),
    ]


def shade(claims: int) -> int:
    """Return how dark a cell with so many claims is, from 0 for none to 5."""
    return sum(claims >= step for step in _STEPS)


def _context(site: Site) -> dict[str, Any]:
    """Return what the page shows."""
    ledger = read_ledger(site.kg.engine)
    parts = _parts(site, ledger)
    cells = [cell for part in parts for cell in part.cells]
    return {
        "title": "Coverage",
        "heading": "Coverage: the page as a map",
        "styles": ["overview.css"],
        "parts": parts,
        "total": len(cells),
        "stated": sum(bool(cell.claims) for cell in cells),
        "reasons": sum(bool(cell.reason) for cell in cells),
        "claims": len({claim.iri for cell in cells for claim in cell.claims}),
        "findings": [str(one) for one in check_ledger(ledger.entries)],
        "steps": tuple(_legend()),
        "formats": [("/coverage.json", "JSON"), ("/coverage.tsv", "TSV")],
        "behind": [prefix_header(_CLAIMS) + _CLAIMS],
    }


def _legend() -> Iterable[tuple[int, str]]:
    """Yield each shade with the numbers of claims that it stands for."""
    yield 0, "none"
    for number, (first, following) in enumerate(zip(_STEPS, (*_STEPS[1:], 0), strict=True), 1):
        last = following - 1
        yield (
            number,
            f"{first}"
            if last == first
            else f"{first} to {last}"
            if last > 0
            else f"{first} or more",
        )


def _parts(site: Site, ledger: Ledger) -> tuple[Part, ...]:
    """Return the sections in page order."""
    by_passage: dict[str, list[Stated]] = {}
    for passage, claim, text, modality in answers(site.kg.engine, _CLAIMS):
        stated = Stated(claim, text or site.label(claim), modality)
        by_passage.setdefault(passage, []).append(stated)
    links = sentences(site)
    return tuple(
        Part(
            f"{BASE}section/{section}",
            SECTIONS[section].label,
            SECTIONS[section].noun,
            tuple(_cell(entry, by_passage, links) for entry in entries),
        )
        for section, entries in groupby(ledger.entries, key=lambda entry: entry.anchor.section)
    )


def _cell(entry: Entry, claims: Mapping[str, list[Stated]], links: Mapping[str, str]) -> Cell:
    iri = f"{BASE}passage/{entry.anchor.slug}"
    return Cell(
        iri,
        entry.anchor.label,
        entry.anchor.ordinal,
        tuple(claims.get(iri, ())),
        entry.reason,
        links.get(iri, ""),
    )


def _sent(request: Request, ledger: Ledger, form: str) -> Response:
    """Return the ledger for programs, as `alskg coverage` writes it."""
    missing: dict[str, list[str]] = {}
    for finding in check_ledger(ledger.entries):
        missing.setdefault(finding.passage, []).append(finding.message)
    rows = [
        {
            "passage": entry.anchor.slug,
            "claims": [compact(one.iri) for one in entry.claims],
            "reason": entry.reason,
            "missing": missing.get(entry.anchor.slug, []),
        }
        for entry in ledger.entries
    ]
    headers = {"Content-Location": f"/coverage.{form}", "Vary": "Accept, Accept-Encoding"}
    if form == "json":
        body = json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
        return data(request, body.encode(), "application/json", headers)
    lines = ["passage\tclaims\treason\tmissing"]
    for row in rows:
        cells = (row["passage"], " ".join(row["claims"]), row["reason"], "; ".join(row["missing"]))
        lines.append("\t".join(map(str, cells)))
    body = "".join(f"{line}\n" for line in lines)
    return data(request, body.encode(), "text/tab-separated-values", headers)
