"""The reference: everything declared has an entry with its texts, all its names lead to it, its code builds it."""

import ast
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lrviz.comparison import curve
from lrviz.forecasts import LAWS
from lrviz.hyperparameters import hyperparameters
from lrviz.lessons import LESSONS, english
from lrviz.lessons.entries import ENTRIES, SHELVES, entries_of, named, on_shelf, plain
from lrviz.lessons.entry import shelf_title
from lrviz.lessons.showing import expected_losses, plan_of
from lrviz.objectives import OBJECTIVES, Objective
from lrviz.optimizers import OPTIMIZERS, SGD, Adam, Optimizer, TorchOptimizer
from lrviz.scene import Run, Scene
from lrviz.schedules import SCHEDULES, CosineAnnealingLR, Schedule, Warmup
from lrviz.simulate import simulate
from tests.forecasts.curves import cosine
from tests.forecasts.curves import law as law_losses

BY_USUAL_NAMES = {
    "Adam": ("Adam", "adam", "torch.optim.Adam"),
    "AMSGrad": ("amsgrad", "AMS-Grad", "Adam with amsgrad"),
    "Momentum": ("heavy ball", "heavy-ball", "SGD with momentum"),
    "Nesterov": ("NAG", "Nesterov accelerated gradient"),
    "Constant": ("fixed rate", "Fixed-Rate", "constant learning rate"),
    "StepLR": ("step decay", "Step-Decay", "step_decay"),
    "ExponentialLR": ("exponential decay", "e^(-kt)"),
    "CosineAnnealingLR": ("cosine", "cosine annealing"),
    "ReduceLROnPlateau": ("reduce on plateau", "plateau on a validation metric"),
    "Warmup": ("warm-up", "linear warmup"),
    "Adam-cosine": ("Adam + cosine", "Adam with cosine annealing"),
    "AdamW-warmup-linear": ("AdamW with warmup and linear decay",),
    "Rosenbrock": ("banana", "banana function"),
}


def test_everything_declared_has_an_entry_and_every_entry_its_texts() -> None:
    declared = {kind.__name__ for kind in (*OPTIMIZERS, *SCHEDULES, *OBJECTIVES, *LAWS)}
    assert {key for key, entry in ENTRIES.items() if entry.kind} == declared
    silent = [key for key, entry in ENTRIES.items() if not (entry.good_for and entry.goes_wrong)]
    assert not silent, f"lrviz/lessons/english/entries has no text for {', '.join(silent)}"
    assert set(english.ENTRIES) == set(ENTRIES)
    assert [entry for shelf in SHELVES for entry in on_shelf(shelf)] == list(ENTRIES.values())
    assert all(shelf_title(shelf) for shelf in SHELVES)


def test_texts_are_short_sentences_without_numbers() -> None:
    for key, entry in ENTRIES.items():
        assert entry.sentence.endswith("."), key
        for text in (entry.good_for, entry.goes_wrong, entry.wording().sentence):
            assert not re.search(r"[0-9{}]|\s\s", re.sub(r"`[^`]*`", "code", text)), f"{key}: {text}"
            assert not text or text.endswith("."), f"{key}: {text}"
            assert text[:1].isupper() or text.startswith(("timm", "torch")) or not text, f"{key}: {text}"
            assert len(text) <= 330, f"{key}: {text}"


def test_usual_names_lead_to_entries_however_they_are_spelt() -> None:
    for key, names in BY_USUAL_NAMES.items():
        for name in names:
            assert any(plain(name) == plain(known) for known in ENTRIES[key].names), name
    for name in ("Step-Decay", "AMS-Grad", "heavy ball", "fixed rate", "ADAM"):
        assert named(name).key in BY_USUAL_NAMES
    for entry in ENTRIES.values():
        assert named(entry.key) is entry
        assert named(entry.title.upper()).title.upper() == entry.title.upper()
        assert entry.title not in entry.also
    for text in ("", "no such thing", "…"):
        with pytest.raises(ValueError, match=f"^{text}$"):
            named(text)


