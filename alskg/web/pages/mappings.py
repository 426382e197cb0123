"""The mappings: which terms elsewhere are ours, by registry and by how closely."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from alskg import resources
from alskg.ledger import answers
from alskg.terms import compact, prefix_header
from alskg.web.entity.representation import accepted, data
from alskg.web.protocol.negotiation import Offer, chosen
from alskg.web.response import page
from alskg.web.site import Site

__all__ = ["Record", "Wish", "routes"]

_RECORDS: Final = """\
SELECT ?mapping ?subject ?predicate ?object ?label ?modifier ?justification ?comment ?source WHERE {
  ?mapping sssom:subject_id ?subject ; sssom:predicate_id ?predicate ; sssom:object_id ?object ;
    sssom:mapping_justification ?justification .
  OPTIONAL { ?mapping sssom:object_label ?label }
  OPTIONAL { ?mapping sssom:predicate_modifier ?modifier }
  OPTIONAL { ?mapping sssom:comment ?comment }
  OPTIONAL { ?mapping sssom:object_source ?source }
}"""
_OFFERS: Final = (
    Offer("text/html", "html"),
    Offer("application/json", "json"),
    Offer("text/csv", "csv"),
    Offer("text/tab-separated-values", "tsv"),
)
_MEDIA: Final = {offer.name: offer.media_type for offer in _OFFERS}
_REASONS: Final = {
    "ManualMappingCuration": "compared by hand",
    "MappingChaining": "through another term",
    "LogicalReasoning": "follows from the vocabulary",
}
_LONGEST: Final = 50  # rows a page
_WORDS: Final = 200  # characters of a search that are looked at

KINDS: Final[Mapping[str, str]] = {
    "exact": "The same thing.",
    "close": "Nearly the same, or not checked to be the same.",
    "broad": "The term elsewhere is wider.",
    "narrow": "The term elsewhere is narrower.",
    "related": "Tied to each other, and no more.",
    "rejected": "Looked like a match and was turned down: the two are not the same.",
}
"""How closely two things correspond, and what that means."""


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping: a thing of ours and a term elsewhere; `kind` is one of KINDS."""

    mapping: str
    subject: str
    subject_label: str
    predicate: str
    kind: str
    object: str
    object_label: str
    registry: str
    justification: str
    comment: str
    source: str

    @property
    def rejected(self) -> bool:
        """Say whether it was turned down: it says that the two do not correspond."""
        return self.kind == "rejected"

    @property
    def reason(self) -> str:
        """Return the justification in words."""
        term = self.justification.rpartition("/")[2]
        return _REASONS.get(term, term)

    @property
    def text(self) -> str:
        """Return what a search looks at."""
        whole = (self.subject, self.subject_label, self.object, self.object_label, self.comment)
        return " ".join((*whole, compact(self.object), self.registry)).casefold()


