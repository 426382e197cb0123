"""External ontologies: OBO, OWL, OBO Graphs JSON and SKOS files in, terms and triples out.

A file is parsed in a process of its own that can open nothing, has little memory and little time.
What a file imports is named in the result and never fetched.
"""

from alskg.ontologies.reading import LIMITS, quads, read
from alskg.ontologies.records import Ontology, Synonym, Term
from alskg.ontologies.together import together

__all__ = ["LIMITS", "Ontology", "Synonym", "Term", "quads", "read", "together"]
