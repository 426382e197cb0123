"""Every address of the graph: dereferenced, resolved, described at known places, downloaded."""
