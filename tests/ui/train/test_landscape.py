"""The mode Landscape looks at the loss around one run."""

from tests.ui.train.test_rates import complaints, computed, finished, pictures
from tests.ui.train.test_runs import SMALL, buttons, told
from tests.ui.visits import Visit

HERE = SMALL | {"r.mode": "landscape", "r.landscape.size": "4", "r.landscape.places": "3", "r.landscape.run": "2"}


def test_a_run_has_a_map_with_its_path_and_a_sharpness(trained: Visit) -> None:
    app = finished(trained(HERE), "landscape")
    heat, curves = pictures(app)
    assert [len(axis["values"]) for axis in heat["axes"]] == [5, 5]
    (way,) = heat["limits"]
    assert (way["slot"], len(way["points"])) == (2, 7)
    assert curves["axes"][0]["values"] == [0, 3, 6]
    assert "of the path's variance around its end lies in this plane" in told(app)
    assert "SGD on all samples is unstable where the sharpness is above the line. Batches of 32 shake it" in told(app)
    assert (buttons(app), complaints(app)) == ([], [])
    again = trained(HERE)
    assert all(one.watched is None for one in computed(again, "landscape").ones), "nothing is computed again"
    random = finished(
        trained(HERE | {"r.landscape.plane": "random directions", "r.landscape.reach": "0.5"}), "landscape"
    )
    heat, _ = pictures(random)
    assert (heat["limits"], heat["axes"][0]["values"]) == ([], [-0.5, -0.25, 0, 0.25, 0.5])


def test_a_run_that_diverged_says_that_it_has_no_landscape(trained: Visit) -> None:
    wild = {"r.task": "Regression", "r.task.Regression.epochs": "3", "r2.o.SGD.lr": "10000", "r2.o": "SGD"}
    kept = {key: value for key, value in HERE.items() if not key.startswith("r.task")}
    app = finished(trained(kept | wild), "landscape")
    assert any("has no landscape: it diverged at step" in said for said in complaints(app)), complaints(app)
    assert buttons(app) == []
    assert len(pictures(app)) == 1
    assert "The run diverged at step" in told(app)
