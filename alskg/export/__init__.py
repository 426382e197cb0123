"""Write the compiled dataset in other formats, the same bytes for the same dataset.

`REGISTRY` is the one table of them. Lexical forms stay as they are in the files.
"""

import importlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from alskg import resources
from alskg.errors import UnsupportedFormat, did_you_mean
from alskg.export.snapshot import Snapshot
from alskg.formats import by_name

__all__ = ["FORMATS", "REGISTRY", "Export", "Snapshot", "by_format", "files", "left_out", "write"]

Writer = Callable[[Snapshot], bytes | Mapping[str, bytes]]

TURTLE: Final = "text/turtle"
TRIG: Final = "application/trig"
JSONLD: Final = "application/ld+json"
JSON: Final = "application/json"
JSONL: Final = "application/jsonl"
TSV: Final = "text/tab-separated-values"
CSV: Final = "text/csv"


@dataclass(frozen=True, slots=True)
class Export:
    """One export format.

    `writer` is `module:function`, brought in when it is needed. It takes a `Snapshot` and returns
    the bytes of its one file, or, where it writes several, their bytes by path. `files` has the
    media type of each file by its path, which may have a `*`. A format of `whole` files cannot be
    narrowed to a selection. `left_out` is `module:function` of what counts, by reason, what the
    format leaves out; `omits` says it in words, and `users` for whom the format is.
    """

    name: str
    writer: str
    files: Mapping[str, str]
    summary: str
    users: str
    omits: str = ""
    left_out: str = ""
    whole: bool = False
    aliases: Collection[str] = field(default=())

    @property
    def single(self) -> bool:
        """Say whether it is one file, which can go to standard output."""
        return len(self.files) == 1 and "*" not in next(iter(self.files))


_GRAPHS_JOINED: Final = "which named graph a statement is in"

# One row a format, in the order in which they are listed and written.
REGISTRY: Final = (
    Export(
        "turtle",
        "alskg.export.turtle:turtle",
        {"als-kg.ttl": TURTLE},
        "All statements together, made to be read.",
        "people, and every RDF library",
        omits=_GRAPHS_JOINED,
    ),
    Export(
        "trig",
        "alskg.export.turtle:trig",
        {"als-kg.trig": TRIG},
        "All statements, each in its named graph, made to be read.",
        "people, and stores with named graphs",
    ),
    Export(
        "ntriples",
        "alskg.export.lines:ntriples",
        {"als-kg.nt": "application/n-triples"},
        "All statements together, one a line, sorted.",
        "bulk loaders, grep and diff",
        omits=_GRAPHS_JOINED,
    ),
    Export(
        "nquads",
        "alskg.export.lines:nquads",
        {"als-kg.nq": "application/n-quads"},
        "All statements, one a line with its named graph, sorted: what the digest is made of.",
        "bulk loaders, grep and diff",
    ),
    Export(
        "rdfxml",
        "alskg.export.rdfxml:rdfxml",
        {"als-kg.rdf": "application/rdf+xml"},
        "All statements together as RDF/XML.",
        "OWL tools and older RDF libraries",
        omits=_GRAPHS_JOINED,
    ),
    Export(
        "jsonld",
        "alskg.export.jsonld:jsonld",
        {"als-kg.jsonld": JSONLD},
        "All statements together as JSON that reads like records, its context inside.",
        "programs that read JSON",
        omits=_GRAPHS_JOINED,
    ),
    Export(
        "framed",
        "alskg.export.framed:framed",
        {"framed/condition/*.jsonld": JSONLD, "framed/gene/*.jsonld": JSONLD},
        "A document a condition and a gene: its claims, and what they rest on, in one tree.",
        "web pages and programs that want one thing whole",
        omits="claims about other things, and all of a mentioned thing but type and label",
        aliases=("jsonld-framed",),
    ),
    Export(
        "turtle12",
        "alskg.export.reifiers:reifiers",
        {"als-kg.rdf12.ttl": f"{TURTLE}; version=1.2"},
        "RDF 1.2: all statements together, each claim the reifier of what it states.",
        "stores and libraries that know triple terms",
        omits=_GRAPHS_JOINED,
        aliases=("turtle-1.2", "rdf12", "rdf-1.2"),
    ),
    Export(
        "nanopublications",
        "alskg.export.nanopublications:nanopublications",
        {"als-kg.nanopubs.trig": TRIG},
        "One nanopublication a claim: assertion, provenance and publication info, not signed.",
        "nanopublication tools, and who cites one claim",
        omits="what is not a claim, and edges derived from several claims",
        aliases=("nanopubs", "nanopub"),
    ),
    Export(
        "kgx",
        "alskg.export.kgx:kgx",
        {
            "als-kg_nodes.tsv": TSV,
            "als-kg_edges.tsv": TSV,
            "als-kg_nodes.jsonl": JSONL,
            "als-kg_edges.jsonl": JSONL,
        },
        "Nodes and edges by Biolink 4.4.6, an edge a claim, with its certainty and qualifiers.",
        "Monarch, Translator and other Biolink users",
        omits="knowledge gaps; texts stand on their node; derived edges",
        left_out="alskg.export.kgx:left_out",
        aliases=("biolink",),
    ),
    Export(
        "tables",
        "alskg.export.tables:tables",
        {
            "gene_disease.tsv": TSV,
            "phenotypes.tsv": TSV,
            "inheritance.tsv": TSV,
            "epidemiology.tsv": TSV,
            "knowledge_gaps.tsv": TSV,
        },
        "What is asked for most, one claim a row, with its certainty and its sentence.",
        "spreadsheets, pandas and R",
        omits="kinds of claims that have no table",
    ),
    Export(
        "references",
        "alskg.export.references:references",
        {"references.csv": CSV, "references.bib": "application/x-bibtex"},
        "The works that the page cites.",
        "reference managers and LaTeX",
        omits="all but the references",
        aliases=("bibtex",),
    ),
    Export(
        "sssom",
        "alskg.export.copies:sssom",
        {"sssom/*.sssom.tsv": TSV},
        "The mappings, and those turned down, as curated.",
        "sssom-py, OxO and other mapping tools",
        omits="all but the mappings",
        whole=True,
    ),
    Export(
        "bioschemas",
        "alskg.export.bioschemas:bioschemas",
        {"als-kg.bioschemas.jsonld": JSONLD},
        "The dataset with its downloads, conditions and genes in schema.org's terms.",
        "search engines and dataset catalogues",
        omits="claims, and all things but conditions and genes",
        whole=True,
        aliases=("schema.org",),
    ),
    Export(
        "examples",
        "alskg.export.examples:examples",
        {"sparql-examples.ttl": TURTLE},
        "The stored questions as SHACL executables, in the form of SIB's examples.",
        "SPARQL editors and query assistants",
        omits="all but the questions",
        whole=True,
    ),
    Export(
        "vocabulary",
        "alskg.export.copies:vocabulary",
        {
            "ontology/alskg.ttl": TURTLE,
            "ontology/prefixes.ttl": TURTLE,
            "ontology/context.jsonld": JSONLD,
            "ontology/shapes/*.ttl": TURTLE,
        },
        "The ontology, its prefixes, its JSON-LD context and its SHACL shapes, as curated.",
        "ontology editors and validators",
        omits="all data",
        whole=True,
        aliases=("ontology", "shapes", "context"),
    ),
    Export(
        "void",
        "alskg.export.description:void",
        {"void.ttl": TURTLE},
        "What the release is, how much of what it holds and where it is from: VoID, DCAT, PROV.",
        "dataset catalogues and federated query planners",
        omits="all but the description",
        whole=True,
        aliases=("dcat",),
    ),
)
FORMATS: Final = tuple(row.name for row in REGISTRY)


