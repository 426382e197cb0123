"""The graph over HTTP: a SPARQL endpoint, an address for every entity, and a site for people.

`app` puts the parts together, `site` is what all pages share, `response` how a page is sent.
`sparql` and `store` speak the protocols, `answering` says who answers a query, `server` listens.
"""
