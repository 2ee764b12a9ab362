"""The page "Schedules": what a visitor does and sees."""

from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lrviz.comparison.presets import PRESETS
from lrviz.figures.board.view import SLOTS, BoardView
from lrviz.schedules import SCHEDULES, Schedule
from lrviz.ui.kit.catalogues import title
from lrviz.ui.schedules.controls import DRIVERS
from tests.figures.board.test_payload import read
from tests.ui.tune.modes import told
from tests.ui.visits import Visit, batched, complaints, length_box, names

TMAX = "s1.s.Warmup.schedule.CosineAnnealingLR.T_max"


def sent(app: AppTest) -> tuple[dict[str, Any], list[tuple[np.ndarray, np.ndarray]]]:
    """What the board is given."""
    assert not app.exception, app.exception
    (component,) = (one for one in app.get("bidi_component") if one.proto.component_name.endswith(".board"))
    return read(component.proto.bytes)


def slots(app: AppTest) -> list[int]:
    return [entry["slot"] for entry in sent(app)[0]["entries"]]


def test_the_first_view_has_four_schedules_no_trap_and_rates_that_move_their_lines(compare: Visit) -> None:
    app = compare()
    assert slots(app) == [1, 2, 3, 4]
    assert not complaints(app)
    assert "None found in a run of 1,000 steps." in told(app)
    known, lines = sent(app)
    assert [panel["id"] for panel in known["panels"]] == ["rate", "momentum"]
    assert set(known["view"]) == set(BoardView().arguments())
    app.number_input(key="s1.lr").set_value(0.004).run()
    np.testing.assert_allclose(sent(app)[1][0][1], 4 * lines[0][1], rtol=1e-5)


@pytest.mark.parametrize("batch", batched(SCHEDULES), ids=names)
def test_every_schedule_can_be_shown(compare: Visit, batch: tuple[type[Schedule], ...]) -> None:
    link: dict[str, Any] = {f"s{slot}.s": title(kind) for slot, kind in enumerate(batch, 1)}
    app = compare(link | {"s.schedules": [str(slot) for slot in range(1, len(batch) + 1)]})
    assert len(slots(app)) == len(batch)
    assert not complaints(app)


def test_lengths_follow_the_run_and_come_back(compare: Visit) -> None:
    app = compare()
    for steps, expected in ((3000, 2700), (10, 9), (1000, 900)):
        length_box(app, "s.plan.budget").set_value(str(float(steps))).run()
        assert length_box(app, TMAX).value == str(expected)
        known, lines = sent(app)
        assert known["steps"] == steps
        assert [len(values) for _, values in lines] == [steps] * 5
    app.checkbox(key="s.follow").uncheck().run()
    length_box(app, "s.plan.budget").set_value(str(2000.0)).run()
    assert length_box(app, TMAX).value == str(900)


def test_another_unit_is_the_same_run_and_one_that_is_too_long_is_refused(compare: Visit) -> None:
    app = compare(folds=("~s.~plan",))
    app.selectbox(key="s.plan.unit").set_value("tokens").run()
    assert length_box(app, "s.plan.budget").value == str(1000 * 32 * 512)
    assert sent(app)[0]["steps"] == 1000
    app.number_input(key="s.plan.batch_size").set_value(64).run()
    assert sent(app)[0]["steps"] == 500
    length_box(app, "s.plan.budget").set_value(str(5e12)).run()
    assert any("1 to 1,000,000 optimizer steps" in error.value for error in app.error)
    assert sent(app)[0]["steps"] == 500


def test_a_trap_is_found_and_one_click_mends_it(compare: Visit) -> None:
    app = compare()
    length_box(app, TMAX).set_value(str(400)).run()
    assert "climbs again" in told(app)
    mends = [button for button in app.button if str(button.key).startswith("~fix1.")]
    mends[0].click().run()
    assert "climbs again" not in told(app)
    assert int(length_box(app, TMAX).value) >= 899


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_every_preset_can_be_added(compare: Visit, preset: Any) -> None:
    app = compare()
    app.selectbox(key="~preset").set_value(preset.name).run()
    assert preset.source.split()[0] in " ".join(caption.value for caption in app.caption)
    app.button(key="~add").click().run()
    assert slots(app) == [1, 2, 3, 4, 5]
    assert not app.error
    entry = preset.build(1000)
    assert sent(app)[0]["entries"][4]["name"] == entry.label
    assert np.count_nonzero(sent(app)[1][-1][1]) > 0


