"""Every form that people paste is read as the rates that its documentation promises, and as the run that it says.

Fastai, Ultralytics, DeepSpeed, Accelerate and Lightning are not installed here: their formulas stand in this file, as
their documentation and their sources give them.
"""

import json
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lrviz.comparison import EACH_EPOCH, EACH_STEP, Plan, curve
from lrviz.reading import Pasted, read_code
from lrviz.schedules import (
    CosineAnnealingLR,
    CosineWithWarmup,
    LinearLR,
    LinearWithWarmup,
    OneCycleLR,
    ReduceLROnPlateau,
    Sequential,
    StepLR,
)

PAGE = Plan(1000, samples=800, batch_size=8)
"""100 steps an epoch."""


def read(text: str, plan: Plan = PAGE) -> tuple[Any, Pasted]:
    """The only schedule of a text, and all that was read."""
    pasted = read_code(text, plan)
    (entry,) = pasted.entries
    return entry, pasted


def assert_rates(text: str, expected: Callable[[int], float], plan: Plan = PAGE) -> Pasted:
    entry, pasted = read(text, plan)
    run = pasted.plan or plan
    rates = [expected(step) for step in range(run.steps)]
    np.testing.assert_allclose(curve(entry, run).rates, rates, 1e-11, 1e-18)
    return pasted


@pytest.mark.parametrize(
    ("text", "schedule"),
    [
        ("CosineAnnealingLR(opt, T_max=100)", CosineAnnealingLR(100)),
        ("sched = torch.optim.lr_scheduler.StepLR(optimizer, 30, gamma=0.5, verbose=True)", StepLR(30, 0.5)),
        ("get_cosine_schedule_with_warmup(optimizer, 100, 900)", CosineWithWarmup(100, 900)),
        ('get_scheduler("linear", optimizer, 50, num_training_steps=700)', LinearWithWarmup(50, 700)),
        ("from torch.optim.lr_scheduler import StepLR as Down\ns = Down(o, step_size=7)", StepLR(7, 0.1)),
        ("n = int(0.1 * 300)\ns = StepLR(o, step_size=max(n, 2) ** 1)", StepLR(30, 0.1)),
        ("parser.add_argument('--step-size', default=9)\na = parser.parse_args()\nStepLR(o, a.step_size)", StepLR(9)),
        ("s = SequentialLR(o, schedulers=[LinearLR(o, 0.1, total_iters=5), StepLR(o, 3)], milestones=[5])",
         Sequential((LinearLR(0.1, 1.0, 5), StepLR(3)), (5,))),
        ("OneCycleLR(opt, 0.1, epochs=4, steps_per_epoch=25)", OneCycleLR(0.1, 100)),
        ("StepLR(opt, step_size=num_training_steps // 4)", StepLR(250)),
        ("total = epochs * len(train_loader)\nStepLR(opt, step_size=total)", StepLR(1000)),
    ],
)  # fmt: skip
def test_torchs_and_transformers_calls(text: str, schedule: Any) -> None:
    assert read(text)[0].schedule == schedule


def test_the_rate_is_the_optimizers_and_the_loop_says_how_often_it_is_stepped() -> None:
    head = "optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4)\nscheduler = StepLR(optimizer, 3)\n"
    each_epoch = "for epoch in range(12):\n    train(model)\n    scheduler.step()\n"
    entry, pasted = read(head + each_epoch)
    assert (entry.lr, entry.stepped) == (3e-4, EACH_EPOCH)
    assert pasted.plan == replace(PAGE, budget=12.0, unit="epochs")
    each_step = "for epoch in range(12):\n    for batch in loader:\n        scheduler.step()\n"
    assert read(head + each_step)[0].stepped == EACH_STEP
    assert read("CosineAnnealingLR(optimizer, T_max=num_epochs)")[0].stepped == EACH_EPOCH


def test_what_the_text_does_not_say_is_taken_from_the_page_and_said() -> None:
    entry, pasted = read("StepLR(optimizer, step_size=num_epochs * 2)")
    assert entry.schedule == StepLR(20)
    assert "num_epochs is not in the text: 10 is taken from the page." in pasted.notes
    assert any("learning rate: 0.001 is taken" in note for note in pasted.notes)


