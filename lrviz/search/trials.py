"""What a search has found so far, as plain values."""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lrviz.scene import Scene
from lrviz.search.quiet import quiet
from lrviz.search.storage import StorageError, located, opened
from lrviz.spreadsheet import Cell, csv_text, plain_json
from lrviz.sweeps.judged import Judged
from lrviz.sweeps.measures import measure

if TYPE_CHECKING:
    from optuna import Study
    from optuna.storages import RDBStorage
    from optuna.trial import FrozenTrial

IDENTITY, SCENE, OUTCOME, JUDGED = "lrviz.search", "lrviz.scene", "lrviz.outcome", "lrviz.judged"
"""The names under which studies and trials keep what is lrviz's own."""


@dataclass(frozen=True)
class Trial:
    """One trial.

    Attributes:
        number: from 0.
        settings: the value of each axis, by path.
        value: the measure's median over the seeds; None where it has no finite one.
        outcome: why there is no value; empty where there is.
        scene_json: the whole scene; empty where the settings make none.
    """

    number: int
    settings: dict[str, float]
    value: float | None
    outcome: str
    scene_json: str

    @property
    def scene(self) -> Scene | None:
        """The scene of one run that "Trajectories" opens."""
        return Scene.from_json(self.scene_json) if self.scene_json else None


@dataclass(frozen=True, eq=False)
class Found:
    """All trials of a study.

    Attributes:
        name: the study's.
        measure: what is low at the best trial.
        trials: in their order.
        study: Optuna's own, in memory, for its figures.
        seeds: how many seeds each trial has been run with.
        judged: what seeds say of the best trial that did not choose it; None without noise, and until they have run.
        chosen: the number of the best trial by fresh seeds too, once they have run.
    """

    name: str
    measure: str
    trials: tuple[Trial, ...]
    study: "Study"
    seeds: int = 1
    judged: Judged | None = None
    chosen: int | None = None

    @property
    def best(self) -> Trial | None:
        """The trial with the lowest value, or the one that fresh seeds have chosen; None where none has any value."""
        if self.chosen is not None:
            return next(trial for trial in self.trials if trial.number == self.chosen)
        valued = [trial for trial in self.trials if trial.value is not None]
        return min(valued, key=lambda trial: math.inf if trial.value is None else trial.value, default=None)

    @property
    def noisy(self) -> bool:
        """Whether the best trial has noise, so that other seeds may find it worse."""
        best = self.best.scene if self.best else None
        return best is not None and best.noise > 0

    @property
    def words(self) -> str:
        """The best trial in a sentence: with noise, what chose it, and what fresh seeds say of it."""
        best = self.best
        if best is None or best.value is None:
            return f"None of {len(self.trials):,} trials has a finite {self.measure}."
        settings = ", ".join(f"{path.split('.')[-1]} {value:.4g}" for path, value in best.settings.items())
        place = f"at {settings} (trial {best.number})"
        if not self.noisy:
            return f"{self.measure} {best.value:.4g} {place}"
        own = f"{best.value:.4g} by the search's own {_seeds(self.seeds)}"
        if self.judged is None:
            return f"{self.measure} {own}, not judged by others yet, {place}"
        return f"{self.measure} {self.judged.words(measure(self.measure).infinite)} {place}; {own}"

    def to_csv(self) -> str:
        """A row a trial: number, settings, measure, outcome and the whole scene as JSON.

        Where fresh seeds have judged the best trial, its row says what they found.
        """
        paths = tuple(dict.fromkeys(path for trial in self.trials for path in trial.settings))
        judgement = ("fresh median", "95 % from", "95 % to", "fresh seeds") if self.judged else ()
        return csv_text(("trial", *paths, self.measure, "outcome", "scene", *judgement), self._rows(paths))

    def _rows(self, paths: Sequence[str]) -> Iterator[Sequence[Cell]]:
        for one in self.trials:
            settings = (one.settings.get(path) for path in paths)
            told = one.value, one.outcome, plain_json(one.scene_json)
            yield one.number, *settings, *told, *self._judgement(one)

    def _judgement(self, trial: Trial) -> Sequence[Cell]:
        if self.judged is None:
            return ()
        if self.best is None or trial.number != self.best.number:
            return (None,) * 4
        return self.judged.value, self.judged.low, self.judged.high, self.judged.seeds


def _seeds(count: int) -> str:
    return f"{count} seeds" if count > 1 else "one seed"


def study_names(storage: str | Path | None = None) -> tuple[str, ...]:
    """The names of the searches that a file keeps, oldest first; none where there is no file.

    Raises:
        StorageError: the file cannot be used.
    """
    if not located(storage).exists():
        return ()
    with opened(storage, create=False) as made:
        studies = made.get_all_studies()
        return tuple(study.study_name for study in studies if IDENTITY in study.user_attrs)


def load_found(name: str, storage: str | Path | None = None) -> Found:
    """What a search has found so far; another process may be running it.

    Raises:
        StorageError: the file cannot be used, or holds no search of this name.
    """
    with opened(storage, create=False) as made, quiet():
        return found(in_memory(stored_study(made, name)))


def stored_study(storage: "RDBStorage", name: str) -> "Study":
    """A study of lrviz in a file.

    Raises:
        StorageError: there is none of this name.
    """
    import optuna

    try:
        study = optuna.load_study(study_name=name, storage=storage)
    except KeyError:
        raise StorageError(f"the file of searches must hold the study {name!r}, got one without it") from None
    if IDENTITY not in study.user_attrs:
        raise StorageError(f"the study {name!r} is not one of lrviz: it does not say what it searches")
    return study


def in_memory(stored: "Study") -> "Study":
    """A copy of a study that lives in memory alone."""
    import optuna

    copied = optuna.create_study(study_name=stored.study_name, direction=stored.direction)
    for key, value in stored.user_attrs.items():
        copied.set_user_attr(key, value)
    carry_notes(stored, copied)
    copied.add_trials(stored.get_trials(deepcopy=False))
    return copied


def carry_notes(source: "Study", target: "Study") -> None:
    """Copies what samplers have noted on a study: which point of its sequence quasi-Monte Carlo has come to."""
    known = target._storage.get_study_system_attrs(target._study_id)
    for key, value in source._storage.get_study_system_attrs(source._study_id).items():
        if known.get(key) != value:
            target._storage.set_study_system_attr(target._study_id, key, value)


def found(study: "Study") -> Found:
    """The trials of a study."""
    identity = json.loads(study.user_attrs[IDENTITY])
    trials = tuple(_trial(trial) for trial in study.get_trials(deepcopy=False))
    known = Found(study.study_name, identity["measure"], trials, study, identity["seeds"])
    kept = json.loads(study.user_attrs.get(JUDGED, "{}"))
    if kept.pop("trials", None) != len(trials):
        return known
    return replace(known, chosen=kept.pop("trial"), judged=Judged(**kept))


def _trial(trial: "FrozenTrial") -> Trial:
    kept = trial.user_attrs
    value = trial.value if trial.state.name == "COMPLETE" else None
    return Trial(trial.number, dict(trial.params), value, kept.get(OUTCOME, ""), kept.get(SCENE, ""))