def test_schedules_are_copied_moved_removed_and_drawn_by_hand(compare: Visit) -> None:
    app = compare()
    app.number_input(key="s1.lr").set_value(0.02).run()
    app.button(key="~scopy1").click().run()
    assert slots(app) == [1, 2, 3, 4, 5]
    assert sent(app)[0]["entries"][4]["lr"] == 0.02
    app.button(key="~sDown1").click().run()
    app.button(key="~sDown1").click().run()
    assert slots(app) == [2, 3, 1, 4, 5]
    app.button(key="~sUp1").click().run()
    assert slots(app) == [2, 1, 3, 4, 5]
    app.button(key="~sremove1").click().run()
    assert slots(app) == [2, 3, 4, 5]
    app.button(key="~shand2").click().run()
    assert len(sent(app)[0]["entries"][0]["points"]) > 2
    assert sent(app)[0]["view"]["drawing"] is True
    assert app.selectbox(key="s2.s").value == "Piecewise linear"


def test_twelve_are_shown_and_a_thirteenth_is_not_offered(compare: Visit) -> None:
    app = compare({"s.schedules": [str(slot) for slot in SLOTS]}, tuple(f"~sbox{slot}" for slot in SLOTS))
    assert slots(app) == list(SLOTS)
    assert app.button(key="~scopy3").disabled
    assert app.button(key="~add").disabled


def test_a_schedule_that_ends_is_drawn_as_far_as_it_goes(compare: Visit) -> None:
    app = compare({"s3.s": "OneCycleLR", "s3.s.OneCycleLR.total_steps": "300"})
    known, lines = sent(app)
    assert "total_steps" in known["entries"][2]["problem"]
    assert len(lines[2][1]) == 301  # torch runs step 300 and raises after it
    assert [mark["step"] for mark in known["marks"] if mark["kind"] == "end"] == [300]


def test_plateau_cuts_stand_with_their_reasons(compare: Visit) -> None:
    app = compare({"s1.s": "ReduceLROnPlateau", "s.metric.trace": "stuck"})
    known, lines = sent(app)
    assert [panel["id"] for panel in known["panels"]] == ["rate", "momentum", "metric"]
    assert len(lines[-1][1]) == 1000
    cuts = [mark for mark in known["marks"] if mark["kind"] == "cut"]
    assert cuts
    assert all("no gain of 0.01 % over the best for 11 steps" in mark["text"] for mark in cuts)


def theory_rows(app: AppTest) -> list[list[str]]:
    """The cells of the ranking by theory, which stands in the last table."""
    body = next(html.proto.body for html in app.get("html") if "at its best multiple" in html.proto.body)
    lines = body.split("<tbody>")[1].split("<tr>")[1:]
    return [[cell.split(">", 1)[1].split("</td>")[0] for cell in line.split("<td")[1:]] for line in lines]


@pytest.mark.parametrize("theory", ["expected loss", "last-iterate bound"])
def test_theory_stands_under_the_curves_and_ranks_by_what_is_chosen(compare: Visit, theory: str) -> None:
    app = compare({"s.view.theory": theory})
    known, lines = sent(app)
    assert [panel["id"] for panel in known["panels"]] == ["rate", "momentum", "theory"]
    assert all(np.isfinite(values).any() for _, values in lines)
    rows = theory_rows(app)
    assert len(rows) == 4
    best, _, drawn = ([float(row[column]) for row in rows] for column in (1, 2, 3))
    assert best == sorted(best)
    assert all(one <= other * (1 + 1e-3) for one, other in zip(best, drawn, strict=True))
    ends = [float(values[-1]) for _, values in lines[-4:]]
    if theory == "expected loss":
        assert sorted(ends) == pytest.approx(sorted(drawn), rel=1e-3)
    said = told(app)
    assert ("tuned for plain SGD on this noisy quadratic" in said) == (theory == "expected loss")
    assert ("worst convex function" in said) == (theory != "expected loss")


