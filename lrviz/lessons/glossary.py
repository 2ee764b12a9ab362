"""The glossary: the words that lessons and pages use, and those that say how a run ended."""

from lrviz.lessons import english
from lrviz.lessons.adaptive.scaling import FIRST_STEP, WEIGHT_DECAY
from lrviz.lessons.claim import Claim
from lrviz.lessons.criteria import CRITERIA
from lrviz.lessons.curvature.shapes import EDGE
from lrviz.lessons.essentials.descent import BLOWS_UP, MOMENTUM, TOO_SMALL
from lrviz.lessons.essentials.noise import BUDGET, DECAY, NOISE_FLOOR, WARMUP
from lrviz.lessons.essentials.shapes import ADAGRAD, PLATEAU
from lrviz.lessons.measuring import distance
from lrviz.lessons.scenes import bowl, sgd
from lrviz.lessons.schedules import RIVER, RUNS_OUT
from lrviz.lessons.term import Term, of_lesson
from lrviz.lessons.wording import Language
from lrviz.objectives import (
    AbsoluteValues,
    DriftingMinimum,
    Formula,
    PeriodicSlopes,
    Plateau,
    Rosenbrock,
    Saddle,
    Sphere,
)
from lrviz.scene import Scene
from lrviz.schedules import StepLR
from lrviz.simulate.outcomes import Kind

_EPOCHS = bowl(1.0, (2.5, 0.8), 1000, sgd(0.01, StepLR(step_size=30)), sgd(0.01, StepLR(step_size=300)))
_HEAVY = bowl(1.0, (2.5, 0.8), 30, sgd(0.01, momentum=0.99))
_KINK = Scene(AbsoluteValues(), start=(2.3, -1.7), steps=300, runs=(sgd(0.07),))
_ADRIFT = Scene(Plateau(), steps=500, noise=0.1, runs=(sgd(0.1),))
_CHAOS = Scene(Rosenbrock(), start=(-1.2, 1.0), steps=1000, runs=(sgd(0.0045),))
_GROWING = bowl(25.0, (1.0, 1.0), 60, sgd(0.0808))
_ENDLESS = Scene(Saddle(), steps=100, runs=(sgd(0.1),))
_ROOT = Formula(text="sqrt(x) + y**2/2", x_min=-1, x_max=4, y_min=-2, y_max=2)
_PAST_THE_END = Scene(_ROOT, start=(2.0, 1.0), steps=100, runs=(sgd(0.1),))
_HELD = Scene(Sphere(), start=(2.0, 1.5), steps=100, runs=(sgd(0.1),), box=((1.0, 2.5), (-2.0, 2.0)))
_ROUND = Scene(DriftingMinimum(), steps=500, runs=(sgd(0.2), sgd(0.001)))
_SLOPES = Scene(PeriodicSlopes(), steps=100, runs=(sgd(0.1),), box=((-1.0, 1.0), (-1.0, 1.0)))

WORDS: tuple[Term, ...] = (
    of_lesson("learning-rate", TOO_SMALL),
    of_lesson("step", FIRST_STEP),
    Term(
        "epoch",
        _EPOCHS,
        claims=(
            Claim("per_epoch", 10, lambda: 300 / 30),
            Claim("left_1", 1.88, lambda: distance(_EPOCHS, 1)),
            Claim("left_2", 0.09, lambda: distance(_EPOCHS, 2)),
        ),
    ),
    of_lesson("stability-limit", BLOWS_UP),
    of_lesson("sharpness", EDGE),
    of_lesson("condition-number", MOMENTUM),
    of_lesson("momentum", MOMENTUM),
    of_lesson("effective-rate", ADAGRAD, rate="effective rate"),
    of_lesson("noise-floor", NOISE_FLOOR, 1, "noise_floor"),
    of_lesson("warmup", WARMUP),
    of_lesson("cooldown", RIVER),
    of_lesson("plateau", PLATEAU),
)
"""Words that lessons and pages use."""

ENDINGS: tuple[Term, ...] = (
    of_lesson("converged", MOMENTUM, 2, "converged"),
    of_lesson("settled", DECAY, 3, "settled"),
    of_lesson("frozen", RUNS_OUT, 1, "frozen"),
    of_lesson("balanced", WEIGHT_DECAY, 1, "balanced"),
    of_lesson("stalled", PLATEAU, 1, "stalled"),
    of_lesson("descending", TOO_SMALL, 1, "descending"),
    Term("rising", _HEAVY, 1, "rising"),
    of_lesson("restless", BUDGET, 1, "restless"),
    of_lesson("cycling", BLOWS_UP, 2, "cycling"),
    Term("bouncing", _KINK, 1, "bouncing"),
    Term("drifting", _ADRIFT, 1, "drifting"),
    Term("chaotic", _CHAOS, 1, "chaotic"),
    Term("diverging", _GROWING, 1, "diverging"),
    of_lesson("diverged", BLOWS_UP, 3, "diverged"),
    Term("unbounded", _ENDLESS, 1, "unbounded"),
    Term("undefined", _PAST_THE_END, 1, "undefined"),
    Term("boxed", _HELD, 1, "boxed"),
    Term("following", _ROUND, 1, "following"),
    Term("lagging", _ROUND, 2, "lagging"),
    Term("shifting", _SLOPES, 1, "shifting"),
)
"""Words that say how a run ended; the noise floor is among the others."""

GLOSSARY: tuple[Term, ...] = (*WORDS, *ENDINGS)
"""All terms, in the order of reading."""

TERMS: dict[str, Term] = {term.key: term for term in GLOSSARY}
"""All terms, by their keys."""

_OF_KIND = {term.kind: term for term in TERMS.values() if term.kind is not None}
_NOTES, _PARTS = {"en": english.NOTE}, {"en": english.PARTS}


def term_of(kind: Kind) -> Term:
    """The term that explains how a run ended."""
    return _OF_KIND[kind]


def part_title(part: str, language: Language = "en") -> str:
    """The title of a part of the glossary, by its key: words, endings."""
    return _PARTS[language][part]


def note(language: Language = "en") -> str:
    """What holds for the criteria of all endings."""
    return _NOTES[language].format_map(CRITERIA)
