"""Evidence on the page Train: run, judged over seeds, opened as runs, and one click from the page Learn and back."""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from streamlit.testing.v1 import AppTest

from lrviz.lessons import ADVICE
from lrviz.lessons.evidence import FINDINGS, Experiment, findings_on
from lrviz.lessons.evidence.telling import told
from lrviz.training import Record, train
from lrviz.ui.train.trained import TrainedRuns
from lrviz.workers.training import Store, TrainingJob, alone, default_store
from tests.ui.train.test_runs import wait_for
from tests.ui.visits import Visit, complaints, gone_to

SEEDS = 5
FINDING = next(finding for finding in FINDINGS if finding.key == "amsgrad")
"""Its first experiment takes next to no time."""

LINK = {"r.mode": "evidence", "r.finding": FINDING.key, "r.trials": str(SEEDS)}


def pressed(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception, app.exception
    return app


def said(app: AppTest) -> str:
    return "\n".join(part.value for part in (*app.markdown, *app.caption))


@cache
def trained_under(experiment: Experiment, seed: int) -> Sequence[Record]:
    """What both runs of an experiment do under a seed."""
    return train(experiment.under(seed))


def whole(experiment: Experiment, seeds: Iterable[int]) -> str:
    """What an experiment says after all of its seeds, which are kept as well."""
    records = list(zip(*(trained_under(experiment, seed) for seed in seeds), strict=True))
    for record in (record for of_run in records for record in of_run):
        Store(default_store()).keep(TrainingJob(alone(record.training, record.run)), record, "")
    return told(experiment, experiment.compared(records))


def test_an_experiment_is_run_here_and_judged(trained: Visit) -> None:
    app = pressed(trained(LINK), "~run shows")
    runs: TrainedRuns = app.session_state["~trained shows"]
    wait_for(runs, lambda runs: not runs.underway)
    app.run()
    assert {one.state for one in runs} == {"done"}, [one.problem for one in runs]
    assert whole(FINDING.shows, range(SEEDS)) in said(app)
    (picture,) = (
        html.proto.body for html in app.get("html") if "<img" in html.proto.body and "seed" in html.proto.body
    )
    assert "data:image/svg+xml" in picture
    assert [button.key for button in app.button if button.key.startswith("~run")] == ["~run fails"]
    assert not complaints(app)


def test_what_is_kept_is_told_at_once_and_what_is_missing_is_said(trained: Visit) -> None:
    words = whole(FINDING.shows, range(SEEDS))
    assert words in said(trained(LINK))
    app = trained(LINK | {"r.trials": "6"})
    assert f"So far: {words}" in said(app)
    assert app.button(key="~run shows").label == "Go on"
    assert words not in said(trained(LINK | {"r.first": "100"}))


def test_it_opens_as_runs(trained: Visit) -> None:
    app, training = pressed(trained(LINK), "~open fails"), FINDING.fails.training
    assert app.query_params["r.seeds"] == str(SEEDS)
    assert "r.finding" not in app.query_params
    known: TrainedRuns = app.session_state["~trained"]
    known.stop()
    shown = [one.training for runs in known.by_slot.values() for one in runs]
    assert {one.task for one in shown} == {training.task}
    assert {one.seed for one in shown} == set(range(SEEDS))
    assert [one.training.runs[0].optimizer for runs in known.by_slot.values() for one in runs[:1]] == [
        run.optimizer for run in training.runs
    ]


def test_learn_leads_to_the_experiments_and_back(visit: Visit) -> None:
    answers = ADVICE.read("net-much-unsettled-known")
    advised = ADVICE.recommend(answers)
    app = visit({"advice": ADVICE.written(answers)})
    app = gone_to(app, "learn")
    app.session_state["advice"] = ADVICE.written(answers)
    app.run()
    findings = findings_on(advised.rule.key, advised.shape.key)
    assert FINDING in findings
    assert [b.key for b in app.button if b.key.startswith("~finding")] == [f"~finding {one.key}" for one in findings]
    pressed(app, f"~finding {FINDING.key}").run()
    assert FINDING.wording().rule in said(app)
    assert app.query_params["r.finding"] == FINDING.key
    pressed(app, "~advice").run()
    back = ADVICE.recommend(ADVICE.read(app.query_params["advice"]))
    assert FINDING.key in (back.rule.key, back.shape.key)


def test_a_strange_finding_is_refused_in_words(trained: Visit) -> None:
    (complaint,) = complaints(trained(LINK | {"r.finding": "luck"}))
    assert re.search("finding.*must be.*got.*luck", complaint)
