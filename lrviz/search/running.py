"""Runs a search: Optuna chooses batches of settings, lrviz runs each batch at once."""

import json
import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from lrviz.hyperparameters import HyperparameterError
from lrviz.scene import Scene
from lrviz.search.claims import claimed
from lrviz.search.quiet import quiet
from lrviz.search.samplers import distributions, sampler
from lrviz.search.search import Search
from lrviz.search.storage import StorageError, at_once, located, opened, trial_count
from lrviz.search.trials import IDENTITY, JUDGED, OUTCOME, SCENE, Found, found, in_memory
from lrviz.sweeps.gathering import Cancelled, Progress
from lrviz.sweeps.measures import measure, quantile
from lrviz.sweeps.recheck import CANDIDATES, FRESH, LEAST, check_columns, chosen, fresh_seed, judging
from lrviz.sweeps.variants import measured_variants

if TYPE_CHECKING:
    from optuna import Study
    from optuna.storages import RDBStorage
    from optuna.trial import FrozenTrial, Trial

_LOOK = 0.2
"""Seconds between two looks at what somebody else has found meanwhile."""

_PATIENCE = 1.0
"""Seconds after which it is said that somebody else runs the search."""

_LOG = logging.getLogger("lrviz.search")


def run_search(
    search: Search,
    storage: str | Path | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    watch: Callable[[Found], None] | None = None,
    waits: Callable[[bool], None] | None = None,
) -> Found:
    """Runs a search, or resumes it where the file holds some of its trials.

    Sampling happens in memory; each batch is written when it has been run, as a whole. So a search can be stopped or
    killed at any moment, read meanwhile by others, and resumed: in the end there are the trials that there would have
    been without the stop. Several processes may run the same search: each batch is computed by one of them, while the
    others follow, and one of these goes on where that one ends. Settings at which most seeds diverge, or which make no
    scene, become pruned trials: samplers count them as worse than any value, and no made-up number enters the figures.
    With noise the lowest of many medians has been lucky: once all trials have run, fresh seeds choose among the lowest
    and judge the best; the study keeps that.

    Args:
        search: what is looked for.
        storage: the SQLite file; None is the one in the user's data directory.
        progress: called after every batch with the trials done, all trials and the seconds that are left.
        cancelled: asked before every batch.
        watch: called after every batch with all trials so far.
        waits: called with True when this process has to wait, because somebody else runs the search, and with False
            when it goes on itself; None writes it to the log.

    Returns:
        All trials of the study, earlier ones included.

    Raises:
        StorageError: the file cannot be used, or holds another search under this name.
    """
    with opened(storage) as made, quiet():
        stored = _study(search, made)
        study, started, waiting = in_memory(stored), time.monotonic(), _Waiting(waits or partial(_say, search))
        known = found(study)
        begun = len(known.trials)
        while not (_finished(search, known) or (cancelled is not None and cancelled())):
            before = len(known.trials)
            with claimed(located(storage), search.study_name, _LOOK) as mine:
                study = _with_news(study, stored, made)
                if mine:
                    study = _gone_on(search, study, stored, made)
            waiting.note(mine)
            known = found(study)
            done = len(known.trials)
            if done == before:
                continue
            if watch is not None:
                watch(known)
            if progress is not None:
                pace = (time.monotonic() - started) / (done - begun)
                progress(done, search.whole_trials, pace * max(0, search.whole_trials - done))
        return known


@dataclass
class _Waiting:
    """Tells once when a process has waited for a while, and when it waits no longer."""

    tell: Callable[[bool], None]
    since: float | None = None
    told: bool = False

    def note(self, mine: bool) -> None:
        self.since = None if mine else self.since or time.monotonic()
        long = self.since is not None and time.monotonic() - self.since > _PATIENCE
        if long != self.told:
            self.told = long
            self.tell(long)


def _say(search: Search, waiting: bool) -> None:
    if waiting:
        _LOG.warning(
            "another process runs the search %r: this one follows it, and goes on if that one ends", search.study_name
        )


def _finished(search: Search, known: Found) -> bool:
    return len(known.trials) >= search.whole_trials and (known.judged is not None or not known.noisy)


