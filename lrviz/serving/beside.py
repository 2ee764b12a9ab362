"""What the port of the app answers beside the app."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass

from starlette.routing import BaseRoute


@dataclass(frozen=True)
class Beside:
    """Routes, and what they need.

    Attributes:
        routes: with the base path in front.
        open: is entered as the server starts and left as it ends.
    """

    routes: Sequence[BaseRoute] = ()
    open: Callable[[], AbstractAsyncContextManager[None]] = nullcontext
