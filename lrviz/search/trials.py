"""What a search has found so far, as plain values."""

import csv
import io
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lrviz.scene import Scene
from lrviz.search.quiet import quiet
from lrviz.search.storage import StorageError, located, opened

if TYPE_CHECKING:
    from optuna import Study
    from optuna.storages import RDBStorage
    from optuna.trial import FrozenTrial

IDENTITY, SCENE, OUTCOME = "lrviz.search", "lrviz.scene", "lrviz.outcome"
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
    """

    name: str
    measure: str
    trials: tuple[Trial, ...]
    study: "Study"

    @property
    def best(self) -> Trial | None:
        """The trial with the lowest value; None where none has any."""
        valued = [trial for trial in self.trials if trial.value is not None]
        return min(valued, key=lambda trial: math.inf if trial.value is None else trial.value, default=None)

    def to_csv(self) -> str:
        """A row a trial: number, settings, measure, outcome and the whole scene as JSON."""
        text = io.StringIO()
        paths = dict.fromkeys(path for trial in self.trials for path in trial.settings)
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["trial", *paths, self.measure, "outcome", "scene"])
        for one in self.trials:
            settings = [one.settings.get(path, "") for path in paths]
            value = "" if one.value is None else repr(one.value)
            writer.writerow([one.number, *settings, value, one.outcome, one.scene_json])
        return text.getvalue()


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
    measure = json.loads(study.user_attrs[IDENTITY])["measure"]
    trials = tuple(_trial(trial) for trial in study.get_trials(deepcopy=False))
    return Found(study.study_name, measure, trials, study)


def _trial(trial: "FrozenTrial") -> Trial:
    kept = trial.user_attrs
    value = trial.value if trial.state.name == "COMPLETE" else None
    return Trial(trial.number, dict(trial.params), value, kept.get(OUTCOME, ""), kept.get(SCENE, ""))
