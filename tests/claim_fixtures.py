"""A claim that a user could write, for the tests of what validation says of it."""

CLAIM = """\
PREFIX alskg: <https://w3id.org/alskg/ontology#>
PREFIX claim: <https://w3id.org/alskg/claim/>
PREFIX condition: <https://w3id.org/alskg/condition/>
PREFIX gene: <https://w3id.org/alskg/gene/>
PREFIX modality: <https://w3id.org/alskg/modality/>
PREFIX passage: <https://w3id.org/alskg/passage/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

claim:mine a alskg:CauseClaim ;
    rdfs:label "SOD1: mine"@en ;
    rdf:subject gene:SOD1 ;
    rdf:predicate alskg:predisposesTo ;
    rdf:object condition:als ;
    alskg:modality modality:possible ;
    alskg:statedIn passage:causes-4 ;
    skos:definition "An example."@en .
"""