TRAINER = {
    "python": "args = TrainingArguments('out', learning_rate=2e-5, lr_scheduler_type='cosine', warmup_ratio=0.03,\n"
    "    num_train_epochs=3, per_device_train_batch_size=4, gradient_accumulation_steps=2)",
    "command": "torchrun --nproc_per_node 2 run.py --model x \\\n  --learning_rate 2e-5 --lr_scheduler_type cosine \\\n"
    "  --warmup_ratio=0.03 --num_train_epochs 3 --per_device_train_batch_size 4 --gradient_accumulation_steps 2",
    "yaml": "learning_rate: 2e-5  # the peak\nlr_scheduler_type: cosine\nwarmup_ratio: 0.03\nnum_train_epochs: 3.0\n"
    "per_device_train_batch_size: 4\ngradient_accumulation_steps: 2\nbf16: true",
    "json": json.dumps(
        {
            "learning_rate": 2e-5,
            "lr_scheduler_type": "cosine",
            "warmup_ratio": 0.03,
            "num_train_epochs": 3,
            "per_device_train_batch_size": 4,
            "gradient_accumulation_steps": 2,
        }
    ),
}


@pytest.mark.parametrize("form", TRAINER)
def test_the_trainers_arguments(form: str) -> None:
    text = TRAINER[form]
    entry, pasted = read(text)
    assert entry.schedule == CosineWithWarmup(math.ceil(0.03 * 300), 300)
    assert entry.lr == 2e-5
    assert pasted.plan is not None
    assert (pasted.plan.batch_size, pasted.plan.accumulation, pasted.plan.steps) == (4, 2, 300)


def test_the_trainers_arguments_for_its_scheduler() -> None:
    text = 'TrainingArguments(max_steps=500, lr_scheduler_type="{}", lr_scheduler_kwargs={}, warmup_steps={})'
    entry, _ = read(text.format("cosine_with_min_lr", {"min_lr": 5e-6}, 50))
    assert entry.schedule == CosineWithWarmup(50, 500, floor=0.1)
    entry, _ = read(text.format("reduce_lr_on_plateau", {"patience": 2}, 0))
    assert (entry.schedule, entry.stepped) == (ReduceLROnPlateau(patience=2), EACH_EPOCH)
    entry, _ = read(text.format("linear", None, 0.1))
    assert entry.schedule == LinearWithWarmup(50, 500)


LIGHTNING = """
class Model(LightningModule):
    def configure_optimizers(self):
        optimizer = torch.optim.SGD(self.parameters(), lr=0.1)
        scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 4)
        return {}
"""


@pytest.mark.parametrize(
    ("returned", "stepped"),
    [
        ('{"optimizer": optimizer, "lr_scheduler": {"scheduler": scheduler, "interval": "step"}}', EACH_STEP),
        ('{"optimizer": optimizer, "lr_scheduler": {"scheduler": scheduler, "interval": "epoch"}}', EACH_EPOCH),
        ('{"optimizer": optimizer, "lr_scheduler": scheduler}', EACH_EPOCH),
        ("[optimizer], [scheduler]", EACH_EPOCH),
        ('[optimizer], [{"scheduler": scheduler, "interval": "step"}]', EACH_STEP),
    ],
)
def test_lightnings_interval_says_how_often(returned: str, stepped: str) -> None:
    entry, _ = read(LIGHTNING.format(returned))
    assert (entry.schedule, entry.lr, entry.stepped) == (StepLR(4), 0.1, stepped)


