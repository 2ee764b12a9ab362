"""The page "Trajectories": what a visitor does and sees."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from tests.export.running import executed
from tests.ui.visits import Visit, complaints, shown


def outcomes(app: AppTest) -> str:
    assert not app.exception, app.exception
    bodies = (html.proto.body for html in app.get("html"))
    return next(body for body in bodies if "outcomes" in body and "<tr>" in body)


def rows(app: AppTest) -> int:
    return outcomes(app).count("<tr>") - 1


def test_the_first_view_and_what_moves_it(visit: Visit) -> None:
    app = visit()
    assert not complaints(app)
    assert rows(app) == 4
    assert [run["slot"] for run in shown(app)["runs"]] == [1, 2, 3, 4]
    folds = [box.label for box in app.expander if box.label.startswith("**")]
    assert folds == [
        "**1** · SGD",
        "**2** · SGD · lr 0.003, momentum 0.9",
        "**3** · Adam · Warmup · lr 0.2, schedule CosineAnnealingLR, T\\_max 450",
        "**4** · SGD · lr 0.0065",
    ]
    before = outcomes(app)
    assert all(f'class="{kind}"' in before for kind in ("converged", "diverged", "descending"))
    app.number_input(key="t1.o.SGD.lr").set_value(0.02).run()
    assert outcomes(app) != before
    assert app.select_slider(key="~t1.o.SGD.lr").value == 0.02
    app.select_slider(key="~t1.o.SGD.lr").set_value(0.005).run()
    assert app.number_input(key="t1.o.SGD.lr").value == 0.005
    app.selectbox(key="t.f").set_value("Himmelblau").run()
    assert "(3, 2)" in outcomes(app)


def test_runs_are_duplicated_and_removed(visit: Visit) -> None:
    app = visit()
    app.number_input(key="t1.o.SGD.lr").set_value(0.002).run()
    app.button(key="~copy1").click().run()
    assert rows(app) == 5
    assert "**5** · SGD · lr 0.002" in [box.label for box in app.expander]
    assert app.query_params["t5.o.SGD.lr"] == "0.002"
    app.session_state["~box5"] = True
    assert app.run().number_input(key="t5.o.SGD.lr").value == 0.002
    app.button(key="~remove1").click().run()
    assert rows(app) == 4
    assert "1 · SGD" not in outcomes(app)
    assert "5 · SGD" in outcomes(app)


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ({"t1.s": "OneCycleLR", "t1.s.OneCycleLR.total_steps": "50"}, "Run 1"),
        ({"t1.s": "OneCycleLR", "t1.o": "Adagrad"}, "momentum"),
    ],
)
def test_a_run_that_fails_or_cannot_be_leaves_the_others(visit: Visit, link: dict[str, str], said: str) -> None:
    app = visit(link)
    assert rows(app) == 3
    assert any(said in error.value for error in app.error)


@pytest.mark.parametrize(
    "text", ["__import__('os')", "x +", "nan", "1e999", "x**9**9**9", "x" * 5000, "[x for x in y]"]
)
def test_a_bad_formula_is_refused_and_the_page_goes_on(visit: Visit, text: str) -> None:
    app = visit({"t.f": "Formula"})
    app.text_input(key="t.f.Formula.text").set_value(text).run()
    assert not app.exception
    assert app.error
    app.text_input(key="t.f.Formula.text").set_value("x**4 + y**2").run()
    assert not app.error
    assert rows(app) == 4


def test_a_box_and_a_function_that_moves_are_drawn_and_said(visit: Visit) -> None:
    link = {"t.f": "Periodic slopes", "t.box": "-1:1, -1:1", "t.steps": "60", "t.runs": "1", "t1.o.SGD.lr": "0.5"}
    app = visit(link, folds=("~t.~held",))
    said = " ".join(caption.value for caption in app.caption)
    assert "The dashed frame is the box" in said
    assert "map, ★ and × are those of the step under the clock" in said
    assert "held in the box: on its edge after" in outcomes(app)
    assert [shown(app)["box"], shown(app)["course"]["found"]] == [[[-1, 1], [-1, 1]], 2]
    app.text_input(key="t.box").set_value("1:-1, 0:1").run()
    assert "a greater one, got 1.0 to -1.0 in x" in app.error[0].value
    app.text_input(key="t.box").set_value("").run()
    assert "box" not in shown(app)
    app.selectbox(key="t.f").set_value("Sphere").run()
    assert "course" not in shown(app)
    assert not any("moves" in caption.value or "box" in caption.value for caption in app.caption)


def test_names_are_text_and_not_markup_and_without_runs_the_map_stands(visit: Visit) -> None:
    app = visit({"t1.name": "<img src=x onerror=alert(1)>"})
    assert "<img src=x" not in outcomes(app)
    assert "&lt;img src=x" in outcomes(app)
    assert shown(visit({"t.runs": ""}))["runs"] == []


def test_outcomes_wait_for_the_stage_where_the_future_is_hidden(visit: Visit) -> None:
    assert '<div class="endings">' in outcomes(visit())
    app = visit({"t.view.hide_future": "true"})
    assert '<div class="endings veiled">' in outcomes(app)
    assert shown(app)["view"]["hide_future"] is True


def test_torch_is_not_asked_for_more_than_a_page_can_wait_for(visit: Visit) -> None:
    app = visit({"t.steps": "100000", "t2.o": "LBFGS", "t3.o": "SparseAdam"})
    said = " ".join(error.value for error in app.error)
    assert "Run 2" in said
    assert "LBFGS runs in torch itself, 25× a step at most; steps must be at most 800" in said
    assert "Run 3" in said
    assert rows(app) == 2
    assert app.button(key="~verify").disabled


def test_the_verdict_stays_until_the_scene_changes(visit: Visit) -> None:
    app = visit({"t.steps": "20"})
    app.button(key="~verify").click().run()
    verdict = [text.value for text in app.text]
    assert len(verdict) == 4
    assert all("largest relative difference" in text for text in verdict)
    assert [text.value for text in app.run().text] == verdict
    app.number_input(key="t1.o.SGD.lr").set_value(0.002).run()
    assert not app.text


def test_the_script_has_the_noise_that_is_drawn(visit: Visit) -> None:
    link = {"t.steps": "50", "t.noise": "2.0", "t.shared_noise": "false", "t1.s": "OneCycleLR"}
    app = visit(link | {"t1.s.OneCycleLR.total_steps": "20"}, folds=("~script",))
    assert rows(app) == 3
    saved = [button.proto.label for button in app.get("download_button")]
    assert saved == ["Script (.py)", "Paths (.csv)", "Scene (.json)", "Scene (.html)"]
    ends = executed(app.code[0].value)
    drawn = re.findall(r"number\">\((-?[\d.e+-]+), (-?[\d.e+-]+)\)</td>", outcomes(app))
    for end, (x, y) in zip(ends[:2], drawn, strict=False):
        assert [float(x), float(y)] == pytest.approx([end["x"], end["y"]], rel=1e-4)
