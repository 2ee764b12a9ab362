"""Only who sits at the server's machine may name a Dask scheduler; others have the server's own, or none."""

import pytest
from streamlit.testing.v1 import AppTest

from lrviz.sweeps.offline import SCHEDULER
from lrviz.ui.tune import cluster
from lrviz.ui.tune.cluster import check_scheduler
from lrviz.ui.tune.sweep import TwoSettings
from tests.ui.tune.modes import buttons, current
from tests.ui.visits import Visit

SLOW = {"u.mode": "two settings", "u.steps": "20000"}
OWN = "tcp://cluster:8786"


@pytest.fixture(autouse=True)
def unnamed(monkeypatch: pytest.MonkeyPatch) -> None:
    """No scheduler is named, unless a test does."""
    monkeypatch.delenv(SCHEDULER, raising=False)


def asked(app: AppTest) -> list[str]:
    """The keys of the widgets that ask where to compute."""
    return [one.key for one in (*app.text_input, *app.toggle) if one.key in ("~scheduler", "~cluster")]


def test_who_sits_at_the_machine_names_a_cluster_and_one_that_may_not_be_used_has_no_button(
    tuned: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "is_from_this_machine", lambda *_: True)
    app = tuned(SLOW)
    assert app.text_input(key="~scheduler").value == ""
    assert not buttons(app.text_input(key="~scheduler").set_value("tcp://10.0.0.1:1").run())
    app.text_input(key="~scheduler").set_value("tcp://127.0.0.1:1").run()
    assert current(app, TwoSettings).scheduler == "tcp://127.0.0.1:1"
    assert "0 steps in all." in [caption.value for caption in app.caption]
    assert buttons(app) == ["Sweep 4,096 settings"]


def test_visitors_from_elsewhere_are_offered_no_scheduler_but_the_named_one(
    tuned: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = tuned(SLOW)
    assert not asked(app)
    assert current(app, TwoSettings).scheduler == ""
    monkeypatch.setenv(SCHEDULER, OWN)
    app.run()
    assert asked(app) == ["~cluster"]
    assert current(app, TwoSettings).scheduler == OWN
    assert "0 steps in all." in [caption.value for caption in app.caption]
    app.toggle(key="~cluster").set_value(False).run()
    assert current(app, TwoSettings).scheduler == ""
    assert "81,920,000 steps in all." in [caption.value for caption in app.caption]


def test_only_schedulers_of_this_machine_and_the_servers_own_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(address: str) -> bool:
        try:
            check_scheduler(address)
        except ValueError as error:
            return "the scheduler must be tcp:// on this machine" in str(error)
        return False

    local = ["", "tcp://127.0.0.1:8786", "tcp://localhost:1", "tcp://[::1]:8786"]
    others = ["tcp://10.0.0.1:8786", "tcp://evil:1", "http://127.0.0.1:1", "x", "tcp://", "tls://evil"]
    assert [one for one in (*local, *others, OWN) if not refused(one)] == local
    monkeypatch.setenv(SCHEDULER, OWN)
    assert [one for one in (*local, *others, OWN) if not refused(one)] == [*local, OWN]
