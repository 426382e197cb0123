"""The stored queries: `queries/{answers,checks,exports}/<id>.rq`, each with a header in YAML."""

from alskg.catalogue.folder import all, from_text, get, names  # noqa: A004  (catalogue.all())
from alskg.catalogue.header import AUDIENCES, TAGS, TOPICS, Parameter
from alskg.catalogue.linting import lint
from alskg.catalogue.stored import KINDS, Kind, StoredQuery

__all__ = [
    "AUDIENCES",
    "KINDS",
    "TAGS",
    "TOPICS",
    "Kind",
    "Parameter",
    "StoredQuery",
    "all",
    "from_text",
    "get",
    "lint",
    "names",
]
