"""A function as a grey relief: a PNG whose bands get darker downhill and let the page's background through."""

import struct
import zlib

import numpy as np

from lrviz.arrays import Floats
from lrviz.objectives import Objective

WIDE, HIGH = 240, 160
"""The pixels of the relief."""

_BANDS = 12
_GREY, _DENSEST = 128, 150
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_GREY_WITH_ALPHA = 4


def relief(objective: Objective) -> bytes:
    """The PNG of a function in its window, the lowest band the densest, each of them of equal area."""
    (left, right), (low, high) = objective.window
    x, y = np.meshgrid(np.linspace(left, right, WIDE), np.linspace(high, low, HIGH))
    return _png(_bands(objective.value(x, y)))


def _bands(values: Floats) -> Floats:
    """(HIGH, WIDE): from 0 for the highest values to 1 for the lowest; 0 where there is no number."""
    known = np.isfinite(values)
    ends = np.quantile(values[known], np.linspace(0, 1, _BANDS + 1)[1:-1]) if known.any() else np.empty(0)
    band = np.searchsorted(np.unique(ends), np.where(known, values, np.inf), side="left")
    shares: Floats = 1 - band / max(1, int(band.max()))
    return shares


def _png(shares: Floats) -> bytes:
    high, wide = shares.shape
    pixels = np.empty((high, wide, 2), dtype=np.uint8)
    pixels[..., 0], pixels[..., 1] = _GREY, np.round(_DENSEST * shares)
    rows = b"".join(b"\x00" + row.tobytes() for row in pixels)
    header = struct.pack(">IIBBBBB", wide, high, 8, _GREY_WITH_ALPHA, 0, 0, 0)
    return _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
