"""The page "Trajectories": what a visitor does and sees."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from tests.export.test_scene import executed
from tests.ui.visits import Visit, shown


def outcomes(app: AppTest) -> str:
    return next(
        html.proto.body for html in app.get("html") if "outcomes" in html.proto.body and "<tr>" in html.proto.body
    )


def rows(app: AppTest) -> int:
    return outcomes(app).count("<tr>") - 1


def test_first_view(visit: Visit) -> None:
    app = visit()
    assert not app.exception
    assert not app.error
    assert not app.warning
    assert rows(app) == 4
    assert [run["slot"] for run in shown(app)["runs"]] == [1, 2, 3, 4]
    assert [box.label for box in app.expander][:4] == [
        "**1** · SGD",
        "**2** · SGD",
        "**3** · Adam · Warmup",
        "**4** · SGD",
    ]
    for kind in ("converged", "diverged", "descending"):
        assert f'class="{kind}"' in outcomes(app)


def test_a_rate_changes_the_outcome(visit: Visit) -> None:
    app = visit()
    before = outcomes(app)
    app.number_input(key="t1.o.SGD.lr").set_value(0.02).run()
    assert outcomes(app) != before
    assert app.select_slider(key="~t1.o.SGD.lr").value == 0.02


def test_the_slider_moves_the_box(visit: Visit) -> None:
    app = visit()
    app.select_slider(key="~t1.o.SGD.lr").set_value(0.005).run()
    assert app.number_input(key="t1.o.SGD.lr").value == 0.005


def test_the_function_changes_the_map(visit: Visit) -> None:
    app = visit()
    app.selectbox(key="t.f").set_value("Himmelblau").run()
    assert not app.exception
    assert "(3, 2)" in outcomes(app)


def test_runs_are_duplicated_and_removed(visit: Visit) -> None:
    app = visit()
    app.number_input(key="t1.o.SGD.lr").set_value(0.002).run()
    app.button(key="~copy1").click().run()
    assert rows(app) == 5
    assert app.number_input(key="t5.o.SGD.lr").value == 0.002
    app.button(key="~remove1").click().run()
    assert rows(app) == 4
    assert "1 · SGD" not in outcomes(app)
    assert "5 · SGD" in outcomes(app)


def test_a_run_that_fails_leaves_the_others(visit: Visit) -> None:
    app = visit({"t1.s": "OneCycleLR", "t1.s.OneCycleLR.total_steps": "50"})
    assert not app.exception
    assert rows(app) == 3
    assert any("Run 1" in error.value for error in app.error)


def test_refused_combinations_are_said_at_the_run(visit: Visit) -> None:
    app = visit()
    app.selectbox(key="t1.o").set_value("Adagrad").run()
    app.selectbox(key="t1.s").set_value("OneCycleLR").run()
    assert not app.exception
    assert rows(app) == 3
    assert any("momentum" in error.value for error in app.error)


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


def test_no_runs(visit: Visit) -> None:
    app = visit({"t.runs": ""})
    assert not app.exception
    assert shown(app)["runs"] == []


def test_names_are_text_and_not_markup(visit: Visit) -> None:
    app = visit({"t1.name": "<img src=x onerror=alert(1)>"})
    assert "<img src=x" not in outcomes(app)
    assert "&lt;img src=x" in outcomes(app)


def test_the_script_opens(visit: Visit) -> None:
    app = visit(folds=("~script",))
    assert not app.exception
    compile(app.code[0].value, "script", "exec")


def test_torch_is_not_asked_for_more_than_a_page_can_wait_for(visit: Visit) -> None:
    app = visit({"t.steps": "100000", "t2.o": "LBFGS", "t3.o": "SparseAdam"})
    assert not app.exception
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
    ends = executed(app.code[0].value)
    drawn = re.findall(r"number\">\((-?[\d.e+-]+), (-?[\d.e+-]+)\)</td>", outcomes(app))
    for end, (x, y) in zip(ends[:2], drawn, strict=False):
        assert [float(x), float(y)] == pytest.approx([end["x"], end["y"]], rel=1e-4)