@pytest.mark.parametrize(("interval", "accumulation", "every"), [("epoch", 1, 500), ("step", 1, 5), ("step", 2, 5)])
def test_lightnings_frequency_steps_it_every_so_many_times(interval: str, accumulation: int, every: int) -> None:
    returned = f'[optimizer], [{{"scheduler": scheduler, "interval": "{interval}", "frequency": 5}}]'
    plan = replace(PAGE, accumulation=accumulation, samples=800 * accumulation)
    pasted = assert_rates(LIGHTNING.format(returned), lambda step: 0.1 * 0.1 ** (step // every // 4), plan)
    assert not pasted.left_out


def test_lightnings_frequency_that_counts_anew_each_epoch_is_said() -> None:
    returned = '[optimizer], [{"scheduler": scheduler, "interval": "step", "frequency": 7}]'
    (said,) = read(LIGHTNING.format(returned))[1].left_out
    assert "100 steps" in said
    assert "7" in said


ACCELERATE = """
accelerator = Accelerator({})
optimizer = AdamW(model.parameters(), lr=1e-3)
scheduler = get_linear_schedule_with_warmup(optimizer, num_warmup_steps=100, num_training_steps=1000)
model, optimizer, loader, scheduler = accelerator.prepare(model, optimizer, loader, scheduler)
"""


def test_accelerate_steps_a_scheduler_once_for_each_process() -> None:
    def factor(step: int) -> float:
        return step / 100 if step < 100 else max(0.0, (1000 - step) / 900)

    four = replace(PAGE, devices=4)
    entry, pasted = read(ACCELERATE.format(""), four)
    expected = [1e-3 * factor(4 * step) for step in range(600)]
    np.testing.assert_allclose(curve(entry, Plan(600)).rates, expected, 1e-12, 1e-18)
    assert any("4 processes" in note for note in pasted.notes)
    cosine = ACCELERATE.replace("get_linear", "get_cosine").format("")
    entry, pasted = read(cosine, four)
    alone, _ = read(cosine)
    np.testing.assert_allclose(curve(entry, Plan(200)).rates, curve(alone, Plan(800)).rates[::4], 1e-12)
    restarting = "CosineAnnealingWarmRestarts(optimizer, T_0=7)"
    entry, pasted = read(f"scheduler = accelerator.prepare({restarting})", four)
    alone, _ = read(restarting)
    np.testing.assert_allclose(curve(entry, Plan(200)).rates, curve(alone, Plan(800)).rates[::4], 1e-12)
    assert not pasted.left_out
    for once in ("split_batches=True", "step_scheduler_with_optimizer=False"):
        entry, _ = read(ACCELERATE.format(once), four)
        np.testing.assert_allclose(curve(entry, Plan(300)).rates, [1e-3 * factor(s) for s in range(300)], 1e-12)


def deepspeed(kind: str, **params: Any) -> str:
    optimizer = {"type": "AdamW", "params": {"lr": 1e-3}}
    return json.dumps({"optimizer": optimizer, "scheduler": {"type": kind, "params": params}}, indent=2)


def warmed(count: int, kind: str, steps: int) -> float:
    return math.log(count + 1) / math.log(steps) if kind == "log" else count / steps


@pytest.mark.parametrize("kind", ["log", "linear"])
def test_deepspeeds_warmups_step_a_step_late(kind: str) -> None:
    low, high, warmup, total = 1e-4, 2e-3, 30, 200
    shared = {"warmup_min_lr": low, "warmup_max_lr": high, "warmup_num_steps": warmup, "warmup_type": kind}

    def rate(step: int, decays: bool) -> float:
        count = step - 1  # DeepSpeed counts from −1, where it has set the lowest rate
        if count < 0:
            return low
        late = max(0.0, (total - count) / (total - warmup)) if decays else 1.0
        return low + (high - low) * (warmed(count, kind, warmup) if count < warmup else late)

    assert_rates(deepspeed("WarmupLR", **shared), lambda step: rate(step, False), Plan(300))
    text = deepspeed("WarmupDecayLR", **shared, total_num_steps=total)
    pasted = assert_rates(text, lambda step: rate(step, True))
    assert pasted.plan is not None
    assert pasted.plan.steps == total

    def cosine(step: int) -> float:
        count = step - 1
        if count < 0:
            return 0.0
        if count < warmup:
            return 1e-3 * (0.1 + 0.9 * warmed(count, kind, warmup))
        return 1e-3 * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * (count - warmup + 1) / (total - warmup))))

    ratios = {"warmup_min_ratio": 0.1, "cos_min_ratio": 0.05, "warmup_num_steps": warmup, "warmup_type": kind}
    assert_rates(deepspeed("WarmupCosineLR", total_num_steps=total, **ratios), cosine)


def test_deepspeeds_configuration_as_a_dict_of_python() -> None:
    text = f"config = {deepspeed('WarmupLR', warmup_num_steps=9, warmup_type='linear')}\nengine(config=config)"
    assert read(text)[0].schedule == read(text.partition(" = ")[2].partition("\nengine")[0])[0].schedule


def test_deepspeeds_range_test_and_its_cycle() -> None:
    text = deepspeed("LRRangeTest", lr_range_test_min_lr=1e-3, lr_range_test_step_size=20, lr_range_test_step_rate=5)
    assert_rates(text, lambda step: 1e-3 * (1 + 5 * max(step - 1, 0) / 20), Plan(100))
    cycle = {"cycle_min_lr": 1e-3, "cycle_max_lr": 1e-2, "cycle_first_step_size": 10, "cycle_second_step_size": 30}

    def rate(step: int) -> float:
        count = max(step - 1, 0)
        share = count / 10 if count <= 10 else (40 - count) / 30
        return 1e-3 + 9e-3 * max(share, 0.0)

    assert_rates(deepspeed("OneCycle", **cycle), rate, Plan(60))


