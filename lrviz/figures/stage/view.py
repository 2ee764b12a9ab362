"""How the stage shows a scene: the fields that a link keeps."""

from dataclasses import dataclass
from typing import Annotated, final

from lrviz.hyperparameters import Choice, Declared, HyperparameterError, Length, Means, Range

SLOTS = tuple(range(1, 9))

_SLOT = Range(1, len(SLOTS))
_SCALES = Choice(("automatic", "logarithmic", "linear"))


@final
@dataclass(frozen=True)
class View(Declared):
    """How the stage shows a scene; none of it changes what is computed."""

    loss: Annotated[
        str, "What the upper curves show.", Choice(("loss", "above the minimum", "distance to a minimum"))
    ] = "loss"
    loss_scale: Annotated[str, "Scale of the upper curves.", _SCALES] = "automatic"
    rate: Annotated[
        str,
        "What the lower curves show.",
        Choice(("learning rate", "effective rate", "step length")),
        Means("effective-rate"),
    ] = "learning rate"
    rate_scale: Annotated[str, "Scale of the lower curves.", _SCALES] = "automatic"
    step_scale: Annotated[str, "Scale of the steps.", Choice(("linear", "logarithmic"))] = "linear"
    picture: Annotated[str, "The function as a map or as a surface.", Choice(("map", "3-D"))] = "map"
    field: Annotated[bool, "Arrows over the whole map that point downhill."] = False
    gradient_arrow: Annotated[bool, "An arrow against the gradient at the chosen run's point."] = False
    momentum_arrow: Annotated[bool, "An arrow along which the chosen run's momentum pushes."] = False
    step_arrow: Annotated[bool, "The step that the chosen run takes next, to scale."] = False
    chosen: Annotated[int, "The run that has the arrows.", _SLOT] = 1
    hidden: Annotated[tuple[int, ...], "Runs that are computed and not drawn.", _SLOT, Length(0, 8)] = ()
    hide_future: Annotated[bool, "Show nothing that comes after the clock; outcomes come at the last step."] = False
    zoom: Annotated[
        tuple[tuple[float, float], ...],
        "What the map shows, the ends of x and of y; nothing is the function's window.",
        Length(0, 2),
    ] = ()
    large: Annotated[bool, "Large type and thick lines, for a projector."] = False
    speed: Annotated[float, "How fast it plays: at 1 a whole run takes ten seconds.", Range(0.25, 8.0, log=True)] = 1.0
    loop: Annotated[bool, "Start again at the end."] = False
    step: Annotated[
        int | None,
        "Where the clock stands when the page opens; None is the end, or the start where the future is hidden.",
        Range(0, 100_000),
    ] = None

    def check(self) -> None:
        if self.zoom and (len(self.zoom) != 2 or not all(low < high for low, high in self.zoom)):
            raise HyperparameterError(f"View.zoom must be two pairs, each with its lower end first, got {self.zoom}")
