"""What a file on a library declares: how its schedulers are called, and which settings tell its configuration."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Library:
    """How a library's schedules are written down.

    Each function has the library's own arguments behind its first one, the `Run`, and gives a `Made` or a `Curve`.

    Attributes:
        name: what people call it.
        calls: what it makes of a call in Python, by the last part of the function's name.
        returned: what it makes of what a function returns that it asks for, by that function's name.
        keys: the settings by which one knows its configuration, in JSON, in YAML or on a command line; one is enough.
        configured: what it makes of the settings.
    """

    name: str
    calls: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    returned: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    keys: frozenset[str] = frozenset()
    configured: Callable[..., Any] | None = None