def half(start: float, end: float, share: float) -> float:
    """fastai's sched_cos."""
    return start + (1 + math.cos(math.pi * (1 - share))) * (end - start) / 2


def test_fastais_policies() -> None:
    steps = 500

    def one_cycle(step: int) -> float:
        done, lr = step / steps, 3e-3
        return half(lr / 25, lr, done / 0.25) if done < 0.25 else half(lr, lr / 1e5, (done - 0.25) / 0.75)

    def flat(step: int) -> float:
        done, lr = step / steps, 1e-2
        return lr if done < 0.75 else half(lr, lr / 1e5, (done - 0.75) / 0.25)

    pasted = assert_rates("learn.fit_one_cycle(5, lr_max=3e-3)", one_cycle)
    assert pasted.plan == replace(PAGE, budget=5.0, unit="epochs")
    assert_rates("learn.fit_flat_cos(5, 1e-2)", flat)
    assert_rates("learn.fit_sgdr(2, 1, lr_max=0.1)", lambda s: half(0.1, 0, s / 100 if s < 100 else (s - 100) / 200))
    parts = "[SchedLin(0, 1e-2), SchedExp(1e-2, 1e-4), SchedPoly(1e-4, 1e-3, 2)]"
    text = f"learn.fit(10, cbs=ParamScheduler({{'lr': combine_scheds([0.2, 0.5, 0.3], {parts})}}))"

    def combined(step: int) -> float:
        done = step / 1000
        if done < 0.2:
            return 1e-2 * done / 0.2
        return 1e-2 * 1e-2 ** ((done - 0.2) / 0.5) if done < 0.7 else 1e-4 + 9e-4 * ((done - 0.7) / 0.3) ** 2

    assert_rates(text, combined)


@pytest.mark.parametrize("cos_lr", [False, True])
@pytest.mark.parametrize("warmup", [0.0, 2.5])
@pytest.mark.parametrize("form", ["python", "command", "yaml"])
def test_ultralytics_arguments(form: str, warmup: float, cos_lr: bool) -> None:
    values = {
        "epochs": 12,
        "lr0": 0.02,
        "lrf": 0.05,
        "cos_lr": cos_lr,
        "warmup_epochs": warmup,
        "optimizer": "SGD",
        "batch": 8,
    }
    said = ", ".join(f"{name}={value!r}" for name, value in values.items())
    texts = {
        "python": f"model = YOLO('n.pt')\nmodel.train(data='x.yaml', {said})",
        "command": f"yolo detect train data=x.yaml {' '.join(f'{k}={v}' for k, v in values.items())}",
        "yaml": "\n".join(f"{k}: {str(v).lower() if isinstance(v, bool) else v}" for k, v in values.items()),
    }

    def rate(step: int) -> float:
        x = step // 100
        falls = max((1 - math.cos(x * math.pi / 12)) / 2, 0) * (0.05 - 1) + 1 if cos_lr else (1 - x / 12) * 0.95 + 0.05
        return 0.02 * falls * min(1.0, step / (warmup * 100) if warmup else 1.0)

    pasted = assert_rates(texts[form], rate)
    assert pasted.plan == replace(PAGE, budget=12.0, unit="epochs")


def test_timms_flags_have_the_scripts_defaults() -> None:
    entry, pasted = read("python train.py /data --model vit -b 64 --sched cosine --epochs 20 --min-lr 1e-5 --opt adamw")
    # train.py makes the rate of lr_base and, for Adam, of the root of the samples of a step
    assert entry.lr == pytest.approx(0.1 * (64 / 256) ** 0.5)
    assert entry.stepped == EACH_EPOCH
    assert entry.schedule.label.startswith("Warmup 5 over")
    assert pasted.plan is not None
    assert pasted.plan.epochs == 20
    assert "No --lr is given" in " ".join(pasted.notes)


def test_settings_on_the_rate_that_are_not_understood_are_named() -> None:
    _, pasted = read("python train.py --sched step --lr 0.1 --decay-epochs 3 --lr-warp 7 --epochs 9")
    assert pasted.left_out == ("Line 1, column 56: lr_warp is not understood and left out.",)
