"""Searches on the page Tune: Optuna over several settings, kept in a file."""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from lrviz.export import to_pytorch
from lrviz.hyperparameters import hyperparameters
from lrviz.scene import Scene
from lrviz.search import SAMPLERS, Found, Search, default_storage, load_found, run_search, study_names
from lrviz.search.search import GRID
from lrviz.search.storage import StorageError
from lrviz.search.trials import IDENTITY
from lrviz.sweeps import Axis
from lrviz.sweeps.size import work
from lrviz.ui.kit import widgets
from lrviz.ui.kit.background import Job
from lrviz.ui.kit.budget import begin, told, too_much
from lrviz.ui.kit.link import Binding, Link, complaint
from lrviz.ui.kit.numbers import number
from lrviz.ui.trajectories.handover import catch_up, later, open_scene
from lrviz.ui.tune.controls import SEARCH, Tuning, axis_of
from lrviz.ui.tune.export import refused, search_script

_FIELDS = {parameter.name: parameter for parameter in hyperparameters(Search)}
_STATE, _SEEN = "~search", "~search.done"
_LOOK, _FIRST = 1.0, 0.25
_MOST_TRIALS = 5000
_PICTURES = ("History", "Parallel coordinates", "Importance", "Slices")


@dataclass(frozen=True)
class Asked:
    """What the widgets say: the search, and how the menu of pictures is bound to the link."""

    search: Search
    key: str
    bind: Binding


@dataclass(eq=False)
class Searching:
    """A search with what is known of it.

    Attributes:
        search: what is looked for.
        job: what runs it in this session.
        found: its trials, as the file held them or as the job tells.
        stamp: the state of the file that `found` was read from.
    """

    search: Search
    job: Job | None = None
    found: Found | None = None
    stamp: Any = None

    @property
    def running(self) -> bool:
        """Whether this session runs it."""
        return self.job is not None and self.job.running

    @property
    def done(self) -> int:
        """How many trials there are."""
        return len(self.found.trials) if self.found else 0

    def read(self) -> None:
        """Takes what the file holds, if that is news.

        Raises:
            StorageError: the file cannot be used, or holds another search under this name.
        """
        stamp = _stamp()
        if self.running or (stamp == self.stamp and stamp):
            return
        name = self.search.study_name
        found = load_found(name) if name in study_names() else None
        if found is not None and found.study.user_attrs.get(IDENTITY) != self.search.identity:
            raise StorageError(
                f"the study {name} must be one of this search, got one of another: rename it in the file"
            )
        self.found, self.stamp = found, _stamp()


def _stamp() -> tuple[tuple[int, int], ...]:
    """What changes when somebody writes into the file of searches."""
    path = default_storage()
    known = []
    for file in (path, path.with_name(path.name + "-wal")):
        with suppress(OSError):
            status = file.stat()
            if status.st_size:
                known.append((status.st_mtime_ns, status.st_size))
    return tuple(known)


def search_controls(link: Link, page: str, tuning: Tuning) -> Asked | None:
    """The widgets of a search; None where the settings do not go together."""
    scene = tuning.controls.scene
    if scene is None or not tuning.chosen:
        tuning.problem = tuning.problem or "Choose at least one setting to search, in the sidebar, got none."
        return None
    ranges = st.container()
    trials = replace(_FIELDS["trials"], range=replace(_range("trials"), high=_MOST_TRIALS))
    wanted = number(link, f"{page}.search.trials", trials, 100)
    sampler = widgets.menu(link, f"{page}.search.sampler", "Sampler", list(SAMPLERS), SAMPLERS[0])
    seed = number(link, f"{page}.search.sampler_seed", _FIELDS["sampler_seed"], 0, "sampler's seed")
    try:
        with ranges:
            axes = _axes(link, page, tuning, scene, sampler == GRID)
        search = Search(
            scene,
            axes,
            measure=tuning.measure,
            trials=wanted,
            sampler=sampler,
            sampler_seed=seed,
            seeds=tuning.seeds,
            tolerance=tuning.tolerance,
        )
    except ValueError as error:
        tuning.problem = str(error)
        return None
    if sampler == GRID:
        st.caption(f"A grid of {search.grid_size:,} combinations: {search.whole_trials:,} of them are tried.")
    key = f"{page}.search.picture"
    bind = link.watch(key, _PICTURES[0], f"one of {', '.join(_PICTURES)}", lambda text: text in _PICTURES)
    return Asked(search, key, bind)


