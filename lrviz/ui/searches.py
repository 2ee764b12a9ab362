"""Searches on the page Tune: Optuna over several settings, kept in a file."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from lrviz.export import to_pytorch
from lrviz.hyperparameters import hyperparameters
from lrviz.search import SAMPLERS, Found, Search, default_storage, load_found, run_search, study_names
from lrviz.sweeps import Axis
from lrviz.ui import widgets
from lrviz.ui.handover import open_scene
from lrviz.ui.jobs import Job
from lrviz.ui.link import Link, complaint
from lrviz.ui.numbers import number
from lrviz.ui.tuning import SEARCH, Tuning, axis_of

_FIELDS = {parameter.name: parameter for parameter in hyperparameters(Search)}
_STATE, _BEHIND = "~search", "~search.behind"
_LOOK = 1.0
_MOST = 50_000_000
"""Steps of all trials of a search that a page takes on."""


def search_controls(link: Link, page: str, tuning: Tuning) -> Search | None:
    """The widgets of a search; None where the settings do not go together."""
    scene = tuning.controls.scene
    if scene is None or not tuning.chosen:
        tuning.problem = tuning.problem or "Choose the settings that are searched, in the sidebar."
        return None
    axes: list[Axis] = []
    try:
        for place in tuning.chosen:
            with st.container(key=f"search-{place.path}"):
                st.caption(complaint(place.label))
                axes.append(axis_of(link, page, SEARCH, place.path, place, scene))
        trials = replace(_FIELDS["trials"], range=replace(_range("trials"), high=5000))
        wanted = number(link, f"{page}.search.trials", trials, 100)
        sampler = widgets.menu(link, f"{page}.search.sampler", "Sampler", list(SAMPLERS), SAMPLERS[0])
        seed = number(link, f"{page}.search.sampler_seed", _FIELDS["sampler_seed"], 0)
        return Search(
            scene,
            tuple(axes),
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


def _range(name: str) -> Any:
    return _FIELDS[name].range


def searching(search: Search, page: str) -> None:
    """Runs a search and shows what it has found; a search that is on file is gone on with."""
    known: tuple[Search, Job] | None = st.session_state.get(_STATE)
    same = known is not None and known[0] == search
    if known is not None and not same:
        known[1].cancel()
    job = known[1] if known is not None and same else None
    work = search.whole_trials * search.seeds * search.scene.steps
    if work > _MOST:
        st.error(complaint(f"A search on this page must be at most {_MOST:,} steps of all trials, got {work:,}."))
        return
    try:
        found = _found(search)
    except ValueError as error:
        st.error(complaint(str(error)))
        return
    done = len(found.trials) if found else 0
    if (job is None or not job.running) and done < search.whole_trials:
        label = f"Go on with trial {done + 1}" if done else f"Search with {search.whole_trials} trials"
        if st.button(label, type="primary", key="~searchgo"):
            job = Job(lambda one: _compute(search, one))
            st.session_state[_STATE] = search, job
    running = job is not None and job.running
    st.fragment(_shown, run_every=_LOOK if running else None)(search, job, page)
    st.caption(
        f"Kept in {default_storage()} as “{complaint(search.study_name)}”: stop it, come back, or open the file in "
        "optuna-dashboard."
    )


def _compute(search: Search, job: Job) -> None:
    run_search(search, None, job.advance, job.cancelled)


def _found(search: Search) -> Found | None:
    return load_found(search.study_name) if search.study_name in study_names() else None


def _shown(search: Search, job: Job | None, page: str) -> None:
    if st.session_state.pop(_BEHIND, False):
        st.rerun()
    if job is not None and job.error:
        st.error(complaint(job.error))
    if job is not None and job.running:
        left = f"{job.left:.0f} s left" if job.left is not None else "waiting for its turn"
        st.progress(job.done / job.total if job.total else 0.0, f"{job.done} of {search.whole_trials} trials · {left}")
        st.button("Stop", key="~searchstop", on_click=job.cancel)
    elif job is not None and st.session_state.get("~search.done") is not job:
        st.session_state["~search.done"] = job
        st.rerun()
    found = _found(search)
    if found is None or not found.trials:
        return
    _best(found)
    _figures(found)
    st.download_button("Trials (.csv)", found.to_csv, "lrviz_trials.csv", "text/csv", on_click="ignore")


def _best(found: Found) -> None:
    best = found.best
    if best is None:
        st.info("No trial has a finite value yet.")
        return
    settings = ", ".join(f"{path.split('.')[-1]} {value:.4g}" for path, value in best.settings.items())
    st.markdown(f"**Best so far**: {complaint(found.measure)} {best.value:.4g} in trial {best.number}, at {settings}")
    scene = best.scene
    if scene is not None:
        with st.container(horizontal=True):
            st.button("Open in Trajectories", key="~searchopen", on_click=_later, args=(lambda: open_scene(scene),))
            script = to_pytorch(scene)
            st.download_button("Script (.py)", script, "lrviz_best.py", "text/x-python", on_click="ignore")


def _later(act: Callable[[], None]) -> None:
    act()
    st.session_state[_BEHIND] = True


def _figures(found: Found) -> None:
    from lrviz.figures.search import FIGURES

    name = st.segmented_control("Picture", list(FIGURES), default=next(iter(FIGURES)), key="~search.figure")
    figure = FIGURES[name or next(iter(FIGURES))](found)
    st.plotly_chart(figure, key=f"~search.{name}")