def finalists(search: Search) -> tuple[int, int]:
    """How many of the lowest trials fresh seeds choose from, and how many seeds: as the work of a recheck allows."""
    steps = max([int(axis.high) for axis in search.axes if axis.path == "steps"] or [search.scene.steps])
    columns = check_columns(replace(search.scene, runs=(search.scene.runs[search.run],)), steps)
    count = min(max(columns // (LEAST + search.seeds), 1), CANDIDATES)
    return count, min(max(columns // count - search.seeds, LEAST), FRESH)


def _study(search: Search, storage: "RDBStorage") -> "Study":
    """The study of a search in a file, new or resumed."""
    import optuna

    name = search.study_name
    with at_once(storage):
        study = optuna.create_study(study_name=name, storage=storage, direction="minimize", load_if_exists=True)
        kept = study.user_attrs.get(IDENTITY)
        if kept is None and not study.get_trials(deepcopy=False):
            study.set_user_attr(IDENTITY, search.identity)
        elif kept != search.identity:
            raise StorageError(
                f"the study {name!r} must be one of this search to resume it, got one with another "
                f"{_what_differs(kept, search.identity)}: choose another name"
            )
    return study


def _what_differs(kept: str | None, wanted: str) -> str:
    if kept is None:
        return "origin"
    ours, theirs = json.loads(wanted), json.loads(kept)
    return ", ".join(key for key in ours if theirs.get(key) != ours[key])


def _with_news(study: "Study", stored: "Study", storage: "RDBStorage") -> "Study":
    """The study, with what others have written meanwhile."""
    if trial_count(storage, stored.study_name) != len(study.get_trials(deepcopy=False)):
        return in_memory(stored)
    for key, value in stored.user_attrs.items():
        study.set_user_attr(key, value)
    return study


def _gone_on(search: Search, study: "Study", stored: "Study", storage: "RDBStorage") -> "Study":
    """The study with the next batch, or with a judgement of all, which is written; what others have written counts."""
    done = len(study.get_trials(deepcopy=False))
    if done >= search.whole_trials:
        _judge(search, study, stored)
        return study
    batch = _batch(search, study)
    with at_once(storage) as connection:
        study_id = storage.get_study_id_from_name(stored.study_name)
        mine = trial_count(storage, stored.study_name, connection) == done
        for trial in batch if mine else ():
            storage.create_new_trial(study_id, trial)
    return study if mine and len(study.get_trials(deepcopy=False)) == done + len(batch) else in_memory(stored)


def _judge(search: Search, study: "Study", stored: "Study") -> None:
    """Runs the lowest trials with fresh seeds: some help to choose the best, the others judge it; all that is kept."""
    known = found(study)
    if _finished(search, known):
        return
    count, seeds = finalists(search)
    lowest = sorted((trial for trial in known.trials if trial.value is not None), key=lambda trial: trial.value or 0.0)
    scenes = [trial.scene for trial in lowest[:count] if trial.scene is not None]
    first, by = fresh_seed(search.scene.seed, search.seeds, seeds), measure(search.measure)
    own = measured_variants(scenes, by.name, search.seeds, search.tolerance).values
    fresh = measured_variants([replace(one, seed=first) for one in scenes], by.name, seeds, search.tolerance).values
    best = chosen(own, fresh, by) or 0
    told = {**vars(judging(fresh[best], by)), "trial": lowest[best].number, "trials": len(known.trials)}
    for one in (study, stored):
        one.set_user_attr(JUDGED, json.dumps(told))


def _batch(search: Search, study: "Study") -> "list[FrozenTrial]":
    """The trials up to the next multiple of the batch's size, chosen, run and told to a study in memory.

    A batch of which some trials are there already is chosen anew as a whole, from the trials before it, so that the
    others are those that there would have been.
    """
    done = len(study.get_trials(deepcopy=False))
    first = done - done % search.batch
    if first < done:
        study = in_memory(study, first)
    study.sampler = sampler(search, first)
    last = min(first + search.batch, search.whole_trials)
    asked = [study.ask(dict(distributions(search))) for _ in range(first, last)][done - first :]
    scenes = [_scene(search, trial) for trial in asked]
    present = [scene for scene in scenes if scene is not None]
    measured = measured_variants(present, search.measure, search.seeds, search.tolerance)
    summary = measured.values.mean(axis=1) if measure(search.measure).share else quantile(measured.values, 0.5)
    outcomes = iter((value, measured.refusals.get(row, "")) for row, value in enumerate(summary.tolist()))
    for trial, scene in zip(asked, scenes, strict=True):
        value, refusal = (math.nan, "") if scene is None else next(outcomes)
        _tell(study, trial, value, refusal, search.measure)
    return study.get_trials(deepcopy=False)[done:]


def _scene(search: Search, trial: "Trial") -> Scene | None:
    """The scene of a trial, kept with it; None where the settings make none, and why is kept."""
    try:
        scene = search.scene_at(trial.params)
    except HyperparameterError as error:
        trial.set_user_attr(OUTCOME, str(error))
        return None
    trial.set_user_attr(SCENE, json.dumps(scene.to_dict(), separators=(",", ":")))
    return scene


def _tell(study: "Study", trial: "Trial", value: float, refusal: str, name: str) -> None:
    from optuna.trial import TrialState

    if math.isfinite(value):
        study.tell(trial, value)
        return
    if OUTCOME not in trial.user_attrs:
        trial.set_user_attr(OUTCOME, refusal or f"no finite {name}")
    study.tell(trial, state=TrialState.PRUNED)
