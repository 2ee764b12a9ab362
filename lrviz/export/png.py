"""Writes a grid of pixels as a PNG."""

import io
from typing import Any

from numpy.typing import NDArray
from PIL import Image


def png(pixels: NDArray[Any]) -> bytes:
    """The file of pixels of uint8, (high, wide, 2): the grey and how much it covers."""
    written = io.BytesIO()
    Image.fromarray(pixels).save(written, "PNG", optimize=True)
    return written.getvalue()
