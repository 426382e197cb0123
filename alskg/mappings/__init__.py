"""Mappings to other people's identifiers: SSSOM files in, records and triples out."""

from alskg.mappings.patterns import PATTERNS, fits
from alskg.mappings.rdf import triples
from alskg.mappings.read import places, read, read_all
from alskg.mappings.records import Mapping, MappingSet

__all__ = ["PATTERNS", "Mapping", "MappingSet", "fits", "places", "read", "read_all", "triples"]
