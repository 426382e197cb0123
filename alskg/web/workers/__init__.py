"""Who answers a query, and within which limits: a pool of workers, or an endpoint elsewhere.

`answering` says what is asked and what can come of it; `pool` sends it to a worker (`process`,
`answerer`), which `nursery` forks; `remote` asks an endpoint; `limits` is what a request may cost.
"""