def test_where_rates_or_noise_are_far_from_what_theory_looks_at_it_says_so(compare: Visit) -> None:
    low = {f"s{slot}.lr": "2e-5" for slot in range(1, 5)}
    assert "times too low for it" in told(compare(low | {"s.view.theory": "last-iterate bound"}))
    assert "Every best multiple is the highest stable one" in told(compare(low | {"s.view.theory": "expected loss"}))
    quiet = {"s.view.theory": "expected loss", "s.theory.condition": "10", "s.theory.noise": "0"}
    assert "Noise makes up less than 5 %" in told(compare(quiet))
    fitting = {f"s{slot}.lr": "0.03" for slot in range(1, 5)}
    for theory in ("expected loss", "last-iterate bound"):
        said = told(compare(fitting | {"s.view.theory": theory, "s.theory.largest": "30", "s.theory.noise": "3"}))
        assert all(words not in said for words in ("times too", "Noise makes up less", "the highest stable one"))


@pytest.mark.parametrize("quantity", ["rate", "travelled", "difference"])
@pytest.mark.parametrize("unit", ["steps", "epochs", "tokens"])
def test_every_view(compare: Visit, quantity: str, unit: str) -> None:
    app = compare({"s.view.quantity": quantity, "s.view.unit": unit, "s.view.chosen": "2", "s.view.hidden": "1, 3"})
    known, _ = sent(app)
    assert known["panels"][0]["id"] == quantity
    assert known["axis"]["unit"] == unit
    assert [entry["hidden"] for entry in known["entries"]] == [True, False, True, False]


@pytest.mark.parametrize("driver", DRIVERS)
def test_every_optimizer_can_be_driven_and_its_code_leaves(compare: Visit, driver: str) -> None:
    app = compare({"s.drives": driver}, ("~scode",))
    sent(app)
    compile(app.code[0].value, "script", "exec")
    assert "CosineAnnealingLR" in app.code[0].value


@pytest.mark.parametrize(
    "link",
    [
        {"s.plan.budget": "1e999"},
        {"s.plan.budget": "-3"},
        {"s.plan.unit": "years"},
        {"s1.s": "Nonsense"},
        {"s1.lr": "nan"},
        {"s.view.theory": "x"},
        {"s.view.chosen": "13"},
        {"s.schedules": "99"},
        {"s1.s": "SequentialLR", "s1.s.Sequential.milestones": "5,4,3,2"},
        {"s.plan.batch_size": "0"},
        {"s.plan.budget": "9e14", "s.plan.unit": "epochs"},
    ],
    ids=str,
)
def test_a_bad_link_is_said_and_the_page_stands(compare: Visit, link: dict[str, str]) -> None:
    app = compare(link)
    sent(app)
    assert app.warning or app.error


def test_a_schedule_that_is_chosen_fits_the_run(compare: Visit) -> None:
    app = compare({"s.plan.budget": "4000"}, ("~sbox2",))
    app.selectbox(key="s2.s").set_value("CosineAnnealingLR").run()
    assert app.session_state["s2.s.CosineAnnealingLR.T_max"] == 4000
    app.selectbox(key="s2.s").set_value("Phases").run()
    assert sent(app)[0]["entries"][1]["name"].startswith("warmup 400")


MILESTONES = "s1.s.Warmup.schedule.MultiStepLR.milestones"
IN_EPOCHS = {"s.plan.unit": "epochs", "s.plan.budget": "90", "s.plan.samples": "40064", "s1.s": "MultiStepLR"}


def test_lengths_are_converted_when_a_schedule_is_stepped_each_epoch_and_back(compare: Visit) -> None:
    key, in_steps = "s1.s.MultiStepLR.milestones", "37560, 75120, 100160"
    app = compare(IN_EPOCHS | {key: in_steps})
    for stepped, expected in (("each epoch", "30, 60, 80"), ("each step", in_steps)):
        app.selectbox(key="s1.stepped").set_value(stepped).run()
        assert app.text_input(key=key).value == expected
        assert not complaints(app)
    app.selectbox(key="s.plan.unit").set_value("steps").run()
    assert app.text_input(key=key).value == in_steps
    app.checkbox(key="s.follow").uncheck().run()
    app.selectbox(key="s1.stepped").set_value("each epoch").run()
    assert app.text_input(key=key).value == in_steps