def _axes(link: Link, page: str, tuning: Tuning, scene: Scene, counted: bool) -> tuple[Axis, ...]:
    """The widgets of what is varied; only a grid asks how many values there are."""
    axes = []
    for place in tuning.chosen:
        with st.container(key=f"search-{place.path}"):
            st.caption(complaint(place.label))
            axes.append(axis_of(link, page, SEARCH, "", place, scene, counted))
    return tuple(axes)


def _range(name: str) -> Any:
    return _FIELDS[name].range


def searching(asked: Asked, page: str) -> None:
    """Shows what a search has found, and runs it when asked to; one that is on file is gone on with."""
    try:
        known = _current(asked.search)
    except StorageError as error:
        st.error(complaint(f"{_capital(str(error))}."))
        return
    if not known.running:
        st.session_state[_SEEN] = known.job
        _starting(known)
    elif known.job is not None:
        known.job.wait(0, _FIRST)
    st.fragment(_shown, run_every=_LOOK if known.running else None)(known, asked)
    st.caption(
        f"Kept in {complaint(str(default_storage()))} as “{complaint(asked.search.study_name)}”: stop it, come back, "
        "or open the file in optuna-dashboard."
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _current(search: Search) -> Searching:
    """The session's search; another one is cancelled.

    Raises:
        StorageError: the file of searches cannot be used.
    """
    known: Searching | None = st.session_state.get(_STATE)
    if known is None or known.search != search:
        if known is not None and known.job is not None:
            known.job.cancel()
        known = Searching(search)
    known.read()
    st.session_state[_STATE] = known
    return known


def _starting(known: Searching) -> None:
    """The button that starts a search or goes on with it."""
    search, left = known.search, known.search.whole_trials - known.done
    if left <= 0:
        return
    amount = work(search.scene, left * search.seeds)
    problem = too_much(amount)
    if problem:
        refused(problem, search.scene, search_script(search))
        return
    label = f"Go on: {left:,} more trials" if known.done else f"Search with {search.whole_trials:,} trials"
    st.button(label, type="primary", key="~searchgo", on_click=_begin, args=(known, amount))
    st.caption(told(search.scene, left * search.seeds, amount))


def _begin(known: Searching, amount: int) -> None:
    with suppress(ValueError):  # somebody was quicker: the page says so next
        known.job = begin(lambda job: _compute(known, job), amount)


def _compute(known: Searching, job: Job) -> None:
    known.found = run_search(known.search, None, job.advance, job.cancelled, lambda found: _note(known, found))
    known.stamp = _stamp()


def _note(known: Searching, found: Found) -> None:
    known.found = found


def _shown(known: Searching, asked: Asked) -> None:
    catch_up()
    job, running = known.job, known.running
    if job is not None and running:
        share = known.done / known.search.whole_trials
        st.progress(min(1.0, share), f"{known.done:,} of {known.search.whole_trials:,} trials · {job.wait_in_words}")
        st.button("Stop", key="~searchstop", on_click=job.cancel)
    elif st.session_state.get(_SEEN) is not job:
        st.session_state[_SEEN] = job
        st.rerun()
    elif job is not None and job.error:
        st.error(complaint(f"{_capital(job.error)}."))
    if known.found is not None and known.found.trials:
        _best(known.found)
        _figures(known.found, asked)
        st.download_button("Trials (.csv)", known.found.to_csv, "lrviz_trials.csv", "text/csv", on_click="ignore")


def _best(found: Found) -> None:
    best = found.best
    if best is None:
        st.info(f"None of {len(found.trials):,} trials has a finite {found.measure} yet.")
        return
    settings = ", ".join(f"{path.split('.')[-1]} {value:.4g}" for path, value in best.settings.items())
    st.markdown(
        f"**Best of {len(found.trials):,} trials**: {complaint(found.measure)} {best.value:.4g} at "
        f"{complaint(settings)} (trial {best.number})"
    )
    scene = best.scene
    if scene is not None:
        with st.container(horizontal=True):
            st.button("Open in Trajectories", key="~searchopen", on_click=later, args=(lambda: open_scene(scene),))
            script = to_pytorch(scene)
            st.download_button("Script (.py)", script, "lrviz_best.py", "text/x-python", on_click="ignore")


def _figures(found: Found, asked: Asked) -> None:
    from lrviz.figures.tune.search import FIGURES

    name = st.segmented_control(
        "Picture", _PICTURES, default=_PICTURES[0], required=True, key=asked.key, bind=asked.bind
    )
    figure = FIGURES[name or _PICTURES[0]](found)
    if figure["data"]:
        st.plotly_chart(figure, key="~search.picture")
    else:
        st.info(figure["layout"]["annotations"][0]["text"])  # Streamlit refuses figures without data
