"""The glossary in English: words that lessons and pages use."""

from lrviz.lessons.english.endings import ENDINGS
from lrviz.lessons.wording import TermWording

PARTS: dict[str, str] = {"words": "Words", "endings": "How a run ends"}
"""The titles of the glossary's parts, by their keys."""

NOTE = (
    "lrviz asks in a fixed order, and the first criterion that fits decides. *The end* is the last {tail} of the steps,"
    " at least {tail_least} where the run is long enough; *the diagonal* is that of the map; *the excess* is the loss"
    " above the lowest one that is known in the map."
)
"""What holds for the criteria of all endings."""

_WORDS: dict[str, TermWording] = {
    "learning-rate": TermWording(
        "Learning rate",
        "How far a step goes for a given slope. Plain gradient descent moves by rate times slope; other optimizers"
        " first make something else of the slope.",
        "The rate {lr_1} needs {steps_1} steps to come within {near} of the minimum, {lr_2} needs {steps_2}, {lr_4}"
        " only {steps_4}. A little more than that, and it would never arrive.",
        also=("learning rates", "lr", "rate", "rates"),
    ),
    "step": TermWording(
        "Step",
        "One update of the parameters: the slope is taken where the run is, and the optimizer moves once. Step after"
        " step is what schedules count, unless they are told to count epochs.",
        "After {after} steps of the rate {lr_1} Adam has come {x} along x and {y} along y.",
        also=("steps",),
    ),
    "epoch": TermWording(
        "Epoch",
        "One pass over all training data: as many steps as there are batches. A schedule counts whatever it is stepped"
        " by, so a length in epochs that is stepped at every step is over far too soon.",
        "With {per_epoch} steps in an epoch both runs are meant to cut their rate every {step_size_1} epochs. The"
        " first takes epochs for steps, and ends {left_1} away from the minimum; the second ends {left_2} away.",
        also=("epochs",),
    ),
    "stability-limit": TermWording(
        "Stability limit",
        "The largest learning rate with which a small disturbance shrinks where the run is. For plain gradient descent"
        " it is two over the sharpness; momentum and adaptive optimizers have limits of their own.",
        "The limit is {limit}. With {lr_1} the run shrinks, with {lr_2} it jumps to and fro for ever, with {lr_3} it"
        " grows.",
        also=("largest stable learning rate", "largest stable rate", "stable up to"),
    ),
    "sharpness": TermWording(
        "Sharpness",
        "The largest curvature of the loss at a point: the largest eigenvalue of the Hessian, λmax. The sharper a"
        " place, the smaller the largest rate that is stable there.",
        "With the rate {lr_1} a run can rest only where the sharpness is below {bound}. It starts at {begin} and comes"
        " to rest at {end}.",
        also=("largest curvature", "λmax"),
    ),
    "condition-number": TermWording(
        "Condition number",
        "The largest curvature over the smallest, κ. The steep direction limits the rate and the flat one needs many"
        " steps, so a large one makes a problem slow.",
        "It is {condition} here. The best constant rate needs {steps_1} steps to come within {near}; with the best"
        " momentum it is {steps_2}.",
        also=("condition", "κ"),
    ),
    "momentum": TermWording(
        "Momentum",
        "The share of the last velocity that is kept at each step. Steps that agree add up, steps that alternate cancel"
        " one another; too much of it swings.",
        "With momentum {momentum_2} it takes {steps_2} steps in place of {steps_1}. With {momentum_3} the run swings"
        " and needs {steps_3}.",
        also=("momenta",),
    ),
    "effective-rate": TermWording(
        "Effective rate",
        "The length of a step over the length of the gradient: the rate with which plain gradient descent would have"
        " gone as far. It may change while the learning rate stays.",
        "All four runs have the rate {lr_1}. In {steps} steps SGD moves by {sgd} and Adagrad by {adagrad}, because"
        " Adagrad's effective rate falls at every step.",
    ),
    "noise-floor": TermWording(
        "Noise floor",
        "The mean loss below which a rate cannot bring a noisy run: noise drives it away as often as the slope pulls it"
        " back. A smaller rate has a lower floor, and takes longer to get there.",
        "With the rate {lr_1} theory gives the mean loss {floor_theory_1}, with {lr_2} it gives {floor_theory_2}; here"
        " {seeds} seeds average {floor_1} and {floor_2}.",
        "There is noise, and the run has at least {shortest} steps. From some twentieth of the first half on the rate"
        " varies at most by the factor {alike}; the mean excess of the two halves of what follows differs by at most"
        " {errors} standard errors and the factor {alike}, and its first eighth has at most {calm} times the median of"
        " all eighths; and in each direction the mean slope is at most {pulled} of its root mean square.",
    ),
    "warmup": TermWording(
        "Warmup",
        "A rise of the learning rate over the first steps. It lets a run find a flatter place, and an adaptive"
        " optimizer collect its averages, before the rate is high.",
        "The rate {lr_1} is {times} times the limit at the start. Without warmup the run diverges at step {died_1};"
        " after {steps_3} steps of warmup it survives.",
    ),
    "cooldown": TermWording(
        "Cooldown",
        "The last stretch of a schedule, in which a rate that was kept high falls to nearly nothing, and what noise has"
        " added to the loss goes away. ReduceLROnPlateau calls so the steps that it waits after a cut.",
        "One schedule stays high and falls only in its last {decay_steps_3} of {steps} steps. It ends at {mean_3} on"
        " average, a constant rate at {mean_1}.",
    ),
    "plateau": TermWording(
        "Plateau",
        "A stretch where nothing seems to happen: in a function, a place with hardly any slope; in a log, a loss that"
        " no longer falls.",
        "The slope out here is {slope}. In {steps} steps SGD moves by {moved}; RMSprop is within {near} of the minimum"
        " at step {rmsprop}.",
    ),
}

TERMS: dict[str, TermWording] = _WORDS | ENDINGS
"""The texts of all terms, by their keys."""
