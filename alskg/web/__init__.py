"""The graph over HTTP: a SPARQL endpoint, an address for every entity, and a site for people.

`app` puts the pages together and `assembly` the server; `site` is what all pages share, `response`
how a page is sent. Bottom to top: `workers`, `protocol`, `server`; then the pages by what they are
about: `entity`, `model`, `linked`, `questions`, `pages`.
"""