def test_stepping_as_a_trap_says_leaves_the_lengths_alone(compare: Visit) -> None:
    app = compare(IN_EPOCHS | {"s1.s": "StepLR", "s1.s.StepLR.step_size": "30"})
    assert "planned per epoch" in told(app)
    next(button for button in app.button if button.label == "Step it each epoch").click().run()
    assert app.selectbox(key="s1.stepped").value == "each epoch"
    assert length_box(app, "s1.s.StepLR.step_size").value == str(30)


def test_what_is_put_into_a_warmup_keeps_its_lengths_and_comes_out_with_them(compare: Visit) -> None:
    key = "s1.s.MultiStepLR.milestones"
    app = compare(IN_EPOCHS | {"s1.stepped": "each epoch", key: "30, 60, 80"})
    app.selectbox(key="s1.s").set_value("Warmup").run()
    assert app.text_input(key=MILESTONES).value == "30, 60, 80"
    assert length_box(app, "s1.s.Warmup.steps").value == str(4)
    assert "drops come later" in told(app)
    app.selectbox(key="s1.s").set_value("MultiStepLR").run()
    assert app.text_input(key=key).value == "30, 60, 80"


def test_a_schedule_that_is_chosen_inside_another_fits_what_it_has(compare: Visit) -> None:
    app = compare({"s.plan.budget": "4000", "s1.s": "Warmup", "s1.s.Warmup.steps": "400"})
    app.selectbox(key="s1.s.Warmup.schedule").set_value("PolynomialLR").run()
    assert length_box(app, "s1.s.Warmup.schedule.PolynomialLR.total_iters").value == str(3600)
    app.selectbox(key="s1.s").set_value("SequentialLR").run()
    inside = "s1.s.Sequential.schedules.2"
    start = int(app.text_input(key="s1.s.Sequential.milestones").value)
    app.selectbox(key=inside).set_value("Cosine with floor").run()
    assert length_box(app, f"{inside}.CosineDecay.total_steps").value == str(4000 - start)


@pytest.mark.parametrize("outer", ["Warmup", "SequentialLR", "ChainedScheduler", "Phases"])
def test_lengths_follow_the_run_inside_others_too(compare: Visit, outer: str) -> None:
    app = compare({"s1.s": outer, "s.schedules": "1"})
    rates = sent(app)[1][0][1]
    length_box(app, "s.plan.budget").set_value(str(2000.0)).run()
    longer = sent(app)[1][0][1]
    assert len(longer) == 2 * len(rates)
    if outer != "ChainedScheduler":  # whose exponential goes by the step
        np.testing.assert_allclose(longer[::2], rates, rtol=1e-3, atol=1e-5)


def test_the_length_of_a_phase_s_schedule_is_shown_where_it_acts(compare: Visit) -> None:
    phase = "s1.s.Phases.phases.2"
    app = compare({"s1.s": "Phases", "s.schedules": "1"})
    key = f"{phase}.schedule.CosineAnnealingLR.T_max"
    assert not [one for one in app.text_input if one.key == f"~{key}.typed"]
    app.checkbox(key=f"{phase}.fit").uncheck().run()
    length_box(app, key).set_value(str(5000)).run()
    assert sent(app)[1][0][1][499] > 0.5e-3


def test_the_length_that_an_older_link_gives_a_phase_s_schedule_is_kept_for_when_it_acts(compare: Visit) -> None:
    phase = "s1.s.Phases.phases.2"
    key = f"{phase}.schedule.CosineAnnealingLR.T_max"
    app = compare({"s1.s": "Phases", "s.schedules": "1", key: "5000"})
    assert not complaints(app)
    assert sent(app)[1][0][1][499] < 1e-5
    app.checkbox(key=f"{phase}.fit").uncheck().run()
    assert length_box(app, key).value == str(5000)
    assert sent(app)[1][0][1][499] > 0.5e-3
