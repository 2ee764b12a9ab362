"""How the board shows schedules and trainings: the fields that a link keeps."""

from dataclasses import dataclass
from typing import Annotated, final

from lrviz.comparison import UNITS
from lrviz.hyperparameters import Choice, Declared, Length, Range

SLOTS = tuple(range(1, 13))

_SLOT = Range(1, len(SLOTS))


@final
@dataclass(frozen=True)
class BoardView(Declared):
    """How the board shows schedules."""

    quantity: Annotated[str, "What the main plot shows.", Choice(("rate", "travelled", "difference"))] = "rate"
    rate_scale: Annotated[str, "Scale of the main plot.", Choice(("automatic", "logarithmic", "linear"))] = "automatic"
    step_scale: Annotated[str, "Scale of the steps.", Choice(("linear", "logarithmic"))] = "linear"
    unit: Annotated[str, "What steps are counted in.", Choice(UNITS)] = "steps"
    momentum: Annotated[bool, "Show the momentum of schedules that cycle it."] = True
    theory: Annotated[
        str, "What theory expects under each schedule.", Choice(("none", "expected loss", "last-iterate bound"))
    ] = "none"
    chosen: Annotated[int, "The schedule that differences refer to and that is drawn by hand.", _SLOT] = 1
    hidden: Annotated[tuple[int, ...], "Schedules that are listed and not drawn.", _SLOT, Length(0, 12)] = ()
    order: Annotated[tuple[int, ...], "The order of the list; others follow by number.", _SLOT, Length(0, 12)] = ()
    large: Annotated[bool, "Large type and thick lines, for a projector."] = False
    drawing: Annotated[bool, "Move, add and delete the points of the chosen schedule on the chart."] = False


@final
@dataclass(frozen=True)
class TrainingView(Declared):
    """How the board shows trainings."""

    loss_scale: Annotated[str, "Scale of the losses.", Choice(("automatic", "logarithmic", "linear"))] = "automatic"
    step_scale: Annotated[str, "Scale of the steps.", Choice(("linear", "logarithmic"))] = "linear"
    counted: Annotated[str, "What steps are counted in.", Choice(("steps", "epochs"))] = "steps"
    batches: Annotated[bool, "Show the training loss of each batch."] = True
    score: Annotated[bool, "Show the accuracy, or R²."] = True
    rate: Annotated[bool, "Show the learning rate."] = True
    gradient: Annotated[bool, "Show the norm of the gradient."] = False
    update: Annotated[bool, "Show the length of each step over that of the weights."] = False
    predictions: Annotated[bool, "Show what the networks predict."] = True
    speed: Annotated[float, "How fast it plays: at 1 a whole run takes ten seconds.", Range(0.25, 8.0, log=True)] = 1.0
    loop: Annotated[bool, "Start again at the end."] = False
    chosen: Annotated[int, "The run that differences refer to.", _SLOT] = 1
    hidden: Annotated[tuple[int, ...], "Runs that are listed and not drawn.", _SLOT, Length(0, 12)] = ()
    large: Annotated[bool, "Large type and thick lines, for a projector."] = False
