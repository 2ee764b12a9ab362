"""Runs a search: Optuna chooses batches of settings, lrviz runs each batch at once."""

import json
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lrviz.hyperparameters import HyperparameterError
from lrviz.scene import Scene
from lrviz.search.quiet import quiet
from lrviz.search.samplers import distributions, sampler
from lrviz.search.search import Search
from lrviz.search.storage import StorageError, opened
from lrviz.search.trials import IDENTITY, JUDGED, OUTCOME, SCENE, Found, carry_notes, found, in_memory
from lrviz.sweeps.gathering import Cancelled, Progress
from lrviz.sweeps.measures import measure, quantile
from lrviz.sweeps.recheck import CANDIDATES, FRESH, LEAST, check_columns, chosen, fresh_seed, judging
from lrviz.sweeps.variants import measured_variants

if TYPE_CHECKING:
    from optuna import Study
    from optuna.storages import RDBStorage
    from optuna.trial import Trial


def run_search(
    search: Search,
    storage: str | Path | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    watch: Callable[[Found], None] | None = None,
) -> Found:
    """Runs a search, or resumes it where the file holds some of its trials.

    Sampling happens in memory; each batch is written when it has been run, so a search can be stopped at any moment,
    read meanwhile by others, and resumed: in the end there are the trials that there would have been without the
    stop. Settings at which most seeds diverge, or which make no scene, become pruned trials: samplers count them as
    worse than any value, and no made-up number enters the figures. With noise the lowest of many medians has been
    lucky: once all trials have run, fresh seeds choose among the lowest and judge the best; the study keeps that.

    Args:
        search: what is looked for.
        storage: the SQLite file; None is the one in the user's data directory.
        progress: called after every batch with the trials done, all trials and the seconds that are left.
        cancelled: asked before every batch.
        watch: called after every batch with all trials so far.

    Returns:
        All trials of the study, earlier ones included.

    Raises:
        StorageError: the file cannot be used, or holds another search under this name.
    """
    with opened(storage) as made, quiet():
        stored = _study(search, made)
        study, started = in_memory(stored), time.monotonic()
        done = begun = len(study.get_trials(deepcopy=False))
        while done < search.whole_trials and not (cancelled is not None and cancelled()):
            _run_batch(search, study, done)
            study = _written(study, stored, done)
            done = len(study.get_trials(deepcopy=False))
            if watch is not None:
                watch(found(study))
            if progress is not None:
                pace = (time.monotonic() - started) / (done - begun)
                progress(done, search.whole_trials, pace * max(0, search.whole_trials - done))
        if done >= search.whole_trials:
            _judge(search, study, stored)
        return found(study)


def finalists(search: Search) -> tuple[int, int]:
    """How many of the lowest trials fresh seeds choose from, and how many seeds: as the work of a recheck allows."""
    steps = max([int(axis.high) for axis in search.axes if axis.path == "steps"] or [search.scene.steps])
    columns = check_columns(replace(search.scene, runs=(search.scene.runs[search.run],)), steps)
    count = min(max(columns // (LEAST + search.seeds), 1), CANDIDATES)
    return count, min(max(columns // count - search.seeds, LEAST), FRESH)


def _judge(search: Search, study: "Study", stored: "Study") -> None:
    """Runs the lowest trials with fresh seeds: some help to choose the best, the others judge it; all that is kept."""
    known = found(study)
    if known.judged is not None or not known.noisy:
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


def _study(search: Search, storage: "RDBStorage") -> "Study":
    """The study of a search in a file, new or resumed."""
    import optuna

    name = search.study_name
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


def _run_batch(search: Search, study: "Study", done: int) -> None:
    """Chooses, runs and tells the trials up to the next multiple of the batch's size."""
    count = min(search.batch - done % search.batch, search.whole_trials - done)
    study.sampler = sampler(search, done)
    asked = [study.ask(dict(distributions(search))) for _ in range(count)]
    scenes = [_scene(search, trial) for trial in asked]
    present = [scene for scene in scenes if scene is not None]
    measured = measured_variants(present, search.measure, search.seeds, search.tolerance)
    summary = measured.values.mean(axis=1) if measure(search.measure).share else quantile(measured.values, 0.5)
    outcomes = iter((value, measured.refusals.get(row, "")) for row, value in enumerate(summary.tolist()))
    for trial, scene in zip(asked, scenes, strict=True):
        value, refusal = (math.nan, "") if scene is None else next(outcomes)
        _tell(study, trial, value, refusal, search.measure)


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


def _written(study: "Study", stored: "Study", done: int) -> "Study":
    """The study with its new trials in the file, and with those that another process has written meanwhile."""
    stored.add_trials(study.get_trials(deepcopy=False)[done:])
    carry_notes(study, stored)
    together: Sequence[Any] = stored.get_trials(deepcopy=False)
    return study if len(together) == len(study.get_trials(deepcopy=False)) else in_memory(stored)
