"""The bytes of a file for a parser: unpacked, checked and counted as they pass."""

import hashlib
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from alskg.errors import InputError
from alskg.ontologies.file import DECLARED, RATIO, SMALL, sniffed

__all__ = ["Stream"]

_CHUNK: Final = 1 << 18
_HEAD: Final = 1 << 20
_ENTITY: Final = re.compile(rb"<!ENTITY")
# An entity that holds no other and is short cannot grow beyond bounds; a parameter entity can.
_HARMLESS: Final = re.compile(
    rb"""<!ENTITY\s+[A-Za-z_][\w.-]*\s+(?:"[^"&%<]{0,200}"|'[^'&%<]{0,200}')\s*>"""
)


class Stream:
    """A binary file with nothing but `read`.

    Raises InputError, also kept in `fault`, for a file that is packed badly or unpacks to far too
    much, is not UTF-8, or holds XML entities that could grow.
    """

    def __init__(
        self, path: Path, syntax: str, *, packed: bool, moved: Callable[[int], None]
    ) -> None:
        """Open a file; `moved` is told how many of its bytes are read. Raises InputError."""
        self.fault: InputError | None = None
        self._path = path
        self._packed = packed
        self._moved = moved
        self._digest = hashlib.sha256()
        self._raw = self._unpacked = 0
        self._unzip: zlib._Decompress | None = None
        self._tail = b""
        try:
            self._file = path.open("rb")
            self._ahead = self._more(_HEAD)
        except OSError as error:
            raise InputError(f"Cannot read {path}: {error.strerror or error}.") from error
        self.syntax = sniffed(str(path), self._ahead) if syntax == "owl" else syntax
        self._check_head()

    def read(self, size: int = -1) -> bytes:
        """Return some bytes, at most `size`; none at the end."""
        try:
            data = self._ahead or self._more(_CHUNK)
        except InputError as error:
            self.fault = error
            raise
        self._ahead = b""
        if 0 <= size < len(data):
            data, self._ahead = data[:size], data[size:]
        return data

    def finish(self) -> str:
        """Read what the parser left, and return the digest (SHA-256, hex) of the file as it is."""
        while self.read():
            pass
        self._file.close()
        return self._digest.hexdigest()

    def _more(self, least: int) -> bytes:
        """Return about so many bytes more, unpacked; fewer only at the end."""
        parts: list[bytes] = []
        size = 0
        while size < least and (part := self._part()) is not None:
            parts.append(part)
            size += len(part)
        data = b"".join(parts)
        self._unpacked += len(data)
        if self._raw > _HEAD and getattr(self, "syntax", "") == "rdfxml":
            if _ENTITY.search(self._tail + data):
                raise InputError(f"{self._path} declares entities too far from its start.")
            self._tail = data[-8:]
        return data

    def _part(self) -> bytes | None:
        """Return the next bytes, unpacked, maybe none; None at the end of the file."""
        held = self._unzip.unconsumed_tail if self._unzip else b""
        raw = held or self._file.read(_CHUNK)
        if not held:
            self._digest.update(raw)
            self._raw += len(raw)
            self._moved(self._raw)
        if not self._packed:
            return raw or None
        if not raw:
            if self._unzip or not self._raw:
                raise InputError(f"{self._path} ends too early: it was cut off. Fetch it again.")
            return None
        return self._inflated(raw)

    def _inflated(self, raw: bytes) -> bytes:
        """Unpack gzip, one stream after the other, in bounds."""
        parts: list[bytes] = []
        try:
            while raw:
                self._unzip = self._unzip or zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
                parts.append(self._unzip.decompress(raw, _CHUNK))
                raw = self._unzip.unused_data
                if not self._unzip.eof:
                    break
                self._unzip = None
        except zlib.error as error:
            raise InputError(
                f"{self._path} is not packed with gzip, or damaged: {error}."
            ) from error
        size = sum(map(len, parts))
        if self._unpacked + size > max(SMALL, RATIO * self._raw):
            raise InputError(
                f"{self._path} unpacks to more than {RATIO} times its size. Unpack it yourself if "
                f"you trust it."
            )
        return b"".join(parts)

    def _check_head(self) -> None:
        """Raise InputError where the file does not begin as text that a parser may see."""
        head = self._ahead
        if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head[:1024]:
            raise InputError(f"{self._path}, line 1: this is not UTF-8 text. Convert it to UTF-8.")
        declared = DECLARED.match(head.lstrip())
        if declared and declared[1].upper() not in {b"UTF-8", b"US-ASCII"}:
            raise InputError(
                f"{self._path} is written in {declared[1].decode()}. Convert it to UTF-8."
            )
        if self.syntax == "rdfxml" and len(_ENTITY.findall(head)) > len(_HARMLESS.findall(head)):
            raise InputError(
                f"{self._path} declares entities in its DOCTYPE that hold others or are long, so "
                f"that they can grow without bounds. Write them out and leave the DOCTYPE away."
            )
