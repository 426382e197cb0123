"""Validation on the site: the state of the graph, and data of a visitor judged beside it."""
