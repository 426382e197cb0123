"""A server with little patience, for the tests of slow clients: it prints its port."""

from starlette.types import Receive, Scope, Send

from alskg.web.server.listening import address, listening, run
from alskg.web.workers.limits import Limits


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Read the body, and say hello."""
    assert scope["type"] == "http"
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"hello" * 10})


if __name__ == "__main__":
    LISTENER = listening("127.0.0.1", 0)
    PORT = address(LISTENER).rstrip("/").rpartition(":")[2]
    run(
        application,
        LISTENER,
        Limits(header_seconds=1.0, body_seconds=-4.0, idle_seconds=1.0, stalled_seconds=1.0),
        started=lambda: print(PORT, flush=True),  # noqa: T201  (for the test)
    )
