"""The advice of the page "Learn": every combination of answers, its link, and what it opens."""

from streamlit.testing.v1 import AppTest

from lrviz.comparison import Entry
from lrviz.export import schedule_setup
from lrviz.lessons import ADVICE
from lrviz.optimizers import TorchOptimizer
from tests.ui.learn.test_page import learning, said
from tests.ui.visits import Visit, complaints, gone_to, shown

USUAL = ADVICE.written(ADVICE.usual)


def evidence(app: AppTest) -> list[str]:
    """What speaks for the advice and against it, by the names on the page."""
    (pills,) = (group for group in app.get("button_group") if group.key == "~evidence")
    return [option.content for option in pills.proto.options]


def test_every_combination_of_answers_is_told_at_once() -> None:
    app = learning({"advice": USUAL})
    for answers in ADVICE.all_answers():
        app.session_state["advice"] = ADVICE.written(answers)
        told, advised = said(app.run()), ADVICE.recommend(answers)
        assert not complaints(app)
        assert {box.key.removeprefix("~advice "): box.value for box in app.radio} == answers
        assert all(text in told for text in (advised.why(), *(text for _, text in advised.cautions())))
        run = advised.run
        assert app.code[0].value == schedule_setup(Entry(run.schedule, run.optimizer.lr), run.optimizer).strip()
        assert len(evidence(app)) == 4
        shown_now = advised.shape if isinstance(run.optimizer, TorchOptimizer) else advised.rule
        assert shown_now.said.shows in told
        assert shown(app)["steps"] == shown_now.shows.scene.steps


def test_an_answer_changes_the_advice_and_the_link() -> None:
    app = learning({"advice": USUAL})
    app.radio(key="~advice model").set_value("large").run()
    assert app.query_params["advice"] == "large-little-even-known"
    assert ADVICE.recommend(ADVICE.read("large-little-even-known")).why() in said(app)


def test_where_it_fails_is_drawn_with_its_numbers() -> None:
    app = learning({"advice": "large-much-even-open"})
    advised = ADVICE.recommend(ADVICE.read("large-much-even-open"))
    picks = (advised.rule, advised.shape)
    told = [pair for pick in picks for pair in ((pick.shows, pick.said.shows), (pick.fails, pick.said.fails))]
    for name, (shows, text) in zip(evidence(app), told, strict=True):
        (pills,) = (group for group in app.get("button_group") if group.key == "~evidence")
        pills.set_value(name).run()
        assert text in said(app)
        assert shown(app)["steps"] == shows.scene.steps


def test_the_switch_opens_the_advice_and_leaves_it_again() -> None:
    app = learning({"lesson": "3"})

    def switch(part: str) -> None:
        (one,) = (group for group in app.get("button_group") if group.key == "~part")
        one.set_value(part).run()

    switch("Advice")
    assert app.query_params["advice"] == USUAL
    switch("Glossary")
    assert "advice" not in app.query_params
    assert "word" in app.query_params
    switch("Advice")
    assert "word" not in app.query_params
    switch("Lessons")
    assert "advice" not in app.query_params
    assert app.query_params["lesson"] == "momentum"


def test_a_link_with_unknown_answers_says_what_is_allowed() -> None:
    for text in ("net", "net-little-even-later", "x" * 300):
        app = learning({"advice": text})
        (complaint,) = complaints(app)
        assert "`advice`" in complaint
        assert all(choice in complaint for question in ADVICE.questions for choice in question.choices)


def test_what_is_advised_opens_in_trajectories_and_in_schedules(visit: Visit) -> None:
    app = gone_to(visit(), "learn")
    app.session_state["advice"] = "linear-much-even-known"
    run = ADVICE.recommend(ADVICE.read("linear-much-even-known")).run
    app.run().button(key="~advised").click().run()
    app.run()
    assert [one["label"] for one in shown(app)["runs"]] == [f"1 · {run.label}"]
    app = gone_to(app, "learn")
    app.button(key="~curve").click().run()
    app.run()
    assert not app.exception
    assert app.selectbox(key="s.drives").value == "SGD with momentum"
    assert [(one["slot"], one["name"]) for one in shown(app)["entries"]] == [
        (1, Entry(run.schedule, run.optimizer.lr).label)
    ]
