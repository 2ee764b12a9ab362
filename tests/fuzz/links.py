"""Made-up links: parameters of all pages, many with a value or a name that does not belong there, opened as pages."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import product
from math import isfinite
from pathlib import Path

from hypothesis import strategies as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from lrviz.hyperparameters import Hyperparameter, hyperparameters
from lrviz.lessons import ADVICE as QUESTIONED
from lrviz.lessons import LESSONS
from lrviz.lessons.entries import ENTRIES
from lrviz.lessons.glossary import TERMS
from lrviz.objectives import OBJECTIVES
from lrviz.optimizers import OPTIMIZERS
from lrviz.schedules import SCHEDULES
from lrviz.tasks import TASKS
from lrviz.ui.components.learn import ADVICE, ENTRY, LESSON, WORD
from lrviz.ui.kit.background import BackgroundTask
from lrviz.ui.kit.catalogues import title
from lrviz.ui.learn.progress import LearnView
from tests.fuzz.hunting import PACKAGE, Kind, ShownError
from tests.fuzz.logs import TEXTS
from tests.fuzz.texts import ODD, marred

PAGES = {"t": "trajectories", "s": "schedules", "u": "tune", "r": "train", "l": "learn"}
CHOSEN = {"o": OPTIMIZERS, "s": SCHEDULES, "f": OBJECTIVES, "task": TASKS}
"""What stands behind the last dot of a menu over a catalogue: optimizer and schedule of a run, function and task."""

_WAITED = 100.0
"""Seconds that a page, or a task of it, is waited for."""

_KNOWN = json.loads(Path(__file__).parents[1].joinpath("ui", "old_links.json").read_text(encoding="utf-8"))
Case = tuple[str, Mapping[str, Sequence[str]], str]
"""The page, its parameters, and a log."""

NUMBERS = st.one_of(
    st.integers(-2, 50).map(str),
    st.floats(0, 10).map(repr),
    st.sampled_from(
        ["0", "1", "1e-3", "1e400", "-1e400", "nan", "inf", "1_000", "٣", "9" * 400, "1e5", "0x10", "1,5", "+1", " 1 "]
    ),
)
WORDS = st.sampled_from(
    ["true", "false", "none", "", "x**2 + y**2", "x**", "30, 80", "0:1, 5:0.1", "each epoch", "\0", "é"]
)
SENT = tuple(text for text in ODD if text != "\ud800")
"""What a link can hold."""

VALUES = st.one_of(NUMBERS, NUMBERS, WORDS, marred(WORDS, SENT), st.text(max_size=20))


def _values(parameter: Hyperparameter) -> st.SearchStrategy[str]:
    """What a declaration allows at its ends, or anything else."""
    declared = [*(parameter.choice.options if parameter.choice else ()), str(parameter.default)]
    if parameter.range:
        declared += [repr(parameter.kind(end)) for end in (parameter.range.low, parameter.range.high) if isfinite(end)]
    return st.sampled_from(declared) | VALUES


def _fields(key: str, letter: str) -> st.SearchStrategy[dict[str, list[str]]]:
    """A menu over a catalogue with a choice, and values for some fields of what is chosen."""

    def of(kind: type) -> st.SearchStrategy[dict[str, list[str]]]:
        prefix = f"{key}.{kind.__name__}"
        inner = {f"{prefix}.{one.name}": _values(one).map(lambda text: [text]) for one in hyperparameters(kind)}
        nested = (
            {f"{prefix}.schedule": st.sampled_from(SCHEDULES).map(lambda kind: [title(kind)])} if letter == "s" else {}
        )
        return st.fixed_dictionaries({key: st.just([title(kind)])}, optional=inner | nested)

    return st.sampled_from(CHOSEN[letter]).flatmap(of)


def _menus(page: str) -> st.SearchStrategy[dict[str, list[str]]]:
    runs = [f"{page}{slot}" for slot in range(1, 9)]
    keys = [(f"{run}.{letter}", letter) for run in runs for letter in ("o", "s")]
    keys.append(("r.task", "task") if page == "r" else (f"{page}.f", "f"))
    return st.sampled_from(keys).flatmap(lambda key: _fields(*key))


def _plain(page: str) -> st.SearchStrategy[dict[str, list[str]]]:
    """Any parameter that a known link of a page has, with a value from one of them or any other."""
    given: dict[str, list[list[str]]] = {}
    for case in _KNOWN:
        if case["page"] == PAGES[page]:
            for key, value in case["link"].items():
                given.setdefault(key, []).append([value] if isinstance(value, str) else value)
    one = st.lists(VALUES, min_size=1, max_size=2)
    known = st.sampled_from(sorted(given))
    valued = known.flatmap(lambda key: (st.sampled_from(given[key]) | one).map(lambda value: {key: value}))
    return valued | st.builds(lambda key, value: {key: value}, marred(known, SENT), one)


def _links(page: str) -> st.SearchStrategy[Case]:
    """A known link of a page with changes, or nothing but changes; on the page Schedules a log may be pasted."""
    whole = [
        {key: [value] if isinstance(value, str) else value for key, value in case["link"].items()}
        for case in _KNOWN
        if case["page"] == PAGES[page]
    ]
    changes = st.lists(_plain(page) | _menus(page), max_size=5)
    pasted = st.just("") | TEXTS if page == "s" else st.just("")
    return st.builds(
        lambda first, others, log: (page, {key: one for part in (first, *others) for key, one in part.items()}, log),
        st.just({}) | st.sampled_from(whole),
        changes,
        pasted,
    )


def _learnt() -> st.SearchStrategy[Case]:
    """What may be open on the page Learn, by its key, its number, any of its names, or anything else, and its view."""
    named = [name for entry in ENTRIES.values() for name in (entry.key, *entry.names)]
    open_ones = {
        LESSON: [lesson.key for lesson in LESSONS] + [str(number) for number in range(1, len(LESSONS) + 1)],
        WORD: list(TERMS),
        ENTRY: named,
        ADVICE: list(map("-".join, product(*(question.choices for question in QUESTIONED.questions)))),
    }
    opened = {
        key: st.lists(st.sampled_from(known) | marred(st.sampled_from(known), SENT) | VALUES, min_size=1, max_size=2)
        for key, known in open_ones.items()
    }
    view = {f"{LESSON}.view.{one.name}": st.lists(_values(one), min_size=1) for one in hyperparameters(LearnView)}
    return st.fixed_dictionaries({}, optional=opened | view).map(lambda link: ("l", link, ""))


CASES = st.sampled_from(sorted(PAGES)).flatmap(lambda page: _learnt() if page == "l" else _links(page))


def run(case: Case) -> None:
    """Opens a page by a link, runs it again as a change of any widget does, starts what it offers to start."""
    page, link, log = case
    app = AppTest.from_string(f"from lrviz.ui.{PAGES[page]}.page import page\npage()", default_timeout=_WAITED)
    for key, value in link.items():
        app.query_params[key] = list(value)
    app.session_state["~slog"] = bool(log)
    for _ in range(2):
        _looked_at(app.run())
    for area in app.text_area if log else ():
        _looked_at(area.set_value(log).run())
    for button in [button for button in app.button if button.key == "~start"]:
        _looked_at(button.click().run())
    state = app.session_state
    if "~trained" in state:
        state["~trained"].stop()
    tasks: list[BackgroundTask] = list(state["~tasks"]) if "~tasks" in state else []
    for task in tasks:
        task.cancel()
    for task in tasks:
        task._thread.join(_WAITED)
        if task.running:
            raise ShownError("it does not end when it is cancelled", "a task")
        if re.match(r"\w+(Error|Exception): ", task.error):
            raise ShownError(task.error, "a task")


def _looked_at(app: AppTest) -> None:
    """Looks whether a page shows a traceback."""
    for error in app.exception:
        own = [line.strip().splitlines()[0] for line in error.stack_trace if PACKAGE in line]
        raise ShownError(error.message, own[-1] if own else "the page")


def _prepare() -> None:
    """Streamlit looks for components in all installed packages, at each test anew; torch is large."""
    manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
    for page in PAGES:
        run((page, {f"{page}1.o": ["Muon"]}, ""))


KIND = Kind(CASES, run, limit=20.0, prepare=_prepare)
