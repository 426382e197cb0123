"""What a visitor sends to be judged: from a form, as a file, or as the body of a POST."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message

from alskg.engine.guard import MAX_BYTES
from alskg.formats import Format, by_name
from alskg.shapes.reading import Document
from alskg.web.protocol.problem import Problem
from alskg.web.protocol.received import content

__all__ = ["FORMS", "KINDS", "Given", "given"]

KINDS: Final[tuple[Format, ...]] = tuple(
    by_name(name) for name in ("turtle", "ntriples", "trig", "nquads", "jsonld", "rdfxml")
)
"""The formats of data that can be judged, Turtle first."""
FORMS: Final = ("multipart/form-data", "application/x-www-form-urlencoded")

_BY_TYPE: Final = {kind.media_type: kind for kind in KINDS}
_PASTE: Final = "what was pasted"
_LONGEST_NAME: Final = 80


@dataclass(frozen=True, slots=True)
class Given:
    """A document, whether it came from a form, and the format in which its report is wanted."""

    document: Document
    by_form: bool = False
    wanted: str = ""

    @property
    def text(self) -> str:
        """Return the data as they stand in the form again."""
        return self.document.data.decode(errors="replace")


async def given(request: Request, seconds: float) -> Given:
    """Return what a POST carries, read in so many seconds.

    Raises Problem as `content` does (413 beyond 1 MB, 415, 408), and 400 for a damaged form.
    """
    sent = await content(request.scope, request.receive, (*_BY_TYPE, *FORMS), seconds)
    if sent.media_type not in FORMS:
        return Given(Document("the body", sent.body, _BY_TYPE[sent.media_type]))

    async def again() -> Message:
        return {"type": "http.request", "body": sent.body, "more_body": False}

    try:
        form = Request(request.scope, again).form(
            max_files=1, max_fields=len(FIELDS), max_part_size=MAX_BYTES
        )
        async with form as fields:
            return await _of_form(dict(fields.multi_items()))
    except (HTTPException, MultiPartException) as error:
        detail = getattr(error, "detail", "") or str(error)
        raise Problem(400, f"The form cannot be read: {detail}.") from error


FIELDS: Final = ("data", "file", "format", "as")
"""What a form may have: text, or a file; the format of the text; the format of the report."""


async def _of_form(fields: Mapping[str, UploadFile | str]) -> Given:
    """Return what a form says; a file goes before text."""
    kind = next((one for one in KINDS if one.name == fields.get("format")), KINDS[0])
    wanted, file = str(fields.get("as", "")), fields.get("file")
    if isinstance(file, UploadFile) and file.filename:
        path = PurePath(file.filename)
        kind = next((one for one in KINDS if one.suffix == path.suffix), kind)
        document = Document(path.name[:_LONGEST_NAME], await file.read(), kind)
    else:
        text = str(fields.get("data", ""))
        document = Document(_PASTE, text.encode(errors="replace"), kind)
    return Given(document, by_form=True, wanted=wanted)
