"""Things as pages: what is said of one, what ties it to others, what it is called, and in short.

`page` puts a page together; `surroundings` and `structured` are the same thing as data.
"""
