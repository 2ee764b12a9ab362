"""Numbers of Python, numpy, torch, JAX and Keras as floats."""

from typing import Any


def as_float(value: Any, what: str = "a learning rate") -> float:
    """A number, or an array or tensor of one, as a float.

    Raises:
        ValueError: it is none; the message begins with `what`.
    """
    plain = value.detach() if hasattr(value, "detach") else value
    try:
        return float(plain[0] if getattr(plain, "shape", None) == (1,) else plain)
    except (TypeError, ValueError, RuntimeError):
        raise ValueError(f"{what} must be a number, got {told(value)}") from None


def told(value: Any) -> str:
    """A value in an error: its type, and what it is as far as that is short."""
    text = " ".join(repr(value).split())
    return f"{type(value).__name__} {text if len(text) <= 60 else text[:59] + '…'}"
