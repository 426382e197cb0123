"""What is not known: the questions that the page leaves open, which are data like all else."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from alskg.terms import compact
from alskg.web.entity.representation import accepted, data
from alskg.web.pages.told import Told, question, told
from alskg.web.protocol.negotiation import Offer, chosen
from alskg.web.response import page
from alskg.web.site import Site

__all__ = ["OpenQuestion", "Topic", "routes", "topics"]

_CLAIMS: Final = "?claim a alskg:KnowledgeGapClaim ."
_OFFERS: Final = (Offer("text/html", "html"), Offer("application/json", "json"))
_HEADINGS: Final = {
    "cause": "What causes it",
    "mechanism": "How it comes about",
    "causal-role": "Cause or consequence",
    "relation": "How things hang together",
    "penetrance": "Who falls ill, and who does not",
    "genetic-factors": "Which genes have a part",
}
"""Aspects in the order of the page; others follow under their own label."""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question with the claims that raise it: one, or one for each of several readings."""

    text: str
    claims: tuple[Told, ...]

    @property
    def first(self) -> Told:
        """Return the claim that stands for all where they agree: subject, sentence, aspect."""
        return self.claims[0]


@dataclass(frozen=True, slots=True)
class Topic:
    """Questions that leave the same side of things open."""

    slug: str
    heading: str
    questions: tuple[OpenQuestion, ...]


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of the page and of its data."""

    def shown(request: Request) -> Response:
        form = chosen(accepted(request), _OFFERS)
        if form is not None and form.name == "json":
            return as_json(request)
        links = {"/gaps.json": 'rel="alternate"; type="application/json"'}
        return page(site, request, "gaps.html", links=links, **_context(site))

    def as_json(request: Request) -> Response:
        found = [_record(site, one) for topic in topics(site) for one in topic.questions]
        body = json.dumps(found, ensure_ascii=False, indent=1).encode() + b"\n"
        headers = {"Content-Location": "/gaps.json", "Vary": "Accept, Accept-Encoding"}
        return data(request, body, "application/json", headers)

    return [Route("/gaps", shown), Route("/gaps.json", as_json)]


def topics(site: Site) -> tuple[Topic, ...]:
    """Return the open questions by what they leave open."""
    by_text: dict[str, list[Told]] = {}
    for one in told(site, question(_CLAIMS)):
        by_text.setdefault(one.first("question") or one.text, []).append(one)
    by_aspect: dict[str, list[OpenQuestion]] = {}
    for text, claims in by_text.items():
        by_aspect.setdefault(claims[0].object, []).append(OpenQuestion(text, _readings(claims)))
    order = list(_HEADINGS)

    def rank(aspect: str) -> tuple[int, str]:
        slug = aspect.rpartition("/")[2]
        return (order.index(slug) if slug in order else len(order), slug)

    return tuple(_topic(site, aspect, by_aspect[aspect]) for aspect in sorted(by_aspect, key=rank))


def _topic(site: Site, aspect: str, questions: Sequence[OpenQuestion]) -> Topic:
    slug = aspect.rpartition("/")[2]
    own = site.label(aspect)
    return Topic(slug, _HEADINGS.get(slug) or own[:1].upper() + own[1:], tuple(questions))


def _readings(claims: Iterable[Told]) -> tuple[Told, ...]:
    """Return the readings of a question, that which makes it a cause first."""
    return tuple(
        sorted(claims, key=lambda one: ("byproduct" in one.first("candidateRole"), one.iri))
    )


def _context(site: Site) -> dict[str, Any]:
    """Return what the page shows."""
    found = topics(site)
    return {
        "title": "Not known",
        "heading": "What is not known",
        "styles": ["overview.css"],
        "topics": found,
        "total": sum(len(topic.questions) for topic in found),
        "claims": sum(len(one.claims) for topic in found for one in topic.questions),
        "formats": [
            ("/gaps.json", "JSON"),
            ("/queries/knowledge_gaps.csv", "CSV"),
            ("/queries/knowledge_gaps", "as a stored question"),
        ],
        "behind": [question(_CLAIMS)],
    }


def _record(site: Site, one: OpenQuestion) -> dict[str, Any]:
    """Return a question for programs."""
    first = one.first
    return {
        "question": one.text,
        "about": {"id": compact(first.subject), "label": site.label(first.subject)},
        "aspect": {"id": compact(first.object), "label": site.label(first.object)},
        "modality": first.certainty,
        "claims": [
            {
                "id": compact(claim.iri),
                "text": claim.text,
                "concerns": [compact(each) for each in claim.values.get("concerns", ())],
                "candidateRole": [compact(each) for each in claim.values.get("candidateRole", ())],
                "statedIn": [compact(each.passage) for each in claim.sentences],
            }
            for claim in one.claims
        ],
    }
