"""HTTP and the SPARQL protocols, clause by clause, without any page.

`received` reads a request with care, `operation` says what it asks for, `sparql` and `store` do
it, `service` describes the endpoint, `problem` says what went wrong (RFC 9457), `reply` is sent.
"""