def test_a_scene_leads_to_what_it_is_made_of() -> None:
    warm = Run(Adam(amsgrad=True), Warmup(CosineAnnealingLR.usual()))
    scene = Scene(
        OBJECTIVES[0](), runs=(Run(SGD()), Run(SGD(momentum=0.5)), Run(SGD(momentum=0.5, nesterov=True)), warm)
    )
    expected = ["SGD", "Momentum", "Nesterov", "AMSGrad", "Warmup", "CosineAnnealingLR", OBJECTIVES[0].__name__]
    assert [entry.key for entry in entries_of(scene)] == expected
    assert all(entries_of(lesson.scene) for lesson in LESSONS)


def test_scenes_show_what_they_are_meant_to() -> None:
    for key, entry in ENTRIES.items():
        assert (entry.scene is None) == (entry.shelf in ("schedules", "laws")), key
        assert (entry.planned is None) == (entry.shelf in ("optimizers", "functions", "laws")), key
        if entry.planned:
            made = curve(entry.planned, plan_of(entry.parts))
            assert len(made.rates) == plan_of(entry.parts).steps, f"{key}: {made.problem}"
        if entry.scene and not any(isinstance(part, TorchOptimizer) for part in entry.parts):
            own, *others = simulate(entry.scene)
            assert own.run.optimizer in entry.parts or entry.shelf == "functions", key
            if entry.shelf != "functions":
                assert own.losses[-1] < own.losses[0] / 4, key
            elif not entry.scene.objective.moves:
                assert np.nanmax(others[0].losses) <= others[0].losses[0], f"{key}: the rate is not safe"


def test_a_law_shows_what_a_decay_is_worth_under_it() -> None:
    for entry in on_shelf("laws"):
        (law,) = entry.laws
        ends = [expected_losses(law, planned)[1][-1] for planned in entry.forecast]
        if law.told_by_decay is None:
            assert np.ptp(ends) == 0
        else:
            assert ends[0] < ends[2]
            assert ends[1] < ends[2]


def test_the_code_of_a_law_forecasts_by_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rates, at = cosine(), np.arange(20, 2001, 20)
    lines = zip(at.tolist(), rates[at - 1].tolist(), law_losses(rates, at).tolist(), strict=True)
    (tmp_path / "run.csv").write_text("step,lr,loss\n" + "\n".join(f"{n},{rate!r},{loss!r}" for n, rate, loss in lines))
    monkeypatch.chdir(tmp_path)
    for entry in on_shelf("laws"):
        names: dict[str, Any] = {}
        exec(entry.code, names)
        assert names["made"].fitted.law == entry.laws[0]
        assert np.isfinite(names["made"].finals).all()


def test_the_code_builds_what_the_entry_says() -> None:
    import torch

    for key, entry in ENTRIES.items():
        assert all(len(line) <= 88 for line in entry.code.splitlines()), key
        ast.parse(entry.code)
        if entry.laws:
            continue
        model = torch.nn.Linear(2, 2, bias=False)
        names: dict[str, Any] = {"model": model}
        if entry.shelf == "schedules":
            names["optimizer"] = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
        exec(entry.code, names)
        for part in entry.parts:
            built(key, part, names)


def built(key: str, part: Any, names: dict[str, Any]) -> None:
    """What the code of an entry has made of one of its parts."""
    import torch

    if isinstance(part, Objective):
        told = [torch.tensor(value, dtype=torch.float64) for value in (*part.start, 0.0)[: 3 if part.moves else 2]]
        assert float(names["objective"](*told)) == pytest.approx(float(part.value(*part.start))), key
    elif isinstance(part, Optimizer):
        group = names["optimizer"].param_groups[0]
        assert type(names["optimizer"]).__name__ == (part.torch_name or type(part).__name__).split(".")[-1], key
        default = next(field.default for field in hyperparameters(type(part)) if field.name == "lr")
        driven = any(isinstance(other, Schedule) and other.overwrites_lr for other in ENTRIES[key].parts)
        assert driven or default in (group["lr"], group.get("initial_lr")), key
        assert all(group[name] == value for name, value in ENTRIES[key].changed.items()), key
    else:
        assert isinstance(part, Schedule)
        assert hasattr(names["scheduler"], "step"), key
