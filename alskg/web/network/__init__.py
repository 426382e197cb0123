"""The graph as a graph: what a thing is tied to, drawn on its page, and to walk through."""
