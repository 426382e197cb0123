"""Whether XML is well-formed: pyoxigraph takes RDF/XML that was cut off, without a word."""

from xml.parsers import expat

__all__ = ["check_xml"]


def check_xml(data: bytes) -> None:
    """Raise SyntaxError, with the line, where XML is not well-formed.

    Entities are for the caller to refuse before; expat fetches nothing.

    >>> check_xml(b"<a><b/>")
    Traceback (most recent call last):
    SyntaxError: no element found
    """
    parser = expat.ParserCreate()
    try:
        parser.Parse(data, True)  # noqa: FBT003  (the parameter has no name)
    except expat.ExpatError as error:
        wrong = SyntaxError(expat.ErrorString(error.code))
        wrong.lineno = error.lineno
        raise wrong from error
