"""What the tests of the engines share: a small dataset, hostile queries, a listening canary."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOSTILE = Path(__file__).resolve().parent / "fixtures" / "hostile"

SMALL = """\
<http://e/a> <http://e/p> <http://e/b> <http://e/g1> .
<http://e/b> <http://e/p> <http://e/c> <http://e/g1> .
<http://e/a> <http://www.w3.org/2000/01/rdf-schema#label> "a thing"@en <http://e/g2> .
<http://e/a> <http://e/size> "10.0"^^<http://www.w3.org/2001/XMLSchema#decimal> <http://e/g2> .
<http://e/b> <http://e/size> "2"^^<http://www.w3.org/2001/XMLSchema#integer> <http://e/g2> .
<http://e/c> <http://e/note> "tab\\tquote\\" comma," <http://e/g2> .
"""


def dataset(folder: Path, extra: int = 0) -> Path:
    """Write the small dataset, with so many extra quads, and return its path."""
    path = folder / "dataset.nq"
    more = (f'<http://e/n{n}> <http://e/p> "{n}" <http://e/g3> .\n' for n in range(extra))
    path.write_text(SMALL + "".join(more), encoding="utf-8")
    return path


def hostile(folder: str) -> list[Path]:
    """Return the query files of one folder of hostile fixtures."""
    return sorted((HOSTILE / folder).glob("*.rq"))


class Canary:
    """A listener on the loopback that remembers whether anyone connected."""

    def __init__(self) -> None:
        """Start to listen on a free port."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.visits = 0
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        """Count and close each connection until the listener is closed."""
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.visits += 1
            connection.close()

    def close(self) -> None:
        """Stop listening."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()


@contextmanager
def canary() -> Iterator[Canary]:
    """Listen on the loopback for as long as the block lasts."""
    listening = Canary()
    try:
        yield listening
    finally:
        listening.close()
