"""Plain tables of what people ask for most, one claim a row.

Every row has the claim that it is and where that stands, so nothing is said without its sentence.
A thing has its label, and in a column of its own the one identifier that is exactly the same thing.
Certainty is the claim's modality: a row that is `negated` says that it is not so.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from alskg.export import biolink
from alskg.export.contents import Claim, Contents, contents_of
from alskg.export.snapshot import Snapshot
from alskg.terms import compact, expand

__all__ = ["tables"]

Cell = Callable[[Contents, Claim], str]
Columns = Mapping[str, Cell]


def _labels(*properties: str) -> Cell:
    """Make a column of the labels of what properties of the claim name."""
    return lambda contents, claim: "|".join(
        contents.label(value)
        for property_ in properties
        for value in contents.texts(claim.iri, property_)
    )


def _figures(property_: str) -> Cell:
    """Make a column of a figure, as the graph writes it."""
    return lambda contents, claim: contents.text(claim.iri, property_)


def _end(kind: str) -> Cell:
    """Make a column of the label of the end of a claim that is of a class."""
    return lambda contents, claim: contents.label(_thing(contents, claim, kind))


def _identifier(kind: str, prefix: str) -> Cell:
    """Make a column of the identifier that is exactly that end, where there is one."""
    return lambda contents, claim: "|".join(
        contents.identifiers(_thing(contents, claim, kind), prefix)
    )


def _thing(contents: Contents, claim: Claim, kind: str) -> str:
    """Return the end of a claim that is of a class, the subject first."""
    ends = (claim.subject, claim.object.value)
    return next((end for end in ends if contents.kind(end) == kind), claim.object.value)


def _relation(contents: Contents, claim: Claim) -> str:
    """Return the label of the predicate."""
    return contents.label(expand(claim.predicate))


def _from_gene(contents: Contents, claim: Claim) -> str:
    """Return the label of the predicate as it is read from the gene to the condition."""
    backwards = contents.kind(claim.object.value) == "alskg:Gene"
    predicate = biolink.inverse(contents, claim.predicate) if backwards else claim.predicate
    return contents.label(expand(predicate or claim.predicate))


def _object(contents: Contents, claim: Claim) -> str:
    """Return the label of the object."""
    return contents.label(claim.object.value)


_ORIGIN: Final[Columns] = {
    "certainty": lambda _, claim: claim.modality,
    "statement": lambda contents, claim: contents.text(claim.iri, "skos:definition"),
    "layer": lambda contents, claim: (
        "page" if contents.texts(claim.iri, "alskg:statedIn") else "reference"
    ),
    "sentence": lambda contents, claim: "|".join(
        map(compact, contents.texts(claim.iri, "alskg:statedIn"))
    ),
    "sentence_link": lambda contents, claim: "|".join(
        link
        for passage in contents.texts(claim.iri, "alskg:statedIn")
        for link in contents.texts(passage, "alskg:textFragment")
    ),
    "source": _labels("alskg:accordingTo"),
    "claim": lambda _, claim: compact(claim.iri),
}
_CONDITION: Final[Columns] = {
    "condition": _end("alskg:Condition"),
    "mondo_id": _identifier("alskg:Condition", "MONDO"),
}
_FIGURES: Final[Columns] = {
    "value": _figures("alskg:value"),
    "low": _figures("alskg:low"),
    "high": _figures("alskg:high"),
    "unit": _labels("alskg:unit"),
    "approximate": _figures("alskg:approximate"),
}
_GENE_DISEASE: Final[Columns] = {
    "gene_symbol": _end("alskg:Gene"),
    "hgnc_id": _identifier("alskg:Gene", "HGNC"),
    **_CONDITION,
    "relation": _from_gene,
    **{f"share_{name}": cell for name, cell in _FIGURES.items()},
    "quantifier": _labels("alskg:quantifier"),
    "population": _labels("alskg:population"),
    **_ORIGIN,
}
_PHENOTYPES: Final[Columns] = {
    **_CONDITION,
    "relation": _relation,
    "phenotype": _object,
    "hpo_id": lambda contents, claim: "|".join(contents.identifiers(claim.object.value, "HP")),
    "quantifier": _labels("alskg:quantifier"),
    "stage": _labels("alskg:stage"),
    "body_part": _labels("alskg:bodyPart"),
    "due_to": _labels("alskg:dueTo"),
    **_ORIGIN,
}
_INHERITANCE: Final[Columns] = {
    **_CONDITION,
    "inheritance": _object,
    "hpo_id": _identifier("alskg:InheritancePattern", "HP"),
    "quantifier": _labels("alskg:quantifier"),
    "among": _labels("alskg:denominator"),
    **_ORIGIN,
}
_EPIDEMIOLOGY: Final[Columns] = {
    "kind": lambda contents, claim: contents.label(expand(claim.kind)),
    "subject": lambda contents, claim: contents.label(claim.subject),
    "relation": _relation,
    "object": _object,
    **_FIGURES,
    "quantifier": _labels("alskg:quantifier"),
    "direction": _labels("alskg:direction"),
    "compared_with": _labels(
        "alskg:comparatorCondition", "alskg:comparatorPopulation", "alskg:comparatorSex"
    ),
    "population": _labels("alskg:population"),
    "sex": _labels("alskg:sex"),
    "among": _labels("alskg:denominator"),
    **_ORIGIN,
}
_GAPS: Final[Columns] = {
    "question": _figures("alskg:question"),
    "subject": lambda contents, claim: contents.label(claim.subject),
    "aspect": _object,
    "concerns": _labels("alskg:concerns", "alskg:concernsClaim"),
    "candidate_role": _labels("alskg:candidateRole"),
    "quantifier": _labels("alskg:quantifier"),
    "alternative": lambda contents, claim: "|".join(
        map(compact, contents.texts(claim.iri, "alskg:alternativeClaim"))
    ),
    **_ORIGIN,
}
# Which claims stand in each table, and what is said of them.
_TABLES: Final[Mapping[str, tuple[frozenset[str], Columns]]] = {
    "gene_disease.tsv": (
        frozenset({"CauseClaim", "CaseShareClaim", "ListingClaim", "GeneConditionClaim"}),
        _GENE_DISEASE,
    ),
    "phenotypes.tsv": (
        frozenset({"PhenotypeClaim", "CareNeedClaim", "CauseOfDeathClaim"}),
        _PHENOTYPES,
    ),
    "inheritance.tsv": (frozenset({"InheritanceClaim"}), _INHERITANCE),
    "epidemiology.tsv": (
        frozenset({"EpidemiologyClaim", "CaseShareClaim", "OnsetClaim", "SurvivalClaim"}),
        _EPIDEMIOLOGY,
    ),
    "knowledge_gaps.tsv": (frozenset({"KnowledgeGapClaim"}), _GAPS),
}


def tables(snapshot: Snapshot) -> dict[str, bytes]:
    """Return the tables by file name. Raises DataError as `Contents` does."""
    contents = contents_of(snapshot)
    return {
        name: _table(contents, columns, _chosen(contents, name, kinds))
        for name, (kinds, columns) in _TABLES.items()
    }


def _chosen(contents: Contents, name: str, kinds: frozenset[str]) -> list[Claim]:
    """Return the claims of a table; that of genes has those with a gene at one end."""
    chosen = [claim for claim in contents.claims if claim.kind.removeprefix("alskg:") in kinds]
    if name != "gene_disease.tsv":
        return chosen
    return [
        claim
        for claim in chosen
        if "alskg:Gene" in {contents.kind(claim.subject), contents.kind(claim.object.value)}
    ]


def _table(contents: Contents, columns: Columns, claims: Sequence[Claim]) -> bytes:
    """Return a table as TSV, one claim a line, `|` between several values, ordered by its cells."""
    rows = sorted(
        [" ".join(cell(contents, claim).split()) for cell in columns.values()] for claim in claims
    )
    return "".join("\t".join(row) + "\n" for row in [list(columns), *rows]).encode()
