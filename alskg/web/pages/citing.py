"""How to cite the release that is served."""

from dataclasses import dataclass
from typing import Final

from alskg.ledger import answers
from alskg.terms import BASE
from alskg.web.site import Site

__all__ = ["Citation", "citation"]

_RELEASE: Final = f"""\
SELECT ?title ?issued ?version WHERE {{
  <{BASE}dataset> dcterms:title ?title ; dcterms:issued ?issued ; dcat:version ?version .
}}"""
_SOURCE: Final = "https://medlineplus.gov/genetics/condition/amyotrophic-lateral-sclerosis/"
_TITLE: Final = (
    "alskg: a knowledge graph of amyotrophic lateral sclerosis with the sentence behind every claim"
)


@dataclass(frozen=True, slots=True)
class Citation:
    """A release as others cite it: its version, and the month (`2026-11`) in which it came out."""

    version: str
    issued: str

    @property
    def text(self) -> str:
        """Return it as a line in a list of references."""
        return (
            f"alskg contributors ({self.issued[:4]}). {_TITLE}. Version {self.version}. {BASE} "
            f"(made from: MedlinePlus, National Library of Medicine. "
            f"Amyotrophic lateral sclerosis. {_SOURCE})"
        )

    @property
    def bibtex(self) -> str:
        """Return it for LaTeX and reference managers."""
        year, _, month = self.issued.partition("-")
        fields = {
            "author": "{alskg contributors}",
            "title": f"{{{_TITLE}}}",
            "year": year,
            "month": month[:2].lstrip("0"),
            "version": self.version,
            "url": BASE,
            "license": "CC-BY-4.0",
        }
        lines = (f"  {name} = {{{value}}}" for name, value in fields.items() if value)
        return f"@misc{{alskg_{self.version.replace('.', '_')},\n" + ",\n".join(lines) + "\n}\n"

    @property
    def cff(self) -> str:
        """Return it in the Citation File Format, 1.2.0."""
        return f"""\
cff-version: 1.2.0
message: "If you use alskg, please cite it, and the MedlinePlus page that it was made from."
title: "{_TITLE}"
type: dataset
authors:
  - name: "alskg contributors"
version: "{self.version}"
url: "{BASE}"
license:
  - Apache-2.0
  - CC-BY-4.0
references:
  - type: webpage
    title: "Amyotrophic lateral sclerosis"
    authors:
      - name: "MedlinePlus, National Library of Medicine"
    url: "{_SOURCE}"
"""


def citation(site: Site) -> Citation:
    """Return how to cite what is served; a graph that does not say has the version of the code."""
    rows = answers(site.kg.engine, _RELEASE)
    year, month, _ = site.version.split(".", 2)
    stated = [(version, issued) for _, issued, version in rows]
    version, issued = min(stated, default=(site.version, f"{year}-{month.zfill(2)}"))
    return Citation(version, issued)