@dataclass(frozen=True, slots=True)
class Wish:
    """Which mappings are wanted: of a registry, of a kind, with these words; empty is any."""

    registry: str = ""
    kind: str = ""
    words: str = ""

    def picks(self, one: Record) -> bool:
        """Say whether a mapping is one of them."""
        return (
            (not self.registry or one.registry == self.registry)
            and (not self.kind or one.kind == self.kind)
            and all(word in one.text for word in self.words.casefold().split())
        )

    def address(self, suffix: str = "", **changed: str | int) -> str:
        """Return where these mappings are shown, with some wishes changed."""
        wishes = {"registry": self.registry, "kind": self.kind, "q": self.words} | changed
        asked = urlencode({name: value for name, value in wishes.items() if value})
        return f"/mappings{suffix}" + (f"?{asked}" if asked else "")


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of the table and of its data."""

    def shown(request: Request) -> Response:
        form = chosen(accepted(request), _OFFERS)
        if form is not None and form.name != "html":
            return _sent(site, request, form.name)
        return page(site, request, "mappings.html", **_context(site, request))

    def as_file(request: Request) -> Response:
        return _sent(site, request, request.path_params["form"])

    files = [Route(f"/mappings.{form}", _bound(as_file, form)) for form in _MEDIA if form != "html"]
    return [Route("/mappings", shown), *files]


def _bound(answer: Any, form: str) -> Any:  # noqa: ANN401  (a handler, as Starlette takes it)
    """Return a handler that is told which form its address names."""

    def handler(request: Request) -> Response:
        request.path_params["form"] = form
        response: Response = answer(request)
        return response

    return handler


def _records(site: Site) -> tuple[Record, ...]:
    """Return all mappings, by the label of our thing."""
    found = answers(site.kg.engine, prefix_header(_RECORDS) + _RECORDS)
    records = (_record(site, *row) for row in found)
    return tuple(
        sorted(records, key=lambda one: (one.rejected, one.subject_label.casefold(), one.object))
    )


def _record(  # noqa: PLR0913, PLR0917  (the columns of the query)
    site: Site,
    mapping: str,
    subject: str,
    predicate: str,
    target: str,
    label: str,
    modifier: str,
    justification: str,
    comment: str,
    source: str,
) -> Record:
    kind = predicate.rpartition("#")[2].removesuffix("Match")
    return Record(
        mapping,
        subject,
        site.label(subject),
        predicate,
        kind="rejected" if modifier else kind if kind in KINDS else "related",
        object=target,
        object_label=label,
        registry=_registry(target),
        justification=justification,
        comment=comment,
        source=source,
    )


def _registry(target: str) -> str:
    """Return the prefix of a term elsewhere, or its host where we have no prefix for it."""
    curie = compact(target)
    return target.split("/")[2] if curie == target and "//" in target else curie.partition(":")[0]


def _wish(request: Request) -> Wish:
    """Return what the address asks for."""
    given = request.query_params
    return Wish(
        given.get("registry", "")[:_WORDS],
        given.get("kind", "")[:_WORDS],
        given.get("q", "")[:_WORDS],
    )


def _context(site: Site, request: Request) -> dict[str, Any]:
    """Return what the page shows."""
    wish, records = _wish(request), _records(site)
    found = [one for one in records if wish.picks(one)]
    pages = max(1, -(-len(found) // _LONGEST))
    number = min(_page_number(request.query_params.get("page", "")), pages)
    return {
        "title": "Mappings",
        "heading": "Mappings to terms elsewhere",
        "styles": ["overview.css"],
        "wish": wish,
        "kinds": KINDS,
        "counts": _counts(records),
        "totals": Counter(one.kind for one in records),
        "total": len(records),
        "found": found[(number - 1) * _LONGEST : number * _LONGEST],
        "matches": len(found),
        "number": number,
        "pages": pages,
        "first": (number - 1) * _LONGEST + 1,
        "files": _files(),
        "formats": [(wish.address(f".{form}"), form.upper()) for form in ("csv", "tsv", "json")],
        "behind": [prefix_header(_RECORDS) + _RECORDS],
    }


def _page_number(asked: str) -> int:
    """Return the page that is asked for: the first where that is no number."""
    return max(int(asked), 1) if re.fullmatch("[0-9]{1,6}", asked) else 1


def _counts(records: Iterable[Record]) -> Sequence[tuple[str, Counter[str]]]:
    """Return how many mappings of each kind there are, by registry."""
    counted: dict[str, Counter[str]] = {}
    for one in records:
        counted.setdefault(one.registry, Counter())[one.kind] += 1
    return sorted(counted.items(), key=lambda item: item[0].casefold())


def _files() -> list[str]:
    """Return the names of the SSSOM files."""
    return sorted(path.name for path in (resources.data_dir() / "mappings").glob("*.sssom.tsv"))


def _sent(site: Site, request: Request, form: str) -> Response:
    """Return the mappings that the address asks for as a file."""
    wish = _wish(request)
    rows = [_row(one) for one in _records(site) if wish.picks(one)]
    if form == "json":
        body = json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    else:
        written = io.StringIO()
        dialect = {"delimiter": "\t"} if form == "tsv" else {}
        writer = csv.DictWriter(written, list(_COLUMNS), lineterminator="\n", **dialect)  # type: ignore[arg-type]
        writer.writeheader()
        writer.writerows(rows)
        body = written.getvalue()
    headers = {"Content-Location": wish.address(f".{form}"), "Vary": "Accept, Accept-Encoding"}
    return data(request, body.encode(), _MEDIA[form], headers)


_COLUMNS: Final = {
    "subject_id": "subject",
    "subject_label": "subject_label",
    "predicate_id": "predicate",
    "predicate_modifier": "kind",
    "object_id": "object",
    "object_label": "object_label",
    "mapping_justification": "justification",
    "comment": "comment",
}
"""The columns of a file, named as in SSSOM, with what is written there."""


def _row(one: Record) -> dict[str, str]:
    """Return a mapping with the names of SSSOM, things as CURIEs."""
    known = {key: str(value) for key, value in asdict(one).items()}
    row = {name: compact(known[key]) for name, key in _COLUMNS.items()}
    return row | {"predicate_modifier": "Not" if one.rejected else ""}
