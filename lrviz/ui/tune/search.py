"""Searches on the page Tune: Optuna over several settings, kept in a file."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any, Self, final

import streamlit as st

from lrviz.export import to_pytorch
from lrviz.hyperparameters import hyperparameters
from lrviz.scene import Scene
from lrviz.search import SAMPLERS, Found, Search, default_storage, load_found, run_search, study_names
from lrviz.search.running import finalists
from lrviz.search.search import GRID
from lrviz.search.storage import StorageError
from lrviz.search.trials import IDENTITY
from lrviz.serving.settings import searches_are_read_only
from lrviz.sweeps import Axis, Setting
from lrviz.ui.components.tune import TuneView
from lrviz.ui.kit import widgets
from lrviz.ui.kit.background import BackgroundTask, Cost
from lrviz.ui.kit.export import download, download_scene
from lrviz.ui.kit.keys import has_key, put_key
from lrviz.ui.kit.link import Link, Reading, complaint
from lrviz.ui.kit.numbers import number
from lrviz.ui.kit.reruns import later
from lrviz.ui.kit.values import postpone, postponed, value_of
from lrviz.ui.kit.visitors import at_home
from lrviz.ui.trajectories.handover import open_scene
from lrviz.ui.tune.base import Mode, cost_of, warn_of_luck
from lrviz.ui.tune.controls import PAGE, Tuning, axis_controls, key_of, named_settings, one_run
from lrviz.ui.tune.export import search_script
from lrviz.ui.tune.keys import owned

_FIELDS = {parameter.name: parameter for parameter in hyperparameters(Search)}
_MOST_TRIALS = 5000
PICTURES = ("History", "Parallel coordinates", "Importance", "Slices")
_PICTURE = f"{PAGE}.search.picture"


@final
class SettingsSearch(Mode):
    """A search with what is known of it: its trials, as the file of searches held them or as the task tells."""

    title = "search"
    caption = "Optuna looks for good values of several settings."
    look = 1.0
    counted = "trials"
    eager = False

    def __init__(self, asked: Search) -> None:
        super().__init__(asked)
        self.search = asked
        self.found: Found | None = None
        self.elsewhere = False
        self._at_home = at_home()
        self._stamp: Any = None

    @classmethod
    def controls(cls, link: Link, tuning: Tuning) -> Search:
        scene = one_run(link, tuning)
        chosen = _chosen(link, scene)
        if not chosen:
            raise ValueError("Choose at least one setting to search, in the sidebar, got none.")
        ranges = st.container()
        declared: Any = _FIELDS["trials"].range
        trials = number(
            link,
            key_of(cls.title, "trials"),
            replace(_FIELDS["trials"], range=replace(declared, high=_MOST_TRIALS)),
            100,
        )
        sampler = widgets.menu(link, key_of(cls.title, "sampler"), "Sampler", list(SAMPLERS), SAMPLERS[0])
        seed = number(link, key_of(cls.title, "sampler_seed"), _FIELDS["sampler_seed"], 0, "sampler's seed")
        with ranges:
            axes = tuple(_axis(link, scene, setting, sampler == GRID) for setting in chosen)
        asked: Any = {"measure": tuning.measure, "seeds": tuning.seeds, "tolerance": tuning.tolerance}
        search = Search(scene, axes, trials=trials, sampler=sampler, sampler_seed=seed, **asked)
        if sampler == GRID:
            st.caption(f"A grid of {search.grid_size:,} combinations: {search.whole_trials:,} of them are tried.")
        reading = Reading("picture", f"one of {', '.join(PICTURES)}", lambda text: widgets.one_of(PICTURES, text))
        link.value(_PICTURE, reading, PICTURES[0], drawn=False)
        return owned(search)

    @property
    def done(self) -> int:
        """How many trials there are."""
        return len(self.found.trials) if self.found else 0

    @property
    def finished(self) -> bool:
        return self.done >= self.search.whole_trials and self._judged

    @property
    def _judged(self) -> bool:
        """Whether fresh seeds have judged the best trial, where they can find it worse."""
        return self.found is None or not self.found.noisy or self.found.judged is not None

    @property
    def label(self) -> str:
        left = self.search.whole_trials - self.done
        if left <= 0:
            return "Judge the best by fresh seeds"
        return f"Resume: {left:,} more trials" if self.done else f"Search with {left:,} trials"

    def cost(self) -> Cost:
        left = max(0, self.search.whole_trials - self.done) * self.search.seeds
        count, seeds = finalists(self.search)
        return cost_of(self.scene, left + (count * (seeds + self.search.seeds) if self.search.noisy else 0))

    def chosen(self, cost: Cost) -> Cost | None:
        if not searches_are_read_only():
            return cost
        st.info("Searches can only be looked at on this server. Save the scene and run this beside it:")
        download_scene(self.scene)
        st.code(self.script(), self.language)
        return None

    def start(self, cost: Cost) -> None:
        if not searches_are_read_only():
            put_key(PAGE)
            super().start(cost)

    def script(self) -> str:
        return search_script(replace(self.search, name=""))

    def compute(self, task: BackgroundTask) -> None:
        task.advance(self.done, self.search.whole_trials, None)
        with self._private():
            self._take(run_search(self.search, None, task.advance, task.cancelled, self._take, self._wait))
        self._stamp = _stamp()

    def _wait(self, elsewhere: bool) -> None:
        self.elsewhere = elsewhere

    def _take(self, found: Found) -> None:
        self.found = found

    @classmethod
    def current(cls, asked: Search) -> Self:
        """The session's search, with what the file holds of it.

        Raises:
            StorageError: the file cannot be used, or holds another search under this name.
        """
        known = super().current(asked)
        with known._private():
            known.read()
        return known

    @contextmanager
    def _private(self) -> Iterator[None]:
        """Keeps the paths of the machine from visitors whose machine it is not."""
        try:
            yield
        except StorageError as error:
            raise error if self._at_home else StorageError(error.public) from None

    def read(self) -> None:
        """Takes what the file holds, if that is news."""
        if self.running or (self._stamp and _stamp() == self._stamp):
            return
        name = self.search.study_name
        found = load_found(name) if name in study_names() else None
        if found is not None and found.study.user_attrs.get(IDENTITY) != self.search.identity:
            raise StorageError(
                f"the study {name} must be one of this search, got one of another: rename it in the file"
            )
        self.found, self._stamp = found, _stamp()

    def show(self, tuning: Tuning, view: TuneView) -> None:
        if self.running and self.elsewhere:
            st.caption("Another page or process runs this search: this page follows, and goes on if that one ends.")
        if self.found is not None and self.found.trials:
            warn_of_luck(self.search.noisy, self.search.seeds)
            _best(self.found)
            _figures(self.found)
            download("Trials", self.found.to_csv, "lrviz_trials.csv")

    def words(self, tuning: Tuning) -> str:
        return f"Best of {self.done:,} trials: {self.found.words}" if self.found and self.found.best else ""

    def export(self, tuning: Tuning) -> None:
        name, file = complaint(self.search.study_name), complaint(str(default_storage()))
        if self._at_home:
            st.caption(f"Kept in {file} as “{name}”: stop it, come back, or open the file in optuna-dashboard.")
        elif has_key(PAGE):
            st.caption(
                "Kept on the server. The link of this page has the only key to it: bookmark it to come back; whoever "
                "has it can see the search and go on with it."
            )


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


def _chosen(link: Link, scene: Scene) -> list[Setting]:
    """The settings that are searched."""
    known = named_settings(scene)
    key, names = key_of(SettingsSearch.title, "places"), list(known)
    reading = Reading(
        "Settings",
        "settings of this run",
        lambda text: widgets.one_of(names, text),
        lambda picked: set(picked) <= set(names),
        many=True,
    )
    shown = link.value(key, reading, names[:1])
    return [known[name] for name in st.multiselect("Settings", names, shown, key=key)]


def _axis(link: Link, scene: Scene, setting: Setting, counted: bool) -> Axis:
    """The widgets of what is varied; only a grid asks how many values there are."""
    with st.container(key=f"search-{setting.path}"):
        st.caption(complaint(setting.label))
        key = key_of(SettingsSearch.title, setting.path)
        return axis_controls(link, key, setting, scene, 16 if counted else None)


def _best(found: Found) -> None:
    best = found.best
    if best is None:
        st.info(f"None of {len(found.trials):,} trials has a finite {found.measure} yet.")
        return
    st.markdown(f"**Best of {len(found.trials):,} trials**: {complaint(found.words)}")
    scene = best.scene
    if scene is not None:
        with st.container(horizontal=True):
            st.button("Open in Trajectories", key="~open", on_click=later, args=(lambda: open_scene(scene),))
            download("Script", to_pytorch(scene), "lrviz_best.py")


def _picked() -> None:
    """Has the link follow what was chosen in a fragment, where its widget stands."""
    postpone({_PICTURE: st.session_state["~picture"]})


def _figures(found: Found) -> None:
    from lrviz.figures.tune.search import FIGURES

    shown = postponed().get(_PICTURE, value_of(_PICTURE, PICTURES[0]))
    name = st.segmented_control(
        "Picture", PICTURES, default=shown, required=True, key="~picture", on_change=later, args=(_picked,)
    )
    figure = FIGURES[name or PICTURES[0]](found)
    if figure["data"]:
        st.plotly_chart(figure, key="~search.picture")
    else:
        st.info(figure["layout"]["annotations"][0]["text"])  # Streamlit refuses figures without data
