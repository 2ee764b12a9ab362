"""Packs a picture into one block of bytes: a JSON header and binary columns."""

import json
import struct
import zlib
from collections.abc import Sequence
from typing import Any


def bundled(header: dict[str, Any], blobs: Sequence[bytes]) -> bytes:
    """A header and deflated blobs as little-endian bytes.

    First their identity (a checksum of all that follows), the number of blobs and the length of each, all uint32; then
    the blobs, the first of which is the header as deflated JSON.

    Raises:
        ValueError: the header holds a number that JSON does not know.
    """
    text = json.dumps(header, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    parts = [zlib.compress(text.encode(), 1), *blobs]
    body = struct.pack(f"<{len(parts) + 1}I", len(parts), *map(len, parts)) + b"".join(parts)
    return struct.pack("<I", zlib.crc32(body)) + body
