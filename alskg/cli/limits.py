"""The options that say what one query may cost, for `alskg serve`."""

import functools
from collections.abc import Callable
from typing import Any, Final

import click

__all__ = ["limits_options"]

_MB: Final = 1 << 20
_OPTIONS: Final = (
    click.option(
        "--timeout",
        type=click.FloatRange(min=0, min_open=True, max=86_400),
        default=30.0,
        show_default=True,
        metavar="SECONDS",
        help="Stop a query after so long.",
    ),
    click.option(
        "--query-memory",
        "memory",
        type=click.IntRange(min=16),
        default=512,
        show_default=True,
        metavar="MB",
        help="Stop a query that needs more memory.",
    ),
    click.option(
        "--max-result",
        "result",
        type=click.IntRange(min=1),
        default=64,
        show_default=True,
        metavar="MB",
        help="Refuse an answer that is larger.",
    ),
    click.option(
        "--workers",
        type=click.IntRange(1, 64),
        metavar="N",
        help="Processes that stand ready for queries. [default: one a processor, at least 2]",
    ),
    click.option(
        "--queue",
        type=click.IntRange(min=0, max=10_000),
        default=64,
        show_default=True,
        metavar="N",
        help="At most so many queries wait for a worker.",
    ),
)


def limits_options() -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make the options that limit queries, passed on as one `limits`."""

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(function)
        def called(
            *args: Any,  # noqa: ANN401  (what the command takes besides)
            timeout: float,
            memory: int,
            result: int,
            workers: int | None,
            queue: int,
            **kwargs: Any,  # noqa: ANN401
        ) -> None:
            from alskg.web.workers.limits import Limits  # noqa: PLC0415  (not for the help)

            sizes = {"memory": memory * _MB, "result": result * _MB}
            some = {"workers": workers} if workers else {}
            function(*args, limits=Limits(seconds=timeout, queue=queue, **sizes, **some), **kwargs)

        decorated: Callable[..., None] = called
        for option in reversed(_OPTIONS):
            decorated = option(decorated)
        return decorated

    return decorate
