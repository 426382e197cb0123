"""The source page: read a copy of it, cut it into passages, anchor them, compare, account for them.

A passage is one sentence, or one item of a list. The project stores where each passage stands and
what its digest is, never the text; whoever has a copy of the page can prove the two against each
other. `read` turns a copy (flattened text, HTML or JSON) into a `Page` of passages, `record`
writes and reads what is stored, `compare` names what differs, `cues` and `coverage` hold sentences
and claims against each other.
"""
