"""The fair comparison of schedules on the page Tune."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import streamlit as st

from lrviz.figures.tune.payload import tune_payload
from lrviz.figures.tune.pictures import Progress, Sensitivity, Thumb
from lrviz.hyperparameters import hyperparameters
from lrviz.scene import Scene
from lrviz.schedules import Constant, CosineAnnealingLR, OneCycleLR, WarmupStableDecay
from lrviz.schedules.scaling import fitted
from lrviz.sweeps.comparison import FairComparison, measured_rates, unmeasured
from lrviz.sweeps.ranking import Ranking, ranked
from lrviz.sweeps.size import work
from lrviz.ui.components.tune import TuneView, tune
from lrviz.ui.kit.background import Job
from lrviz.ui.kit.budget import begin, starts_by_itself, told, too_much
from lrviz.ui.kit.link import Link, assign, complaint, postpone
from lrviz.ui.kit.numbers import number
from lrviz.ui.kit.slots import switch
from lrviz.ui.kit.view import changed, remember
from lrviz.ui.kit.written import written
from lrviz.ui.trajectories.handover import catch_up, later, open_scene
from lrviz.ui.tune.controls import Tuning
from lrviz.ui.tune.export import fair_script, refused
from lrviz.ui.tune.first_sweep import FIRST_SWEEP
from lrviz.ui.tune.ranking import best_of, ranking_picture, ranking_table, ranking_words
from lrviz.ui.tune.sweep import sent_cell, thumb_of

_FIELDS = {parameter.name: parameter for parameter in hyperparameters(FairComparison)}
_LABELS = {"low": "peak rates from", "high": "peak rates to", "count": "how many rates"}
_STATE, _THUMB, _SEEN = "~contest", "~contest.thumb", "~contest.done"
_LOOK, _FIRST = 0.4, 0.25
_USUAL = (Constant(), CosineAnnealingLR(), WarmupStableDecay(), OneCycleLR())


@dataclass(eq=False)
class Contest:
    """A comparison that is or was computed, with what is shown of it.

    Attributes:
        fair: what is compared.
        job: what computes it.
        values: what is measured so far.
        outcome: the values that were ranked last, with their ranking or why there is none.
        drawn: what was drawn last, with the slots and the ranking that it shows.
    """

    fair: FairComparison
    job: Job | None = None
    values: Any = None
    outcome: tuple[Any, Ranking | ValueError] | None = None
    drawn: tuple[tuple[int, ...], Ranking, Sensitivity] | None = None

    @property
    def running(self) -> bool:
        """Whether it is being computed."""
        return self.job is not None and self.job.running

    @property
    def whole(self) -> bool:
        """Whether it was computed to its end."""
        return self.values is not None and self.job is not None and 0 < self.job.total == self.job.done


def fair_controls(link: Link, page: str, tuning: Tuning) -> FairComparison | None:
    """The widgets of a comparison; None where the settings do not go together."""
    scene = tuning.controls.scene
    if scene is None:
        return None
    st.button("Take four usual schedules", key="~usual", on_click=_take_usual, args=(page, scene))
    values = {
        name: number(link, _key(page, name), _FIELDS[name], _FIELDS[name].default, label)
        for name, label in _LABELS.items()
    }
    if not scene.noise:
        st.caption("Without noise every seed gives the same run: add noise for bands and tests.")
    try:
        return FairComparison(scene, seeds=tuning.seeds, measure=tuning.measure, tolerance=tuning.tolerance, **values)
    except ValueError as error:
        tuning.problem = str(error)
        return None


def _key(page: str, name: str) -> str:
    return f"{page}.fair.{name}"


def _take_usual(page: str, scene: Scene) -> None:
    """Puts four schedules behind the first run's optimizer into the first slots."""
    optimizer = scene.runs[0].optimizer
    for slot, schedule in enumerate(_USUAL, 1):
        default = FIRST_SWEEP.runs[(slot - 1) % len(FIRST_SWEEP.runs)]
        assign(written(f"{page}{slot}.o", optimizer, default.optimizer))
        assign(written(f"{page}{slot}.s", fitted(schedule, scene.steps), default.schedule))
    switch(f"{page}.runs", list(range(1, len(_USUAL) + 1)))


def contest(fair: FairComparison, tuning: Tuning, view: TuneView, page: str) -> None:
    """The curves of a comparison, its ranking, and what it depends on."""
    known = _current(fair)
    if len(fair.scene.runs) < 2:
        st.info("A comparison takes at least two runs, got one: switch another one on in the sidebar.")
    if not (known.running or known.whole) and not _begun(known):
        return
    if known.job is not None:
        known.job.wait(len(fair.scene.runs) * fair.count, _FIRST)
    if not known.running:
        st.session_state[_SEEN] = known.job
    st.fragment(_shown, run_every=_LOOK if known.running else None)(known, tuning, view, page)


def _current(fair: FairComparison) -> Contest:
    """The session's comparison of these runs; one of others is cancelled."""
    known: Contest | None = st.session_state.get(_STATE)
    if known is None or known.fair != fair:
        if known is not None and known.job is not None:
            known.job.cancel()
        known = st.session_state[_STATE] = Contest(fair)
        st.session_state.pop(_THUMB, None)
    return known


