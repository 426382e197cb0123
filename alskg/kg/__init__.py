"""The knowledge graph as an object: what the shell, notebooks and programs use."""

from alskg.kg.entity import Entity
from alskg.kg.graph import KnowledgeGraph
from alskg.kg.result import Result, Row
from alskg.kg.search import Hit
from alskg.kg.stats import Stats
from alskg.kg.values import IRI

__all__ = ["IRI", "Entity", "Hit", "KnowledgeGraph", "Result", "Row", "Stats"]
