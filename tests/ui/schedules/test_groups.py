"""Groups of parameters on the page: sets on one click, the code that is copied and run, and what is refused."""

import numpy as np
import pytest
import torch
from streamlit.testing.v1 import AppTest

from lrviz.comparison import Entry, Group, Plan, group_curves
from lrviz.comparison.group_sets import backbone_and_head, layer_wise, no_decay, yolo
from lrviz.export.configurations import CONFIGURATIONS
from lrviz.export.curves import curves_to_csv
from lrviz.export.libraries import IN_GROUPS, LIBRARIES
from lrviz.schedules import CosineAnnealingLR, StepLR, Warmup
from lrviz.ui.kit.plans import FIELDS
from lrviz.ui.kit.written import field_values
from tests.export.running import defined
from tests.ui.schedules.test_page import sent
from tests.ui.tune.modes import told
from tests.ui.visits import Visit, complaints, length_box, opened

FIRST = Warmup(CosineAnnealingLR(T_max=900), steps=100, start_factor=0.01)
FOLDS = ("~s1.~groups", "~sbox1", "~scode")
SETS = {
    "Backbone and head (×0.1)": backbone_and_head(),
    "No decay on norms and biases": no_decay(),
    "Layer-wise decay ξ^(L−l)": layer_wise(),
    "YOLO: weights, norms, biases": yolo(Plan(1000)),
}


