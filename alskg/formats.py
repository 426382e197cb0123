"""The one table of formats: name, file suffix, media type and what each can hold."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Final, Literal

from alskg.errors import UnsupportedFormat, did_you_mean

__all__ = ["FORMATS", "Format", "Kind", "by_name", "by_suffix", "names"]

Kind = Literal["rows", "triples", "graph", "dataset", "report", "text", "picture"]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write an answer.

    `kind` is what it holds first of all, `also` what else it can hold: `triples` are those of a
    graph, a row each, for people and spreadsheets. `aliases` are other names and `suffixes` other
    file endings that people use for it.
    """

    name: str
    suffix: str
    media_type: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    also: tuple[Kind, ...] = ()

    def holds(self, *kinds: Kind) -> bool:
        """Say whether it can hold one of these kinds; with none named, anything goes."""
        return not kinds or self.kind in kinds or bool(set(self.also) & set(kinds))


FORMATS: Final = (
    Format("table", ".txt", "text/plain", "rows", also=("triples", "report")),
    Format("csv", ".csv", "text/csv", "rows", also=("triples",)),
    Format("tsv", ".tsv", "text/tab-separated-values", "rows", also=("triples",)),
    Format(
        "json",
        ".json",
        "application/sparql-results+json",
        "rows",
        aliases=("srj", "sparql-json"),
        suffixes=(".srj",),
        also=("report",),
    ),
    Format("jsonl", ".jsonl", "application/jsonl", "rows", ("ndjson",), also=("triples",)),
    Format(
        "xml",
        ".xml",
        "application/sparql-results+xml",
        "rows",
        aliases=("srx", "sparql-xml"),
        suffixes=(".srx",),
    ),
    Format("md", ".md", "text/markdown", "rows", ("markdown",), also=("triples",)),
    Format("html", ".html", "text/html", "rows", ("htm",), (".htm",), ("triples",)),
    Format("turtle", ".ttl", "text/turtle", "graph", aliases=("ttl",), also=("report",)),
    Format("ntriples", ".nt", "application/n-triples", "graph", aliases=("nt", "n-triples")),
    Format(
        "jsonld",
        ".jsonld",
        "application/ld+json",
        "graph",
        aliases=("json-ld", "json"),
        suffixes=(".json",),
        also=("dataset",),
    ),
    Format(
        "rdfxml",
        ".rdf",
        "application/rdf+xml",
        "graph",
        aliases=("rdf", "rdf-xml", "rdf/xml", "owl", "xml"),
        suffixes=(".owl", ".xml"),
    ),
    Format("trig", ".trig", "application/trig", "dataset"),
    Format("nquads", ".nq", "application/n-quads", "dataset", aliases=("nq", "n-quads")),
    Format("human", ".txt", "text/plain", "report"),
    Format("text", ".txt", "text/plain", "text", aliases=("txt", "plain")),
    Format("svg", ".svg", "image/svg+xml", "picture"),
    Format("png", ".png", "image/png", "picture"),
)


def names(*kinds: Kind) -> tuple[str, ...]:
    """Return the format names that can hold one of these kinds, in the order of the table.

    >>> names("dataset")
    ('jsonld', 'trig', 'nquads')
    """
    return tuple(known.name for known in FORMATS if known.holds(*kinds))


def by_name(name: str, *kinds: Kind) -> Format:
    """Return the format of a name or an alias, in any case, among those that hold these kinds.

    A name wins over an alias: `json` is a table of results, and JSON-LD only where nothing but a
    graph will do. Raises UnsupportedFormat.

    >>> by_name("ttl").name, by_name("json").name, by_name("json", "graph").name
    ('turtle', 'json', 'jsonld')
    """
    wanted = name.casefold()
    fitting = [known for known in FORMATS if known.holds(*kinds)]
    for known in fitting:
        if known.name == wanted:
            return known
    for known in fitting:
        if wanted in known.aliases:
            return known
    choices = names(*kinds)
    message = (
        f"There is no format '{name}' for this. Choose one of {', '.join(choices)}."
        f"{did_you_mean(name, choices)}"
    )
    raise UnsupportedFormat(message)


def by_suffix(path: PurePath | str, *kinds: Kind) -> Format:
    """Return the format that a file's ending stands for, among those that hold these kinds.

    Raises UnsupportedFormat, which names the endings that would do.

    >>> by_suffix("als.sssom.tsv").name, by_suffix("als.json", "graph").name
    ('tsv', 'jsonld')
    """
    suffix = PurePath(path).suffix.casefold()
    fitting = [known for known in FORMATS if known.holds(*kinds)]
    for known in fitting:
        if suffix == known.suffix:
            return known
    for known in fitting:
        if suffix in known.suffixes:
            return known
    endings = dict.fromkeys(known.suffix for known in fitting)
    message = (
        f"The ending of '{path}' does not say which format to use. Name the format with -f, "
        f"or end the file's name in one of {', '.join(endings)}."
    )
    raise UnsupportedFormat(message)
