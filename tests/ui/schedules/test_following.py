"""A log that a run writes is followed on the page Schedules, where the command allowed its directory."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from streamlit.testing.v1 import AppTest

import lrviz
from lrviz.serving.settings import FOLLOW
from lrviz.ui.schedules.logs import FOLLOWED
from tests.ui.schedules.test_page import sent
from tests.ui.tune.modes import told
from tests.ui.visits import Visit, complaints


def logged(app: AppTest) -> dict[str, np.ndarray]:
    """What the board draws of a log: its rates and its losses, by the panel."""
    known, lines = sent(app)
    return {
        series["panel"]: values
        for series, (_, values) in zip(known["series"], lines, strict=True)
        if series["kind"] == "dots"
    }


def offered(app: AppTest) -> list[Any]:
    return [box for box in app.selectbox if box.key == FOLLOWED]


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(FOLLOW, str(tmp_path))
    return tmp_path


def test_nothing_is_offered_where_no_directory_was_allowed(
    compare: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "run.csv").write_text("step,lr\n0,0.1\n")
    monkeypatch.setenv(FOLLOW, "")
    app = compare({FOLLOWED: "run.csv", "~follow": str(tmp_path)})
    assert not offered(app)
    assert not logged(app)


def test_a_run_is_followed_while_it_writes(compare: Visit, runs: Path) -> None:
    weight = torch.ones(1, requires_grad=True)
    weight.grad = torch.ones(1)
    driven = torch.optim.SGD([weight], lr=1e-3)
    with lrviz.record(driven, runs / "run.csv") as log:
        app = compare()
        (box,) = offered(app)
        assert box.options == ["(none)", "run.csv"]
        box.set_value("run.csv").run()
        assert "Waiting: " in told(app)
        for step in range(1, 4):
            driven.step()
            log(loss=1 / step)
            app.run()
            assert not complaints(app)
            lines = logged(app)
            np.testing.assert_allclose(lines["rate"], [1e-3] * step, rtol=1e-5)
            np.testing.assert_allclose(lines["logged"], [1 / made for made in range(1, step + 1)], rtol=1e-5)
        assert "Following run.csv: " in told(app)
        with (runs / "run.csv").open("a") as file:
            file.write("3,0.0")
        app.run()
        assert len(logged(app)["rate"]) == 3
    offered(app)[0].set_value("(none)").run()
    with (runs / "run.csv").open("a") as file:
        file.write("01,0.5\n4,0.001,0.25,\n")
    app.run()
    assert len(logged(app)["rate"]) == 3


def test_a_log_that_goes_away_stays_drawn_and_another_takes_its_place(compare: Visit, runs: Path) -> None:
    for name, rate in (("a.csv", 0.1), ("b.jsonl", 0.2)):
        text = f"step,lr\n0,{rate}\n1,{rate}\n" if name == "a.csv" else f'{{"step": 0, "lr": {rate}}}\n'
        (runs / name).write_text(text)
    app = compare(session={FOLLOWED: "a.csv"})
    np.testing.assert_allclose(logged(app)["rate"], [0.1, 0.1], rtol=1e-5)
    (runs / "a.csv").unlink()
    app.run()
    np.testing.assert_allclose(logged(app)["rate"], [0.1, 0.1], rtol=1e-5)
    offered(app)[0].set_value("b.jsonl").run()
    np.testing.assert_allclose(logged(app)["rate"], [0.2], rtol=1e-5)


def test_a_log_that_is_forgotten_is_followed_no_more(compare: Visit, runs: Path) -> None:
    (runs / "a.csv").write_text("step,lr\n0,0.1\n")
    app = compare(folds=("~slog",), session={FOLLOWED: "a.csv"})
    app.button(key="~log.forget").click().run()
    assert not logged(app)
    (runs / "a.csv").write_text("step,lr\n0,0.1\n1,0.1\n")
    app.run()
    assert not logged(app)
    assert offered(app)[0].value == "(none)"


def test_a_name_that_is_not_listed_is_not_opened(compare: Visit, runs: Path) -> None:
    (runs.parent / "secret.csv").write_text("step,lr\n0,9\n")
    app = compare({FOLLOWED: "../secret.csv"})
    offered(app)
    app = compare(session={FOLLOWED: "../secret.csv"})
    assert not logged(app)