def pressed(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def link_of(groups: tuple[Group, ...], slot: int = 1) -> dict[str, str]:
    values = field_values(f"s{slot}.groups", FIELDS["groups"], groups)
    return {key: "" if value is None else str(value) for key, value in values}


def of_first_slot(app: AppTest, panel: str = "rate") -> list[np.ndarray]:
    known, lines = sent(app)
    return [
        values
        for facts, (_, values) in zip(known["series"], lines, strict=True)
        if (facts["slot"], facts["panel"]) == (1, panel)
    ]


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.backbone, self.head = torch.nn.Linear(3, 2), torch.nn.Linear(2, 1)


def test_make_backbone_and_head_copy_the_code_and_run_it(compare: Visit) -> None:
    app = pressed(compare(folds=FOLDS), "Backbone and head (×0.1)")
    assert not complaints(app)
    curves = group_curves(Entry(FIRST, 1e-3, groups=backbone_and_head()), Plan(1000))
    for found, one in zip(of_first_slot(app), curves, strict=True):
        np.testing.assert_allclose(found, one.rates, 1e-5)
    names = defined(app.code[0].value)
    net = Net()
    optimizer = names["build_optimizer"](names["param_groups"](net))
    scheduler = names["build_scheduler"](optimizer)
    assert [
        group["params"][0] is part.weight
        for group, part in zip(optimizer.param_groups, (net.backbone, net.head), strict=True)
    ]
    for step in range(1000):
        for group, one in zip(optimizer.param_groups, curves, strict=True):
            assert group["lr"] == pytest.approx(one.rates[step], rel=1e-12)
        optimizer.step()
        scheduler.step()
    for library in (*LIBRARIES, *(one.name for one in CONFIGURATIONS)):
        app.selectbox(key="~code.library").set_value(library).run()
        assert f"{library} cannot give this curve. {IN_GROUPS}" in told(app)


def test_every_set_is_made_on_one_click_and_taken_back(compare: Visit) -> None:
    app = compare(folds=FOLDS)
    for label, groups in SETS.items():
        pressed(app, label)
        assert not complaints(app)
        curves = group_curves(Entry(FIRST, 1e-3, groups=groups), Plan(1000), 0.9)
        for found, one in zip(of_first_slot(app), curves, strict=True):
            np.testing.assert_allclose(found, one.rates, 1e-5)
        listed = [one["name"] for one in sent(app)[0]["entries"][0]["groups"]]
        assert listed == [group.name for group in groups]
    assert len(of_first_slot(app, "momentum")) == 3
    app.number_input(key="~s1.groups.decay").set_value(0.5).run()
    pressed(app, "Layer-wise decay ξ^(L−l)")
    assert app.session_state["~values"]["s1.groups.1.factor"] == 0.5**5
    app.selectbox(key="s1.groups.n").set_value("0").run()
    assert len(of_first_slot(app)) == 1


def test_a_link_opens_groups_with_a_schedule_and_a_start_of_their_own(compare: Visit) -> None:
    groups = (
        Group("a", "x.*", 0.5, weight_decay=0.1, start=30),
        Group("b", schedule=StepLR(70), warmup_steps=50, warmup_lr=0.01, warmup_momentum=0.2),
    )
    app = compare({"s.schedules": "1"} | link_of(groups), FOLDS)
    assert not complaints(app)
    curves = group_curves(Entry(FIRST, 1e-3, groups=groups), Plan(1000), 0.9)
    for found, one in zip(of_first_slot(app), curves, strict=True):
        np.testing.assert_allclose(found, one.rates, 1e-5)
    length_box(app, "s.plan.budget").set_value("2000").run()
    assert app.session_state["~values"]["s1.groups.1.start"] == 60
    assert app.session_state["~values"]["s1.groups.2.warmup_steps"] == 100
    assert app.session_state["~values"]["s1.groups.2.schedule.StepLR.step_size"] == 140


@pytest.mark.parametrize(
    ("groups", "driver", "words"),
    [
        ((Group("a"), Group("a")), "AdamW", "different names"),
        ((Group("a", weight_decay=0.1),), "Rprop", "as Rprop has none"),
        ((Group("a"),), "LBFGS", "in one group"),
        ((Group("a", warmup_steps=5, warmup_momentum=0.5),), "Adagrad", "neither momentum nor beta1"),
    ],
)
def test_what_cannot_be_is_said_and_the_page_stands(
    compare: Visit, groups: tuple[Group, ...], driver: str, words: str
) -> None:
    app = compare({"v": "2", "s.schedules": ["1", "2"], "s.drives": driver} | link_of(groups), FOLDS)
    sent(app)
    assert any(words in complaint.replace("\\", "") for complaint in complaints(app))


def test_a_trap_of_a_group_is_mended_on_one_click(compare: Visit) -> None:
    link = {"v": "2", "s.schedules": "1", "s1.s": "CosineAnnealingLR", "s1.s.CosineAnnealingLR.T_max": "400"}
    app = compare(link | link_of(backbone_and_head()))
    assert "backbone: " in told(app)
    assert "The same kind of trap is in: head." in told(app)
    next(button for button in app.button if str(button.key).startswith("~fix1.")).click().run()
    assert "None found" in told(app)
    assert len(of_first_slot(app)) == 2


def test_the_table_that_leaves_has_a_column_for_each_group() -> None:
    entry, plan = Entry(StepLR(5), groups=backbone_and_head()), Plan(9)
    parts = zip(entry.parts, group_curves(entry, plan), strict=True)
    header, *rows = curves_to_csv(plan, [(part.label, one) for part, one in parts]).splitlines()
    assert [name.split(" · ")[-1].rstrip('"') for name in header.split(",")[3:]] == ["backbone", "head"]
    assert [float(cell) for cell in rows[6].split(",")[3:]] == pytest.approx([1e-5, 1e-4])


COMPARED = """
import numpy as np
from lrviz.analysis.logs import LoggedRun
from lrviz.comparison import Entry, Plan
from lrviz.comparison.group_sets import backbone_and_head
from lrviz.figures.board.quantities import plotted
from lrviz.schedules import StepLR
from lrviz.ui.schedules.groups import compared_groups

drawn = plotted(1, Entry(StepLR(40), 0.1, groups=backbone_and_head()), Plan(90))
steps = np.arange(90)
rates = {f"lr/pg{place}": one.curve.rates.copy() for place, one in enumerate(drawn.groups)}
rates["lr/pg1"][60:] *= 2
compared_groups(drawn, LoggedRun(steps, rates["lr/pg0"], None, groups=rates), Plan(90))
"""


def test_each_rate_of_a_log_is_told_beside_its_group() -> None:
    backbone, head = (one.value for one in opened(COMPARED).markdown)
    assert backbone.startswith("**lr/pg0 and the group backbone**, taken for it by its rates: Plan and log agree")
    assert head.startswith("**lr/pg1 and the group head**")
    assert "part at step 60" in head
    assert "From step 60 on the log has 2 times the planned rate" in head


def test_a_schedule_that_a_group_is_given_fits_the_run_and_can_be_taken_away(compare: Visit) -> None:
    folds = (*FOLDS, "~s1.groups.1.~group")
    app = compare({"s.schedules": "1", "s.plan.budget": "4000"} | link_of((Group("a"), Group("b"))), folds)
    menu = app.selectbox(key="s1.groups.1.schedule")
    menu.set_value("CosineAnnealingLR").run()
    assert app.session_state["s1.groups.1.schedule.CosineAnnealingLR.T_max"] == 4000
    app.selectbox(key="s1.groups.1.schedule").set_value("PolynomialLR").run()
    assert app.session_state["s1.groups.1.schedule.PolynomialLR.total_iters"] == 4000
    first, second = of_first_slot(app)
    assert first[2000] == pytest.approx(0.5e-3, rel=1e-3)
    app.selectbox(key="s1.groups.1.schedule").set_value("none").run()
    first, second = of_first_slot(app)
    np.testing.assert_array_equal(first, second)
    assert not complaints(app)
