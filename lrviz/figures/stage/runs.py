"""The runs of a scene as the stage shows them where nobody has named or styled them."""

from functools import lru_cache

from lrviz.figures.kit.style import STYLES, Drawn
from lrviz.scene import Scene
from lrviz.simulate import simulate

_SCENES = 128
"""Scenes whose paths are kept for all visitors: every lesson and its change."""


@lru_cache(maxsize=_SCENES)
def drawn(scene: Scene) -> tuple[Drawn, ...]:
    """The runs of a scene, as many as there are looks, by number and label."""
    paths = enumerate(zip(simulate(scene), STYLES, strict=False), 1)
    return tuple(Drawn(f"{slot} · {path.run.label}", style, path) for slot, (path, style) in paths)
