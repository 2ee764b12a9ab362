"""No label that uses a word of the glossary lacks what the glossary says of it."""

import html
import re
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from lrviz.lessons.glossary import TERMS
from lrviz.lessons.spotting import terms_in
from lrviz.ui.kit import folds, slots
from lrviz.ui.tune.basins import StartPoints
from lrviz.ui.tune.comparison import FairSchedules
from lrviz.ui.tune.search import SettingsSearch
from lrviz.ui.tune.sweep import OneSetting, TwoSettings
from tests.ui.tune.modes import LINKS, ended
from tests.ui.visits import Visit, shown

NAMED = ("checkbox", "multiselect", "number_input", "selectbox", "select_slider", "slider", "text_input", "toggle")


@pytest.fixture(autouse=True)
def all_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every fold stands open."""
    closed = folds.fold
    for module in (folds, slots):
        monkeypatch.setattr(module, "fold", lambda label, key, *_, **__: closed(label, key, True))


def labels(app: AppTest) -> Iterator[tuple[str, str]]:
    """What stands on widgets, in headings that are seen and at the heads of tables, each with its tip."""
    for kind in NAMED:
        for widget in app.get(kind):
            if widget.proto.label_visibility.value == 0:
                yield widget.label, widget.help or ""
    for part in app.get("html"):
        for _, marks, text in re.findall(r"<(h2|th)\b([^>]*)>(.*?)</\1>", part.proto.body):
            tip = re.search(r'title="([^"]*)"', marks)
            if "kit-spoken" not in marks:
                yield html.unescape(text), html.unescape(tip[1]) if tip else ""


def check(app: AppTest) -> set[str]:
    """Finds that every word has its tip; the keys of the words that were met."""
    assert not app.exception, app.exception
    met = set()
    for label, tip in labels(app):
        for term in terms_in(label):
            assert term.tip in tip, f"{label}: {tip or 'no tip'}"
            met.add(term.key)
    return met


def test_labels_of_trajectories(visit: Visit) -> None:
    met = check(visit({"t.noise": "0.1", "t1.s": "Warmup"}))
    assert met >= {"learning-rate", "momentum", "step"}


def test_labels_of_schedules(compare: Visit) -> None:
    app = compare({"s1.s": "Warmup–stable–decay", "s.view.theory": "expected loss", "s.schedules": ["1", "7"]})
    assert check(app) >= {"learning-rate", "momentum", "step", "warmup"}
    assert any(TERMS["epoch"].tip in (caption.help or "") for caption in app.caption)
    tips = shown(app)["tips"]
    assert {"learning rate", "momentum", "step", "epochs"} <= set(tips)
    assert TERMS["momentum"].tip in tips["momentum"]


@pytest.mark.parametrize("mode", [OneSetting, TwoSettings, StartPoints, FairSchedules], ids=lambda mode: mode.title)
def test_labels_of_tune_with_its_results(tuned: Visit, mode: type[OneSetting]) -> None:
    app = ended(tuned(LINKS[mode]), mode)
    assert check(app) >= {"learning-rate", "step"}
    tips = shown(app)["tips"]
    assert {"largest stable rate", "diverged", "stalled"} <= set(tips)
    assert TERMS["stability-limit"].tip in tips["largest stable rate"]
    limits = [caption.help for caption in app.caption if "stability limit" in caption.value]
    assert len(limits) == (mode is OneSetting)
    assert all(TERMS["stability-limit"].tip in str(tip) for tip in limits)


def test_labels_of_a_search(tuned: Visit) -> None:
    assert "learning-rate" in check(tuned(LINKS[SettingsSearch]))
