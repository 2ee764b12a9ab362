"""What a comparison over seeds says, in words."""

import math
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from lrviz.arrays import Floats
from lrviz.lessons import english
from lrviz.lessons.evidence.by_seed import BySeed
from lrviz.lessons.evidence.experiment import Experiment
from lrviz.lessons.wording import Language

_SAID: Mapping[str, Mapping[str, str]] = MappingProxyType({"en": english.EVIDENCE})


def labels_of(experiment: Experiment) -> tuple[str, str]:
    """What its two runs are called."""
    first, second = (run.label for run in experiment.training.runs)
    return first, second


def measured_as(experiment: Experiment, language: Language = "en") -> str:
    """What its measure is called."""
    said = _SAID[language]
    return said[experiment.measure.key].format(score=experiment.training.task.score_name)


def expected(experiment: Experiment, language: Language = "en") -> str:
    """What is to be expected, a sentence."""
    first, _ = labels_of(experiment)
    return _SAID[language][f"expected {experiment.expected}"].format(first=first)


def told(experiment: Experiment, found: BySeed, language: Language = "en") -> str:
    """The verdict with its numbers and its uncertainty, a few sentences."""
    said = _SAID[language]
    equal, clear = found.seeds - found.better - found.worse, found.verdict != "luck"
    if equal == found.seeds:
        parts = ["no difference"]
    else:
        parts = ["clear" if clear else "luck", *["equal"] * bool(equal), "chance" if clear else "no chance"]
    counted = " ".join(said[part] for part in parts).format_map(_counts(experiment, found) | {"equal": equal})
    if experiment.measure.yes_or_no:
        measured = _shares(experiment, found, said)
    else:
        measured = " ".join([_numbers(experiment, found, said), *[said["small"]] * (clear and found.small)])
    return f"{counted} {measured} {said['as expected' if experiment.holds(found) else 'not as expected']}"


def _counts(experiment: Experiment, found: BySeed) -> dict[str, object]:
    first, second = labels_of(experiment)
    ahead = found.better >= found.worse
    return {
        "winner": first if ahead else second,
        "times": found.better if ahead else found.worse,
        "seeds": found.seeds,
        "tries": f"{1 / found.chance:,.0f}",
        "percent": f"{100 * found.chance:.0f}",
    }


def _shares(experiment: Experiment, found: BySeed, said: Mapping[str, str]) -> str:
    first, second = labels_of(experiment)
    counts = {"a": int(found.first.sum()), "b": int(found.second.sum()), "first": first, "second": second}
    return said["shares"].format_map({**counts, "seeds": found.seeds})


def _numbers(experiment: Experiment, found: BySeed, said: Mapping[str, str]) -> str:
    first, second = labels_of(experiment)
    low, high, sure = found.between
    numbers = {
        "measure": measured_as(experiment),
        "first": first,
        "second": second,
        **_spread("a", found.first),
        **_spread("b", found.second),
        "gain": number(found.gain),
        "low": number(low),
        "high": number(high),
        "sure": f"{100 * sure:.0f}",
    }
    text = said["numbers"].format_map(numbers)
    return text if sure <= 0 else f"{text} {said['between'].format_map(numbers)}"


def _spread(name: str, values: Floats) -> dict[str, str]:
    middle, least, most = float(np.median(values)), float(values.min()), float(values.max())
    return {name: number(middle), f"{name}_least": number(least), f"{name}_most": number(most)}


def number(value: float) -> str:
    """Three significant digits; ∞ stands for a run that did not come to its end."""
    if not math.isfinite(value):
        return "−∞" if value < 0 else "∞"
    return f"{value:.3g}".replace("-", "−")