def _begun(known: Contest) -> bool:
    """Starts a comparison that is small or asked for; whether there is something to show."""
    fair = known.fair
    columns = int(unmeasured(fair, known.values).any(axis=0).sum()) * fair.draws
    amount = work(fair.scene, columns)
    problem = too_much(amount)
    if problem:
        refused(problem, fair.scene, fair_script(fair))
    elif known.job is None and starts_by_itself(fair.scene, amount):
        _begin(known, amount)
    elif known.job is None or not known.job.error:
        label = "Compare" if known.job is None else "Compare at all rates"
        st.button(label, type="primary", key="~compare", on_click=_begin, args=(known, amount))
        st.caption(told(fair.scene, columns, amount))
    return known.job is not None


def _begin(known: Contest, amount: int) -> None:
    with suppress(ValueError):  # somebody was quicker: the page says so next
        known.job = begin(lambda job: _compute(known, job), amount)


def _compute(known: Contest, job: Job) -> None:
    left = unmeasured(known.fair, known.values)
    job.advance(left.size - int(left.sum()), left.size, None)
    _note(
        known, measured_rates(known.fair, job.advance, job.cancelled, known.values, lambda found: _note(known, found))
    )


def _note(known: Contest, values: Any) -> None:
    known.values = values


def _shown(known: Contest, tuning: Tuning, view: TuneView, page: str) -> None:
    catch_up()
    job, running = known.job, known.running
    if job is not None and running:
        st.progress(
            job.done / job.total if job.total else 0.0, f"{job.done:,} of {job.total:,} settings · {job.wait_in_words}"
        )
        st.button("Stop", key="~stop", on_click=job.cancel)
    elif st.session_state.get(_SEEN) is not job:
        st.session_state[_SEEN] = job
        st.rerun()
    elif job is not None and job.error:
        st.error(complaint(job.error))
    elif not known.whole and job is not None:
        st.info(
            f"Stopped at {job.done:,} of {job.total:,} settings: only rates that all runs have been measured at count."
        )
    values = known.values
    ranking = None if values is None else _outcome(known, values)
    if isinstance(ranking, Ranking):
        _ranking(ranking, values, known, tuning, view, page)
    elif ranking is not None and not running:
        st.error(complaint(str(ranking)))


def _outcome(known: Contest, values: Any) -> Ranking | ValueError:
    """The ranking of what is measured, or why there is none."""
    if known.outcome is None or known.outcome[0] is not values:
        try:
            known.outcome = values, ranked(known.fair, values)
        except ValueError as error:
            known.outcome = values, error
    return known.outcome[1]


def _ranking(ranking: Ranking, values: Any, known: Contest, tuning: Tuning, view: TuneView, page: str) -> None:
    fair, slots = known.fair, tuning.controls.slots
    hearing: dict[str, Callable[[Any], None]] = {
        "view": lambda sent: later(lambda: remember(page, changed(view, sent))),
        "hover": lambda sent: st.session_state.__setitem__(_THUMB, sent),
        "open": lambda sent: later(lambda: _open(fair, sent)),
        "refine": lambda sent: later(lambda: _refine(page, fair, sent)),
        "stop": lambda _: None,
    }
    if known.drawn is None or known.drawn[0] != slots or known.drawn[1] is not ranking:
        known.drawn = slots, ranking, ranking_picture(ranking, values, slots)
    picture, cells = known.drawn[2], len(fair.scene.runs) * fair.count
    tune(tune_payload(picture, view.arguments(), Progress(cells, cells, None, False), _thumb(fair)), hearing)
    st.html(ranking_table(ranking, slots))
    bands = [f"Lines are medians, bands hold {picture.band}."] if picture.band else []
    st.caption(" ".join(complaint(sentence) for sentence in [*bands, *ranking.depends_on]))
    ranking_words(ranking)
    best_of(ranking, values, slots, page, lambda scene: later(lambda: open_scene(scene)))


def _thumb(fair: FairComparison) -> Thumb | None:
    """The path of the rate under the pointer."""
    return thumb_of(
        st.session_state.get(_THUMB),
        len(fair.scene.runs) * fair.count,
        lambda cell: fair.scene_of(*divmod(cell, fair.count)),
    )


def _open(fair: FairComparison, sent: Any) -> None:
    cell = sent_cell(sent, len(fair.scene.runs) * fair.count)
    if cell is None:
        return
    with suppress(ValueError):  # a rate that the run's declarations refuse has no scene
        open_scene(fair.scene_of(*divmod(cell, fair.count)))


def _refine(page: str, fair: FairComparison, sent: Any) -> None:
    """Takes the rates of a rectangle as the ends of the comparison; what is none is left aside."""
    ends = sent.get("x") if isinstance(sent, dict) else None
    if not isinstance(ends, list) or len(ends) != 2 or not all(isinstance(end, int | float) for end in ends):
        return
    low, high = (min(max(float(end), fair.low), fair.high) for end in sorted(ends))
    if low < high:
        postpone({_key(page, "low"): float(f"{low:.6g}"), _key(page, "high"): float(f"{high:.6g}")})
