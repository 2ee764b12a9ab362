"""The reference of the page "Learn": every entry is told in full, is found by its names, and opens what it shows."""

import html
import json
import re

from streamlit.testing.v1 import AppTest

from lrviz.hyperparameters import hyperparameters
from lrviz.lessons import LESSONS
from lrviz.lessons.entries import ENTRIES, on_shelf
from lrviz.lessons.entry import Entry
from lrviz.ui.learn.fields import fields_table
from lrviz.ui.learn.marking import letter_by_letter, with_papers
from tests.ui.learn.test_page import learning, listing, press, said
from tests.ui.learn.test_words import switched
from tests.ui.visits import Visit, complaints, gone_to, shown


def bare(formula: str) -> str:
    """A formula without its blanks."""
    return re.sub(r"\s", "", formula)


def pictures(app: AppTest) -> list[str]:
    """What the pictures of a page are said to show."""
    bodies = " ".join(part.proto.body for part in app.get("html"))
    return [
        html.unescape(text) for text in re.findall(r'<figure class="entry-picture"><img [^>]*alt="([^"]+)"', bodies)
    ]


def test_each_entry_is_told_in_full() -> None:
    app = learning({"entry": "SGD"})
    for entry in ENTRIES.values():
        app.session_state["entry"] = entry.key
        told = said(app.run())
        assert not complaints(app), entry.key
        assert html.escape(entry.title) in told
        assert all(text in told for text in (entry.sentence, entry.good_for, entry.goes_wrong)), entry.key
        assert [bare(part.value.strip("$\n")) for part in app.latex] == [bare(formula) for formula in entry.formulas]
        assert [block.value.strip() for block in app.code] == [entry.code.strip()]
        assert_costs_are_told(entry, told)
        assert len(pictures(app)) == (entry.scene is not None) + (entry.planned is not None) + len(entry.laws), (
            entry.key
        )
        assert listing(app)["open"] == entry.key
        assert entry.key in {
            item["key"] for part in listing(app)["parts"] if not part["waits"] for item in part["items"]
        }


def assert_costs_are_told(entry: Entry, told: str) -> None:
    """Every hyperparameter with its meaning, every source, and what an optimizer remembers stand in the texts."""
    for part in entry.parts:
        for field in hyperparameters(type(part)):
            assert f"`{field.name}`" in told
            assert letter_by_letter(field.caption) in told
        assert with_papers(part.source()) in told
    for law in entry.laws:
        assert law.tested in told
        assert all(rf"${one.symbol} = {one.mean:g} \pm {one.deviation:g}$" in told for one in law.exponents)
    for optimizer in entry.optimizers:
        size = optimizer.state_bytes
        assert (f"{size:,} GB for a model of a billion" if size else "Nothing for a parameter.") in told
        assert optimizer.state_scaling in told


def test_the_table_says_which_fields_python_asks_for() -> None:
    length, lowest = fields_table(ENTRIES["CosineAnnealingLR"]).splitlines()[2:]
    assert "| none in Python; 500 where a page is told nothing else | steps |" in length
    assert "| 0 |" in lowest


def test_texts_of_declarations_are_shown_to_the_letter_and_papers_can_be_opened() -> None:
    assert letter_by_letter("a|b $x_1$ <b>") == r"a\|b \$x\_1\$ \<b\>"
    told = with_papers("Reddi et al. 2018; Kingma & Ba 1412.6980, arXiv:2310.07831.")
    assert "Reddi et al. 2018; Kingma & Ba [arXiv 1412.6980](https://arxiv.org/abs/1412.6980)" in told
    assert told.endswith("[arXiv 2310.07831](https://arxiv.org/abs/2310.07831).")


def test_a_link_opens_an_entry_by_any_name_and_falls_back_with_a_notice() -> None:
    for text, key in (("AMSGrad", "AMSGrad"), ("step decay", "StepLR"), ("rosenbrock", "Rosenbrock")):
        app = learning({"entry": text})
        assert app.query_params["entry"] == key
        assert ENTRIES[key].good_for in said(app)
        assert not complaints(app)
    app = learning({"entry": "nothing"})
    assert "`entry`" in complaints(app)[0]
    assert LESSONS[0].question in said(app)


def test_reference_glossary_and_lessons_lead_to_one_another() -> None:
    app = learning({"lesson": "3"})
    switched(app, "Reference")
    assert app.query_params["entry"] == "SGD"
    app.button(key="~turn→").click().run()
    assert app.query_params["entry"] == list(ENTRIES)[1]
    (kinds,) = (group for group in app.get("button_group") if group.key == "~shelf")
    kinds.set_value("schedules").run()
    assert app.query_params["entry"] == on_shelf("schedules")[0].key
    switched(app, "Glossary")
    assert "entry" not in app.query_params
    assert "word" in app.query_params
    switched(app, "Lessons")
    assert LESSONS[2].question in said(app)
    app = press(press(app, "playing"), "told")
    looked_up = [button for button in app.button if str(button.key).startswith("~look up")]
    assert looked_up
    key = str(looked_up[0].key).removeprefix("~look up ")
    looked_up[0].click().run()
    assert ENTRIES[key].good_for in said(app)
    taught = next(button for button in app.button if str(button.key).startswith("~taught"))
    taught.click().run()
    assert "entry" not in app.query_params
    assert app.query_params["lesson"] in str(taught.key)


def test_an_entry_opens_its_scene_in_trajectories_and_its_schedule_in_schedules(visit: Visit) -> None:
    app = gone_to(visit(), "learn")
    app.session_state["entry"] = "Adam-cosine"
    entry = ENTRIES["Adam-cosine"]
    assert entry.scene
    assert entry.planned
    press(app.run(), "open")
    app.run()
    assert [run["label"] for run in shown(app)["runs"]] == [
        f"{slot} · {run.label}" for slot, run in enumerate(entry.scene.runs, 1)
    ]
    app = gone_to(app, "schedules")
    app = gone_to(app, "learn")
    app.session_state["entry"] = "MultiPower"
    press(app.run(), "to plan")
    app.run()
    assert [one["name"] for one in shown(app)["entries"]] == [
        planned.label for planned in ENTRIES["MultiPower"].forecast
    ]
    app = gone_to(app, "schedules")
    for key in ("Adam-cosine", "Chained"):
        app = gone_to(app, "learn")
        app.session_state["entry"] = key
        press(app.run(), "to plan")
        app.run()
        planned = ENTRIES[key].planned
        assert planned
        assert not complaints(app)
        (line,) = shown(app)["entries"]
        assert planned.label in json.dumps(line, ensure_ascii=False)
