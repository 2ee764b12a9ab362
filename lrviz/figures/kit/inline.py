"""Puts files into the addresses by which a page would ask for them."""

from base64 import b64encode


def inlined(media: str, data: bytes) -> str:
    """The address of a file that is all in it; `media` is its type, such as image/png."""
    return f"data:{media};base64,{b64encode(data).decode()}"
