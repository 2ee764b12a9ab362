"""Makes the frames of an animation, as a browser draws them, into one GIF."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from PIL import Image, ImageColor, UnidentifiedImageError

SECONDS = 8.0
"""How long it plays."""

MOST_FRAMES, MOST_PIXELS = 60, 1_000_000
"""How many frames it may have, and how many pixels each: what assets/stage/film.js draws."""

_STAYS = 2.0
"""Seconds for which the last frame stays."""

_COLOURS = 256


@dataclass(frozen=True)
class Frame:
    """A frame: PNG files of what lies below, empty where it is as in the frame before, and of what is drawn over it."""

    ground: bytes
    over: bytes


def to_gif(frames: Sequence[Frame], kept: Sequence[str] = (), seconds: float = SECONDS) -> bytes:
    """An animation that plays again and again and stays at its last frame for a while.

    Args:
        frames: at most `MOST_FRAMES`, all of one size, the first with what lies below.
        kept: colours such as "#13a0fe" that stay as they are; a GIF has 256, and thin lines would get those of planes.
        seconds: how long it plays.

    Raises:
        ValueError: a frame is no PNG, or too large, or of another size than the first; or there are none or too many.
    """
    if not 1 <= len(frames) <= MOST_FRAMES:
        raise ValueError(f"an animation must have 1 to {MOST_FRAMES} frames, got {len(frames)}")
    grounds: list[bytes] = []
    for frame in frames:
        grounds.append(frame.ground or (grounds[-1] if grounds else b""))
    files = [*zip(count(1), grounds, (frame.over for frame in frames), strict=False)]
    first, last = (_picture(*files[at]) for at in (0, -1))
    palette = _palette(first, last, kept)
    coloured = [_picture(*one, first.size).quantize(palette=palette, dither=Image.Dither.NONE) for one in files]
    pause = max(20, round(1000 * seconds / len(coloured)))
    file, pauses = io.BytesIO(), [pause] * (len(coloured) - 1) + [round(1000 * _STAYS)]
    coloured[0].save(file, "GIF", save_all=True, append_images=coloured[1:], duration=pauses, loop=0)
    return file.getvalue()


def _picture(number: int, ground: bytes, over: bytes, size: tuple[int, int] | None = None) -> Image.Image:
    """A frame as one picture, of a size where one is given."""
    if not ground:
        raise ValueError("the first frame must have what lies below, got none")
    below, above = _opened(ground, number), _opened(over, number)
    if not above.size == below.size == (size or below.size):
        raise ValueError(f"frame {number} must be of the size of the first, got {above.size}")
    return Image.alpha_composite(below, above).convert("RGB")


def _palette(first: Image.Image, last: Image.Image, kept: Sequence[str]) -> Image.Image:
    """A picture whose palette has the colours of two others, and some that are kept."""
    most = _COLOURS - len(kept)
    both = Image.new("RGB", (first.width + last.width, max(first.height, last.height)))
    both.paste(first, (0, 0))
    both.paste(last, (first.width, 0))
    common = both.quantize(most, Image.Quantize.FASTOCTREE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette([*(part for colour in kept for part in ImageColor.getrgb(colour)), *common[: 3 * most]])
    return palette


def _opened(data: bytes, number: int) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(data), formats=["PNG"])
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError(f"frame {number} must have at most {MOST_PIXELS:,} pixels, got {picture.size}")
        return picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(f"frame {number} must be a PNG file: {error}") from None
