"""The page docs/queries.md, made from the headers of the stored questions."""

from collections.abc import Iterable

from alskg.catalogue import AUDIENCES, TAGS, TOPICS, StoredQuery

__all__ = ["catalogue_page"]

_START = """\
# The stored queries

Each answers one question that people ask. `alskg query NAME` runs it, `alskg query NAME --show`
prints it, and `alskg queries` lists them all; `alskg queries --tag gene` lists those about genes,
`alskg queries --for counsellor` those that a genetic counsellor asks. The files are in
`queries/answers/`; the answer that each must give is in `tests/golden/answers/`.

Names in the last column are parameters, each with an example:
`alskg query gene_case_shares -p population=Europe`. A thing goes by its label, another name, its
CURIE, its IRI or its slug, and what is misspelt gets "did you mean". Where a parameter takes any
thing of a kind, `any` says so and is the default.

In Python a parameter is an argument: `kg.query("gene_case_shares", population="Europe")`.
The questions are in the graph as well, as SHACL executables in `graph:queries`:
`alskg query stored_questions` finds them by SPARQL.
"""
_ONTOLOGY = """\
These need a file of the ontology, which you bring:
`alskg query signs_under_hpo_term --with hp.obo`. Without it they say what to load, with exit
status 3. See [linking](linking.md).
"""


def catalogue_page(questions: Iterable[StoredQuery]) -> str:
    """Return the page: the questions by topic, then who asks, and the tags."""
    listed = tuple(questions)
    parts = [_START]
    for topic, heading in TOPICS.items():
        parts += [f"## {heading}\n"]
        parts += [_ONTOLOGY] if topic == "ontology" else []
        parts += ["| query | question, and what the answer holds | asked by | parameters |"]
        parts += ["|---|---|---|---|"]
        parts += [_row(one) for one in listed if one.tags[0] == topic]
        parts += [""]
    parts += ["## Who asks\n"]
    parts += [f"- `{name}`: {meaning}" for name, meaning in AUDIENCES.items()]
    parts += ["\n## Tags\n", "The first tag of a question is its topic, as above. The others:\n"]
    parts += [f"- `{tag}`: {meaning}" for tag, meaning in TAGS.items() if tag not in TOPICS]
    return "\n".join(parts) + "\n"


def _row(question: StoredQuery) -> str:
    """Return the row of one question."""
    parameters = ", ".join(f"`{one.name}={one.example}`" for one in question.parameters)
    audience = ", ".join(question.audience)
    text = f"**{question.title}** {question.summary}"
    return f"| `{question.id}` | {text} | {audience} | {parameters} |"
