"""How the runs of the page Train go and how they ended, as a table and in words."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from lrviz.arrays import Floats
from lrviz.figures import STYLES
from lrviz.sweeps.paired import compared
from lrviz.training import Record
from lrviz.ui.kit.swatches import swatch
from lrviz.ui.kit.tables import markup, number, spread, table, text
from lrviz.ui.train.controls import Setup
from lrviz.ui.train.trained import SeededRun, TrainedRuns

_WIDE = ("", "Run", "Outcome", "Validation loss", "Lowest")
_STATE = "State, bytes a parameter"


def outcome_table(setup: Setup, runs: TrainedRuns) -> str:
    """A row for each run: how it goes or ended, its last and its best values, what a step took."""
    score = setup.wanted.task.score_name
    head = (*_WIDE, score.capitalize(), "Highest", "ms a step", _STATE)
    return table(head, (_row(setup, slot, runs.by_slot[slot]) for slot in setup.slots))


def label_of(setup: Setup, slot: int) -> str:
    """What a run is called, with its slot."""
    return f"{slot} · {setup.wanted.runs[setup.slots.index(slot)].label}"


def _row(setup: Setup, slot: int, seeds: Sequence[SeededRun]) -> Iterator[str]:
    records = [one.record for one in seeds if one.record]
    yield markup(swatch(STYLES[slot - 1]))
    yield text(label_of(setup, slot))
    kinds = {record.outcome.kind for record in records} if len(records) == len(seeds) else set()
    yield text(progress_of(seeds), *(kinds if len(kinds) == 1 else ()))
    yield _spread([final_loss(record) for record in records])
    yield _spread([_finite_best(record.validation_losses, np.min) for record in records])
    yield _spread([float(record.scores[-1]) for record in records])
    yield _spread([_finite_best(record.scores, np.max) for record in records])
    yield _spread([record.milliseconds_per_step for record in records], 2)
    yield number(f"{records[0].state_bytes:.3g}" if records else "")


def progress_of(seeds: Sequence[SeededRun]) -> str:
    """How a run goes or ended, in words."""
    if len(seeds) == 1:
        return _progress(seeds[0])
    counts = Counter(_short(one) for one in seeds)
    told = [f"{count} of {len(seeds)} seeds {words}" for words, count in counts.most_common()]
    problems = sorted({one.problem for one in seeds if one.state == "failed"})
    before = min((one.before for one in seeds if one.state == "waiting"), default=0)
    ahead = [f"{before} before the next one"] if before else []
    return "; ".join([*told, *ahead, *problems])


def _progress(one: SeededRun) -> str:
    if one.record is not None:
        return one.record.outcome.sentence
    if one.state == "waiting":
        return f"waiting, {one.before} before you" if one.before else "begins once torch is loaded"
    if one.state == "running":
        return f"step {one.taken:,} of {one.training.task.steps:,}"
    return one.problem or "not trained yet"


def _short(one: SeededRun) -> str:
    if one.record is not None:
        return one.record.outcome.word
    return {"running": "under way", "new": "not trained yet"}.get(one.state, one.state)


def final_loss(record: Record) -> float:
    """The validation loss at the end; infinite where the run diverged."""
    last = float(record.validation_losses[-1])
    return last if record.outcome.kind != "diverged" and np.isfinite(last) else np.inf


def _finite_best(values: Floats, best: Callable[[Floats], float]) -> float:
    known = values[np.isfinite(values)]
    return float(best(known)) if len(known) else np.nan


def _spread(values: Sequence[float], digits: int = 3) -> str:
    """The cell of the values of all seeds that have one: their median, the lowest and the highest."""
    if not values:
        return number("")
    ordered = sorted(values)
    return spread(*(_written(value, digits) for value in (_median(ordered), ordered[0], ordered[-1])))


def _median(ordered: Sequence[float]) -> float:
    """The middle one, or what lies between the two in the middle, if these are finite."""
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return (low + high) / 2 if np.isfinite(high) else high


def _written(value: float, digits: int) -> str:
    return f"{value:.{digits}g}" if np.isfinite(value) else "∞" if value > 0 else "none"


def comparisons(setup: Setup, runs: TrainedRuns, chosen: int) -> list[str]:
    """Each run compared with the chosen one, or else with the first, over the seeds that both have, in words."""
    losses = {label_of(setup, slot): _losses(runs.by_slot[slot]) for slot in setup.slots}
    base = label_of(setup, chosen if chosen in setup.slots else setup.slots[0])
    others = [(name, own) for name, own in losses.items() if name != base]
    return [pair.sentence for pair in compared(base, losses[base], others)]


def _losses(seeds: Sequence[SeededRun]) -> Floats:
    """The validation loss at the end under the first seeds, as many as are trained to their ends."""
    ended = []
    for one in seeds:
        if one.record is None:
            break
        ended.append(final_loss(one.record))
    return np.array(ended)
