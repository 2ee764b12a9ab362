"""The page Train forecasts its own runs, and says how far that held."""

import numpy as np

from lrviz.forecasts.trained import others_from, verdict
from lrviz.ui.train.forecasting import SHOWN_CASE, SHOWN_SEEDS
from tests.figures.decoding import header
from tests.ui.train.test_runs import SMALL, ended, runs_of, told
from tests.ui.visits import Visit

FOLDS = ("~rforecast",)


def test_the_case_is_trained_forecast_and_measured(trained: Visit) -> None:
    app = trained(SMALL, FOLDS)
    app = ended(app.button(key="~forecast.case").click().run())
    runs = runs_of(app)
    assert [len(runs.by_slot[slot]) for slot in (1, 2, 3, 4)] == [SHOWN_SEEDS] * 4
    held = []
    for seed in range(SHOWN_SEEDS):
        ones = [runs.by_slot[slot][seed].record for slot in (1, 2, 3, 4)]
        assert ones[0] is not None
        others = others_from(ones[0], SHOWN_CASE)
        held += [others.held(place, one) for place, one in enumerate(ones) if place and one is not None]
    said = told(app)
    assert verdict(held) in said
    assert "The band is too narrow here" in said
    assert "Networks of this page are far smaller" in said
    board = next(
        header(part.proto.bytes)
        for part in app.get("bidi_component")
        if part.proto.bytes and "forecast" in str(header(part.proto.bytes).get("panels"))
    )
    assert [one["band"] for one in board["series"]] == [False, False, True, True, True, False, False, False]
    assert [one["kind"] for one in board["series"]] == ["dots", "line", "line", "line", "line", "dots", "dots", "dots"]
    table = next(part.proto.body for part in app.get("html") if "Inside the band" in part.proto.body)
    second = [one for index, one in enumerate(held) if index % 3 == 0]
    assert f"{np.median([one.losses[-1] for one in second]):.3f}" in table
    assert f"{sum(int(one.inside.sum()) for one in second)} of {sum(len(one.inside) for one in second)}" in table
    app.selectbox(key="r.forecast.run").set_value("2").run()
    assert not app.exception, app.exception
    assert "4 · " in next(part.proto.body for part in app.get("html") if "Inside the band" in part.proto.body)
    assert verdict(held) not in told(app)


def test_what_cannot_be_forecast_is_said(trained: Visit) -> None:
    app = ended(trained(SMALL, FOLDS))
    assert "Not forecast: a forecast takes at least 6 losses" in told(app)
    enough = SMALL | {"r.task.Moons.epochs": "12", "r.task.Moons.validate_every": "2"}
    app = ended(trained(enough, FOLDS))
    assert "other optimizer, SGD momentum 0.9 in place of Adam" in told(app)
    assert "the forecast is measured beside them" in told(app)
