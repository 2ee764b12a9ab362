"""Writes a schedule as code for other libraries, where they can give exactly the same curve."""

from collections.abc import Callable

from lrviz.comparison import EACH_EPOCH, Entry, Plan, curve
from lrviz.export.libraries import huggingface, keras, optax, timm
from lrviz.export.libraries.reasons import reason
from lrviz.export.libraries.wanted import Wanted
from lrviz.export.readings import read

LIBRARIES: dict[str, Callable[[Wanted], str | None]] = {
    "Hugging Face": huggingface.snippet,
    "timm": timm.snippet,
    "optax": optax.snippet,
    "Keras": keras.snippet,
}

IN_GROUPS = "Its parameters stand in groups, which only the code for PyTorch gives."

__all__ = ["IN_GROUPS", "LIBRARIES", "lacking", "spellings", "wanted_of"]


def spellings(entry: Entry, plan: Plan) -> dict[str, str]:
    """A complete snippet of every library that can give the rates of an entry over a plan, by the library's name.

    A library is left out where it has no function for this schedule with these values: nothing is approximated. The
    snippets of Hugging Face and timm define `build_scheduler(optimizer)`, those of optax and Keras `schedule`, a
    function of the step. A schedule that ends before the run has none, nor has an entry with groups of parameters.

    Args:
        entry: the schedule on its base rate.
        plan: the run; the rates agree over its steps.
    """
    if curve(entry, plan).problem or entry.groups:
        return {}
    wanted = wanted_of(entry, plan)
    snippets = {name: snippet(wanted) for name, snippet in LIBRARIES.items()}
    return {name: text for name, text in snippets.items() if text is not None}


def wanted_of(entry: Entry, plan: Plan) -> Wanted:
    """The curve of an entry over a plan, in pieces where it has such."""
    drawn = curve(entry, plan)
    steps_per_epoch = plan.steps_per_epoch if entry.stepped == EACH_EPOCH else None
    rates = drawn.rates[:: steps_per_epoch or 1]
    line = None if entry.schedule.watches else read(entry.schedule, entry.lr, rates)
    return Wanted(entry.schedule, entry.lr, line, len(rates), steps_per_epoch)


def lacking(entry: Entry, plan: Plan) -> dict[str, str]:
    """Why each library that has no call for the rates of an entry has none, in a sentence, by the library's name."""
    drawn = curve(entry, plan)
    if drawn.problem:
        return dict.fromkeys(LIBRARIES, f"The schedule ends before the run does: {drawn.problem}.")
    if entry.groups:
        return dict.fromkeys(LIBRARIES, IN_GROUPS)
    wanted = wanted_of(entry, plan)
    return {name: reason(name, wanted) for name, snippet in LIBRARIES.items() if snippet(wanted) is None}
