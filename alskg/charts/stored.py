"""The charts of stored queries: which there are, and one drawn with its title and its source."""

from collections.abc import Mapping

from alskg import catalogue
from alskg.catalogue import StoredQuery
from alskg.catalogue.chart import Definition
from alskg.charts.drawing import Chart, draw, titled
from alskg.charts.source import source_line
from alskg.engine.results import Rows
from alskg.errors import UnknownQuery, did_you_mean
from alskg.ledger import Answering

__all__ = ["charted", "definition_of", "named", "picture"]


def charted() -> list[StoredQuery]:
    """Return the stored questions that have a chart, by name."""
    return [query for query in catalogue.all("answers") if query.chart]


def named(name: str) -> StoredQuery:
    """Return the stored query of a name. Raises UnknownQuery, which suggests the nearest chart."""
    try:
        return catalogue.get(name)
    except UnknownQuery as error:
        suggestion = did_you_mean(name.replace("-", "_"), [query.id for query in charted()])
        message = f"No chart is called '{name}'.{suggestion} 'alskg chart' lists them all."
        raise UnknownQuery(message) from error


def definition_of(query: StoredQuery) -> Definition:
    """Return how a query is drawn. Raises UnknownQuery where it is not, DataError for a mistake."""
    if query.chart is None:
        raise UnknownQuery(
            f"The question '{query.id}' has no chart: 'alskg query {query.id}' answers it in "
            f"words. 'alskg chart' lists the questions that have one."
        )
    return query.chart


def picture(
    query: StoredQuery, rows: Rows, engine: Answering, parameters: Mapping[str, object]
) -> Chart:
    """Draw what an engine answered. Raises what `draw` and `definition_of` do."""
    definition = definition_of(query)
    title = titled(definition.setting("title") or query.title, parameters)
    return draw(definition, rows, title=title, name=query.id, source=source_line(engine))
