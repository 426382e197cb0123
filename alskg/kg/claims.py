"""Claims, hits and sources as collections: tuples that can be filtered and look well."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from alskg.kg import markup
from alskg.tracing import Support, TracedClaim

__all__ = ["Claims", "Provenance", "claims_html"]

_SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Provenance:
    """What the claims about a thing rest on: sentences of the page, and reference sources."""

    passages: tuple[Support, ...]
    sources: tuple[str, ...]

    def __str__(self) -> str:
        """Return both in words."""
        return "; ".join([*(passage.place for passage in self.passages), *self.sources])

    def _repr_html_(self) -> str:
        """Show both in a notebook, sentences as links that open the page there."""
        places = [_place(passage) for passage in self.passages]
        return "; ".join([*places, *map(markup.text, self.sources)])


class Claims(tuple[TracedClaim, ...]):
    """Claims in the order of the page, those of reference sources last."""

    __slots__ = ()

    def where(self, **wanted: str | Callable[[str], bool]) -> "Claims":
        """Return the claims whose fields are as wanted, such as `modality="possible"`.

        A field is `subject`, `predicate`, `object`, `modality`, `label`, `definition`, `place` or
        any other text of a claim; or a qualifier such as `population`. It equals a text in any
        case, or passes a function. Raises TypeError for what is neither text nor function.
        """
        tests = {name: _test(name, one) for name, one in wanted.items()}
        return Claims(
            claim for claim in self if all(test(_field(claim, n)) for n, test in tests.items())
        )

    @property
    def provenance(self) -> Provenance:
        """Return what they rest on, each sentence and source once."""
        passages = dict.fromkeys(support for claim in self for support in claim.supports)
        sources = dict.fromkeys(source for claim in self for source in claim.sources)
        return Provenance(tuple(passages), tuple(sources))

    def __repr__(self) -> str:
        """Show one claim a line."""
        number = f"{len(self)} claim{'' if len(self) == 1 else 's'}"
        return "\n".join([number, *(f"  {claim}  [{claim.place}]" for claim in self)])

    def _repr_html_(self) -> str:
        """Show the claims in a notebook, with links to their sentences."""
        return claims_html(self)


def claims_html(claims: Claims) -> str:
    """Return the claims as a table: what is said, how firmly, for whom, and where."""
    rows = [
        (
            markup.link(f"{one.subject} {one.predicate} {one.object}", one.iri, one.curie),
            markup.text(one.modality),
            markup.text("; ".join(f"{name}: {value}" for name, value in one.stated)),
            "; ".join([*map(_place, one.supports), *map(markup.text, one.sources)]),
        )
        for one in claims[:_SHOWN]
    ]
    head = ("claim", "certainty", "figures and qualifiers", "where")
    return markup.table(head, rows) + markup.more(len(claims) - _SHOWN, "claim")


def _place(passage: Support) -> str:
    """Return the place of a passage as a link that opens the page there."""
    return markup.link(passage.place, passage.link)


def _test(name: str, wanted: str | Callable[[str], bool]) -> Callable[[str], bool]:
    """Return what a field has to pass."""
    if callable(wanted):
        return wanted
    if not isinstance(wanted, str):
        raise TypeError(f"{name} is compared with a text or passed to a function.")
    folded = wanted.casefold()
    return lambda text: text.casefold() == folded


def _field(claim: TracedClaim, name: str) -> str:
    """Return a field or a qualifier of a claim; the empty string where it has none."""
    own = getattr(claim, name, None)
    if isinstance(own, str):
        return own
    return dict(claim.qualifiers).get(name.replace("_", " "), "")
