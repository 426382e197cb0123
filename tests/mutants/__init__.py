"""Mutants of the graph, of its shapes and checks, and of its claims, and what notices each.

A mutant is the project with one small fault. Where nothing notices the fault, a shape, a test or
a question is missing. `benchmarks/mutation.py` prints the scores, tests/test_mutation.py keeps
them.
"""
