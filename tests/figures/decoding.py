"""The stage's payload read back, written apart from what writes it and from what the browser reads it with."""

import json
import struct
import zlib
from itertools import pairwise
from typing import Any

import numpy as np


def blobs(data: bytes) -> list[bytes]:
    """The parts of a payload, inflated; their lengths and the checksum must be right."""
    identity, count = struct.unpack_from("<2I", data)
    assert identity == zlib.crc32(data[4:])
    lengths = struct.unpack_from(f"<{count}I", data, 8)
    ends = np.cumsum([8 + 4 * count, *lengths]).tolist()
    assert ends[-1] == len(data)
    return [zlib.decompress(data[begin:end]) for begin, end in pairwise(ends)]


MARKS = ("lowest", "local", "saddles")


def header(data: bytes) -> dict[str, Any]:
    """The JSON header; a number that JSON does not know fails."""

    def refuse(word: str) -> None:
        raise AssertionError(f"the header holds {word}")

    return dict(json.loads(blobs(data)[0], parse_constant=refuse))


def decode(data: bytes) -> dict[str, Any]:
    """The scene of a payload as the browser has it; each run also says which rows are its anchors."""
    scene = header(data)
    minimum = scene["objective"]["minimum"]
    parts = blobs(data)[1:]
    if "course" in scene:
        scene["course"] = _course(scene["steps"], parts.pop(), **scene["course"])
    count = len(scene["runs"])
    rest = [np.frombuffer(blob, np.uint8) for blob in parts[count:]]
    runs = [_run(facts, blob, minimum) for facts, blob in zip(scene["runs"], parts[:count], strict=True)]
    (kernels,) = rest if "runs" in scene.get("live", {}) else (None,)
    return {"id": struct.unpack_from("<I", data)[0], **scene, "runs": runs, "kernels": kernels}


def _course(steps: int, blob: bytes, found: int, places: int) -> dict[str, Any]:
    """The function of each step, and of each function the lowest minima, the other minima and the saddles."""
    ends = np.cumsum([0, steps + 1, 3 * found, places, places]).tolist()
    assert 4 * ends[-1] == len(blob)
    which, counts, x, y = (words(blob[4 * begin : 4 * end]) for begin, end in pairwise(ends))
    marked = np.stack([widened(x, 20), widened(y, 20)], axis=1)
    parts = iter([part.tolist() for part in np.split(marked, np.cumsum(counts)[:-1])])
    return {"which": which, "marks": [dict(zip(MARKS, three, strict=True)) for three in zip(*[parts] * 3, strict=True)]}


def _run(facts: dict[str, Any], blob: bytes, minimum: float | None) -> dict[str, Any]:
    rows, anchors, columns = facts.pop("rows"), facts.pop("anchors"), facts.pop("columns")
    counts = [rows, *[anchors] * 5, *[rows] * len(columns)]
    ends = np.cumsum([0, *counts]).tolist()
    assert 4 * ends[-1] == len(blob)
    steps, places, x_high, x_low, y_high, y_low, *coded = (
        words(blob[4 * begin : 4 * end]) for begin, end in pairwise(ends)
    )
    run = {"excess": None, "distance": None, "momentum": None, "steps": steps.astype(np.int32)}
    for (name, bits), codes in zip(columns, coded, strict=True):
        run[name] = widened(codes, bits)
    run["x"] = _summed(places, x_high, x_low, run["movedX"])
    run["y"] = _summed(places, y_high, y_low, run["movedY"])
    if minimum == 0:
        run["excess"] = run["loss"]
    names = range(len(facts["stateNames"]))
    run["state"] = [{"x": run.pop(f"stateX{index}"), "y": run.pop(f"stateY{index}")} for index in names]
    return facts | run | {"anchors": places}


def numbers(data: bytes, rows: int, bits: int = 20) -> Any:
    """Rows of numbers, each packed by itself, with so many bits of their mantissas, (rows, n)."""
    size = len(data) // rows
    return np.stack([widened(words(data[size * row : size * (row + 1)]), bits) for row in range(rows)])


def widened(codes: Any, bits: int) -> Any:
    """The numbers of which sign, exponent and so many bits of the mantissa are known."""
    return (codes.astype(np.uint64) << np.uint64(52 - bits)).view(np.float64)


def words(planes: bytes) -> Any:
    """The words of one column: modulo 2^32 the sums of the sums of what stands in the four planes."""
    bytewise = np.frombuffer(planes, np.uint8).reshape(4, -1).astype(np.uint32)
    zigzag = sum(plane << (8 * place) for place, plane in enumerate(bytewise))
    bends = np.where(zigzag % 2 == 0, zigzag // 2, np.uint32(0xFFFFFFFF) - zigzag // 2).astype(np.uint32)
    return np.cumsum(np.cumsum(bends, dtype=np.uint32), dtype=np.uint32)


def _summed(places: Any, high: Any, low: Any, moves: Any) -> Any:
    exact = dict(zip(places.tolist(), (high.astype(np.uint64) << np.uint64(32) | low).view(np.float64), strict=True))
    path = np.full(len(moves), np.nan)
    with np.errstate(all="ignore"):
        for row in range(len(moves)):
            path[row] = exact[row] if row in exact else path[row - 1] + moves[row - 1]
    return path
