"""The knowledge graph as an object: what the shell, notebooks and programs use."""

from alskg.kg.claims import Claims, Provenance
from alskg.kg.entity import Entity
from alskg.kg.graph import KnowledgeGraph
from alskg.kg.result import Result, Row
from alskg.kg.search import Hit, Hits
from alskg.kg.stats import Stats
from alskg.kg.values import IRI

__all__ = [
    "IRI",
    "Claims",
    "Entity",
    "Hit",
    "Hits",
    "KnowledgeGraph",
    "Provenance",
    "Result",
    "Row",
    "Stats",
]
