"""Code and configurations are pasted on the page Schedules and become its schedules; code leaves for all of them."""

import json

import numpy as np
import pytest

from lrviz.export import LIBRARIES
from lrviz.export.configurations import CONFIGURATIONS
from lrviz.schedules import CosineDecay
from lrviz.ui.kit.catalogues import title
from tests.reading.test_forms import ACCELERATE, LIGHTNING, TRAINER, deepspeed
from tests.reading.test_functions import NANOGPT
from tests.ui.schedules.test_page import sent, slots
from tests.ui.tune.modes import told
from tests.ui.visits import Visit

FOLD = ("~spaste",)

PASTED = {
    "torch": "opt = AdamW(p, lr=0.02)\nscheduler = CosineAnnealingLR(opt, T_max=100)",
    "sequence": "a = LinearLR(opt, 0.1, total_iters=9)\nSequentialLR(opt, [a, StepLR(opt, 50)], milestones=[9])",
    "transformers": 'get_scheduler("cosine", opt, num_warmup_steps=10, num_training_steps=200)',
    "Lightning": LIGHTNING.format("[optimizer], [scheduler]"),
    "Accelerate": ACCELERATE.format(""),
    "DeepSpeed": deepspeed("WarmupLR", warmup_num_steps=50, warmup_type="linear"),
    "timm": "CosineLRScheduler(SGD(p, lr=0.1), t_initial=300, warmup_t=30, t_in_epochs=False)",
    "train.py": "python train.py --sched step --lr 0.3 --epochs 2 --decay-epochs 1 --warmup-epochs 0",
    "fastai": "learn.fit_one_cycle(1, 3e-3)",
    "Ultralytics": "yolo train lr0=0.02 lrf=0.1 epochs=2 warmup_epochs=0 optimizer=SGD",
    "Keras": "keras.optimizers.schedules.ExponentialDecay(0.1, decay_steps=90, decay_rate=0.9)",
    "optax": "optax.warmup_cosine_decay_schedule(0.0, 1e-3, warmup_steps=50, decay_steps=900)",
    "function": NANOGPT,
    "groups": "o = AdamW([{'params': m.body.parameters(), 'lr': 0.01}, {'params': m.head.parameters()}], lr=0.1)\n"
    "OneCycleLR(o, max_lr=[0.01, 0.1], total_steps=1000)",
    "pace": "s = StepLR(SGD(p, lr=0.1), 9)\nfor i in range(900):\n  opt.step()\n  if i % 4 == 3:\n    s.step()",
    **{f"Trainer, {form}": text for form, text in TRAINER.items()},
}


@pytest.mark.parametrize("form", PASTED)
def test_every_form_is_shown_alone_over_its_run(compare: Visit, form: str) -> None:
    app = compare(folds=FOLD)
    app.text_area(key="~paste.text").set_value(PASTED[form]).run()
    assert not app.error
    assert "Read as" in told(app)
    app.button(key="~paste.only").click().run()
    assert slots(app) == [1]
    assert not app.error
    known, lines = sent(app)
    assert np.isfinite(lines[0][1]).all()
    assert np.count_nonzero(lines[0][1]) > 0
    assert f"a run of {known['steps']:,} steps" in told(app) or known["steps"] == 1000


def test_what_is_pasted_stands_beside_the_others_with_its_own_lengths(compare: Visit) -> None:
    app = compare(folds=FOLD)
    app.text_area(key="~paste.text").set_value(PASTED["torch"]).run()
    app.button(key="~paste.add").click().run()
    assert slots(app) == [1, 2, 3, 4, 5]
    assert sent(app)[0]["entries"][4]["lr"] == 0.02
    rates = sent(app)[1][4][1]
    np.testing.assert_allclose(rates[[0, 50, 100]], [0.02, 0.01, 0.0], rtol=1e-5, atol=1e-8)
    assert sent(app)[0]["steps"] == 1000


def test_the_run_of_the_text_is_taken_and_its_lengths_stay(compare: Visit) -> None:
    app = compare(folds=FOLD)
    app.text_area(key="~paste.text").set_value("get_linear_schedule_with_warmup(SGD(p, lr=0.5), 20, 300)").run()
    app.button(key="~paste.only").click().run()
    known, lines = sent(app)
    assert known["steps"] == 300
    step = np.arange(300)
    expected = 0.5 * np.where(step < 20, step / 20, (300 - step) / 280)
    np.testing.assert_allclose(lines[0][1], expected, rtol=1e-5, atol=1e-7)


def test_what_was_not_understood_is_listed_and_what_cannot_be_read_is_said(compare: Visit) -> None:
    app = compare(folds=FOLD)
    text = "opt = SGD([{'params': p, 'lr': 0.1 / i} for i, p in layers], lr=0.1)\nStepLR(opt, 30)"
    app.text_area(key="~paste.text").set_value(text).run()
    assert any("Groups of parameters" in warning.value for warning in app.warning)
    app.text_area(key="~paste.text").set_value("scheduler = StepLR(opt,\n  step_size=-1").run()
    assert any("Line 1, column 19" in error.value for error in app.error)
    assert slots(app) == [1, 2, 3, 4]
    app.text_area(key="~paste.text").set_value("StepLR(opt, 3)\n" * 9).run()
    assert app.button(key="~paste.add").disabled


@pytest.mark.parametrize("library", ["PyTorch", *LIBRARIES, *(one.name for one in CONFIGURATIONS)])
def test_code_leaves_for_every_library_or_the_reason_stands_there(compare: Visit, library: str) -> None:
    link = {"s.schedules": ["1"], "s1.s": title(CosineDecay), "s1.stepped": "each epoch"}
    link |= {"s.plan.budget": "20", "s.plan.unit": "epochs", "s1.s.CosineDecay.total_steps": "20"}
    app = compare(link, ("~scode",))
    app.selectbox(key="~code.library").set_value(library).run()
    assert not app.exception
    if app.code:
        language, text = app.code[0].language, app.code[0].value
        assert json.loads(text) if language == "json" else text
    else:
        assert any(f"{library} cannot give this curve." in info.value for info in app.info)
    assert bool(app.code) == (library not in ("Hugging Face Trainer", "DeepSpeed", "fastai"))


def test_pasted_groups_are_drawn_one_by_one_and_a_pace_is_said(compare: Visit) -> None:
    app = compare(folds=FOLD)
    app.text_area(key="~paste.text").set_value(PASTED["groups"]).run()
    app.button(key="~paste.only").click().run()
    body, head = (
        values
        for facts, (_, values) in zip(sent(app)[0]["series"], sent(app)[1], strict=True)
        if facts["panel"] == "rate"
    )
    np.testing.assert_allclose(10 * body, head, rtol=1e-5)
    app.text_area(key="~paste.text").set_value(PASTED["pace"]).run()
    assert "stepped once in 4" in told(app)
