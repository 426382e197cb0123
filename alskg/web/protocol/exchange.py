"""One request and its reply: whatever goes wrong between the two is told as a problem."""

import logging
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.types import Receive, Scope, Send

from alskg.errors import AlskgError
from alskg.web.protocol.problem import Problem, of
from alskg.web.protocol.received import ClientGone, checked
from alskg.web.protocol.reply import Headers, Reply, sent, told

__all__ = ["Handler", "answered"]

Handler = Callable[[Scope, Receive], Awaitable[Reply]]

_LOG: Final = logging.getLogger(__name__)


async def answered(
    handler: Handler, scope: Scope, receive: Receive, send: Send, shared: Headers
) -> None:
    """Send what a handler returns, or tell what is wrong; with headers that all replies share.

    Nothing is sent to a client that has gone. What nobody foresaw is logged, not shown.
    """
    try:
        checked(scope)
        reply = await handler(scope, receive)
    except ClientGone:
        return
    except Problem as problem:
        reply = told(problem, scope, shared)
    except AlskgError as error:
        reply = told(of(error), scope, shared)
    except Exception:  # noqa: BLE001  (logged; the client is told that it is not its fault)
        _LOG.exception("A request of %s could not be answered", scope["path"])
        unforeseen = Problem(500, "The server could not answer, for a reason that it has logged.")
        reply = told(unforeseen, scope, shared)
    await sent(reply, scope, send)
