"""The glossary of the page "Learn": every word is told with its scene, and the same texts are tips elsewhere."""

import pytest
from streamlit.testing.v1 import AppTest

from lrviz.lessons import LESSONS
from lrviz.lessons.glossary import TERMS, note, term_of
from lrviz.lessons.term import Term
from tests.ui.learn.test_page import learning, listing, press, said
from tests.ui.visits import Visit, complaints, gone_to, shown


@pytest.fixture(scope="module")
def lasting() -> AppTest:
    """One visit for all words."""
    return learning({"word": "step"})


@pytest.mark.parametrize("term", TERMS.values(), ids=TERMS)
def test_each_word_is_told_with_its_scene(lasting: AppTest, term: Term) -> None:
    lasting.session_state["word"] = term.key
    app = lasting.run()
    told = said(app)
    assert all(text in told for text in (term.name, term.meaning, term.see, term.criterion))
    assert (note() in told) == bool(term.criterion)
    header = shown(app)
    assert header["steps"] == term.scene.steps
    assert not header["movable"]
    assert header["view"]["chosen"] == (term.run or 1)
    taught = [button.label for button in app.button if button.key == "~taught"]
    assert len(taught) == (term.lesson is not None)
    assert listing(app)["open"] == term.key
    assert not complaints(app)


def switched(app: AppTest, part: str) -> None:
    """Chooses between lessons and glossary."""
    (switch,) = (group for group in app.get("button_group") if group.key == "~part")
    switch.set_value(part).run()


def test_the_glossary_opens_by_link_and_by_its_switch_and_leads_back_to_lessons() -> None:
    app = learning({"lesson": "3"})
    switched(app, "Glossary")
    assert next(iter(TERMS.values())).meaning in said(app)
    assert "lesson" not in app.query_params
    app.button(key="~turn→").click().run()
    assert app.query_params["word"] == list(TERMS)[1]
    switched(app, "Lessons")
    assert LESSONS[2].question in said(app)
    assert "word" not in app.query_params
    app = learning({"word": "diverged"})
    assert TERMS["diverged"].criterion in said(app)
    app = press(app, "taught")
    assert "One per cent too much" in said(app)
    app = learning({"word": "nothing"})
    assert "`word`" in complaints(app)[0]
    assert LESSONS[0].question in said(app)


def test_outcomes_and_signs_have_the_same_texts_as_tips(visit: Visit) -> None:
    app = visit()
    told = {run["outcome"]: run["meaning"] for run in shown(app)["runs"]}
    assert told["diverged"] == term_of("diverged").meaning
    table = next(html.proto.body for html in app.get("html") if "<table" in html.proto.body)
    assert f'class="diverged" title="{term_of("diverged").meaning}' in table
    assert any(TERMS["stability-limit"].tip in str(caption.help) for caption in app.caption)
    app = gone_to(app, "learn")
    app.session_state["word"] = "chaotic"
    press(app.run(), "open")
    app.run()
    assert [run["outcome"] for run in shown(app)["runs"]] == ["chaotic"]
