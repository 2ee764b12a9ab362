"""Frames of a browser become one GIF, and what is no frame is refused."""

import io

import pytest
from PIL import Image

from lrviz.export.animation import MOST_FRAMES, SECONDS, Frame, to_gif

SIZE = (40, 30)


def png(colour: tuple[int, ...], size: tuple[int, int] = SIZE, dot: int | None = None) -> bytes:
    """A picture of one colour, with a red dot at a column."""
    picture, file = Image.new("RGBA", size, colour), io.BytesIO()
    if dot is not None:
        picture.paste((220, 0, 0, 255), (dot, 10, dot + 4, 14))
    picture.save(file, "PNG")
    return file.getvalue()


GROUND, EMPTY = png((10, 60, 200, 255)), (0, 0, 0, 0)


def test_frames_are_laid_over_what_lies_below_in_their_order() -> None:
    dots = range(0, 30, 6)
    frames = [Frame(GROUND if n == 0 else b"", png(EMPTY, dot=dot)) for n, dot in enumerate(dots)]
    animation = Image.open(io.BytesIO(to_gif(frames)))
    assert (animation.n_frames, animation.size, animation.info["loop"]) == (len(dots), SIZE, 0)
    lasting = []
    for number, dot in enumerate(dots):
        animation.seek(number)
        picture = animation.convert("RGB")
        assert picture.getpixel((dot + 1, 11)) == pytest.approx((220, 0, 0), abs=8)
        assert picture.getpixel((39, 29)) == pytest.approx((10, 60, 200), abs=8)
        lasting.append(animation.info["duration"])
    assert sum(lasting[:-1]) == pytest.approx(1000 * SECONDS * (len(dots) - 1) / len(dots), rel=0.02)
    assert lasting[-1] == 2000


def test_what_lies_below_may_change() -> None:
    frames = [Frame(png((0, 0, 0, 255)), png(EMPTY)), Frame(png((250, 250, 250, 255)), png(EMPTY))]
    animation = Image.open(io.BytesIO(to_gif(frames)))
    animation.seek(1)
    assert animation.convert("RGB").getpixel((5, 5)) == pytest.approx((250, 250, 250), abs=4)


def test_colours_of_thin_lines_are_kept() -> None:
    planes = Image.merge("RGB", [Image.linear_gradient("L").rotate(turn) for turn in (0, 90, 180)])
    file = io.BytesIO()
    planes.save(file, "PNG")
    over = Image.new("RGBA", planes.size, EMPTY)
    over.paste((19, 160, 254, 255), (100, 100, 102, 101))
    lines = io.BytesIO()
    over.save(lines, "PNG")
    animation = Image.open(io.BytesIO(to_gif([Frame(file.getvalue(), lines.getvalue())], kept=["#13a0fe"])))
    assert animation.convert("RGB").getpixel((100, 100)) == (19, 160, 254)


@pytest.mark.parametrize(
    ("frames", "said"),
    [
        ([], "1 to 60 frames, got 0"),
        ([Frame(GROUND, png(EMPTY))] * (MOST_FRAMES + 1), "1 to 60 frames, got 61"),
        ([Frame(b"", png(EMPTY))], "what lies below"),
        ([Frame(GROUND, b"GIF89a")], "frame 1 must be a PNG file"),
        ([Frame(GROUND, png(EMPTY)[:60])], "frame 1 must be a PNG file"),
        ([Frame(GROUND, png(EMPTY, (41, 30)))], "frame 1 must be of the size of the first"),
        ([Frame(GROUND, png(EMPTY)), Frame(*[png(EMPTY, (9, 9))] * 2)], "frame 2 must be of the size of the first"),
        ([Frame(png(EMPTY, (4000, 1000)), png(EMPTY))], "frame 1 must have at most 1,000,000 pixels"),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_what_is_no_animation_is_refused(frames: list[Frame], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        to_gif(frames)