def by_format(format_name: str) -> Export:
    """Return the row of a format by its name or an alias. Raises UnsupportedFormat."""
    try:
        name = by_name(format_name, "graph", "dataset").name
    except UnsupportedFormat:
        name = format_name.casefold()
    for row in REGISTRY:
        if name == row.name or name in row.aliases:
            return row
    message = (
        f"The graph is not exported as {format_name}. Choose one of {', '.join(FORMATS)}."
        f"{did_you_mean(name, FORMATS)}"
    )
    raise UnsupportedFormat(message)


def files(row: Export, snapshot: Snapshot) -> dict[str, bytes]:
    """Return the files of one format by path, sorted. Raises DataError where one cannot be made."""
    writer: Writer = _function(row.writer)
    written = writer(snapshot)
    if isinstance(written, bytes):
        return {next(iter(row.files)): written}
    return dict(sorted(written.items()))


def left_out(row: Export, snapshot: Snapshot) -> dict[str, int]:
    """Return how much a format leaves out, by reason."""
    return dict(_function(row.left_out)(snapshot)) if row.left_out else {}


def write(dataset: bytes, format_name: str, layers: Collection[str] = ()) -> bytes:
    """Return a dataset of sorted N-Quads in a format of one file; `layers` picks some graphs.

    A layer is named by its graph: `page` is graph:page, which brings along what its claims rest
    on. Raises UnsupportedFormat where the
    format is unknown or has several files, and UnknownTerm where there is no such layer.
    """
    from alskg.export.selection import Selection, select  # noqa: PLC0415  (often not needed)

    row = by_format(format_name)
    if not row.single:
        message = (
            f"{row.name} is more than one file. Name a folder: alskg export {row.name} -o FOLDER"
        )
        raise UnsupportedFormat(message)
    some = select(dataset, Selection(layers=layers))
    (data,) = files(row, Snapshot(some, resources.root(), resources.version())).values()
    return data


def _function(name: str) -> Any:  # noqa: ANN401  (a writer, or what counts)
    """Return what `module:function` names."""
    module, function = name.split(":")
    return getattr(importlib.import_module(module), function)
