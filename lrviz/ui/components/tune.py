"""The pictures of sweeps, as one component that lives in the browser."""

from dataclasses import dataclass
from typing import Annotated, final

from lrviz.figures.board.view import SLOTS
from lrviz.hyperparameters import Choice, Declared, Length, Range
from lrviz.ui.kit.component import Callbacks, mount

KEY = "tune"

_SLOT = Range(1, len(SLOTS))


@final
@dataclass(frozen=True)
class TuneView(Declared):
    """How the picture of a sweep is looked at."""

    scale: Annotated[str, "Scale of what is measured.", Choice(("automatic", "logarithmic", "linear"))] = "automatic"
    chosen: Annotated[int, "The run whose map is shown.", _SLOT] = 1
    hidden: Annotated[tuple[int, ...], "Runs that are not drawn.", _SLOT, Length(0, 12)] = ()
    large: Annotated[bool, "Large type and thick lines, for a projector."] = False


def tune(shown: bytes, callbacks: Callbacks, key: str = KEY) -> None:
    """Mounts the picture.

    Args:
        shown: the payload of what is drawn.
        callbacks: for each word that the browser says: "view" with the fields of a view, "hover" and "open" with a
            cell, "refine" with ranges, "stop".
        key: its key in the session; a page may have several pictures.
    """
    mount("tune", key, "tune/main.js", "tune/tune.css", shown, callbacks)
