"""Well-known schedules, such as those of BERT or GPT-3, under their usual names and with their sources."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from lrviz.comparison.entry import Entry
from lrviz.schedules import (
    ConstantWithWarmup,
    CosineAnnealingWarmRestarts,
    CosineDecay,
    CosineWithWarmup,
    InverseSqrt,
    LinearWithWarmup,
    MultiStepLR,
    Noam,
    OneCycleLR,
    Schedule,
    Warmup,
    WarmupStableDecay,
)

FEWEST_STEPS = 10
"""The shortest run that every preset fits."""


@dataclass(frozen=True)
class Preset:
    """A schedule as its source plans it, for a run of any length from `FEWEST_STEPS` on.

    Attributes:
        name: what people call it.
        source: authors, title and arXiv id.
        caption: one sentence on what the rate does.
        use: one sentence on when to use it.
        lr: the usual base rate.
        plan: steps of the run, base rate -> the schedule.
        lacks: library -> why it has no call that gives this curve.
    """

    name: str
    source: str
    caption: str
    use: str
    lr: float
    plan: Callable[[int, float], Schedule]
    lacks: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def build(self, steps: int, lr: float | None = None) -> Entry:
        """The preset for a run of `steps` steps on a base rate, or on its usual one.

        Raises:
            ValueError: the run is shorter than `FEWEST_STEPS` steps.
        """
        if steps < FEWEST_STEPS:
            raise ValueError(f"Preset.build needs at least {FEWEST_STEPS} steps, got {steps}")
        lr = self.lr if lr is None else lr
        return Entry(self.plan(steps, lr), lr, self.name)


def missing(preset: Preset, library: str) -> str:
    """Why a library has no call for a preset, in words; empty where it has one."""
    return preset.lacks.get(library, "")


def _part(share: float, steps: int) -> int:
    """A share of the steps, at least one of them."""
    return max(1, round(share * steps))


def _straight(steps: int, lr: float) -> Schedule:
    return LinearWithWarmup(_part(0.1, steps), steps)


def _gpt3(steps: int, lr: float) -> Schedule:
    warmup = _part(375e6 / 300e9, steps)
    return Warmup(CosineDecay(math.floor(260 / 300 * steps) - warmup, floor=0.1), warmup)


def _llama(steps: int, lr: float) -> Schedule:
    warmup = _part(0.008, steps)
    return Warmup(CosineDecay(steps - warmup, floor=0.1), warmup)


def _trapezoid(steps: int, warmup_share: float, decay_share: float, shape: str) -> Schedule:
    warmup, decay = _part(warmup_share, steps), _part(decay_share, steps)
    return WarmupStableDecay(warmup, steps - warmup - decay, decay, shape)


def _deepseek(steps: int, lr: float) -> Schedule:
    warmup = _part(0.01, steps)
    drops = (_part(0.8, steps) - warmup, _part(0.9, steps) - warmup)
    return Warmup(MultiStepLR(drops, gamma=0.316), warmup)


def _noam(steps: int, lr: float) -> Schedule:
    warmup, width = max(2, _part(0.04, steps)), 512
    return Noam(width, warmup, scale=lr * math.sqrt(width * warmup))


def _image_steps(steps: int, lr: float) -> Schedule:
    return MultiStepLR((_part(30 / 90, steps), _part(60 / 90, steps), _part(80 / 90, steps)), gamma=0.1)


def _image_cosine(steps: int, lr: float) -> Schedule:
    return CosineWithWarmup(_part(5 / 120, steps), steps)


def _one_cycle(steps: int, lr: float) -> Schedule:
    return OneCycleLR(max_lr=lr, total_steps=steps, pct_start=_part(0.3, steps) / steps)


def _warm_restarts(steps: int, lr: float) -> Schedule:
    cycles = 3 if steps >= 70 else 2
    return CosineAnnealingWarmRestarts(T_0=math.ceil(steps / (2**cycles - 1)), T_mult=2)


_ROOT = "has no fall along an inverse square root"
_WARM = "Keras has a warmup only in CosineDecay"
_NO_STEPS = "transformers leaves drops at milestones to torch's MultiStepLR"
_WARMED_LINE = {"Keras": f"{_WARM}; its PolynomialDecay falls from the start"}
_WARMED_PLATEAU = {"Keras": f"{_WARM} and has no plateau before a decay"}

PRESETS: tuple[Preset, ...] = (
    Preset(
        "BERT fine-tuning",
        "Devlin et al., BERT: Pre-training of Deep Bidirectional Transformers, arXiv:1810.04805, and its code",
        "Rises along a line over 10 % of the steps, then falls along a line to zero.",
        "Fine-tuning a pretrained transformer for a few epochs with AdamW, where the length is known.",
        3e-5,
        _straight,
        _WARMED_LINE,
    ),
    Preset(
        "GPT-3",
        "Brown et al., Language Models are Few-Shot Learners, arXiv:2005.14165",
        "Rises over 0.125 % of the steps, falls along a cosine to 10 % by 87 % of them, then holds.",
        "Pretraining of a language model whose number of tokens is fixed, with some steps left at the lowest rate.",
        6e-4,
        _gpt3,
        {"Hugging Face": "transformers' cosine with a lowest rate climbs again past its end, where GPT-3 holds 10 %"},
    ),
    Preset(
        "LLaMA",
        "Touvron et al., LLaMA: Open and Efficient Foundation Language Models, arXiv:2302.13971",
        "Rises over 0.8 % of the steps (2,000 of 250,000), then falls along a cosine to 10 %.",
        "Pretraining of a language model whose number of tokens is fixed, and that may be trained on afterwards.",
        3e-4,
        _llama,
    ),
    Preset(
        "WSD",
        "Hu et al., MiniCPM: Unveiling the Potential of Small Language Models, arXiv:2404.06395",
        "Rises over 1 % of the steps, stays, and falls to zero over the last 10 %, here along a line.",
        "Pretraining whose length is not fixed yet: the plateau can go on, and any checkpoint of it be cooled down.",
        1e-2,
        lambda steps, lr: _trapezoid(steps, 0.01, 0.1, "linear"),
        _WARMED_PLATEAU,
    ),
    Preset(
        "1 − sqrt cooldown",
        "Hägele et al., Scaling Laws and Compute-Optimal Training Beyond Fixed Training Durations, arXiv:2405.18392",
        "Rises over 1 % of the steps, stays, and falls as 1 − √u over the last 20 %.",
        "As WSD, with a longer cooldown; one run on the plateau gives models of several lengths.",
        1e-3,
        lambda steps, lr: _trapezoid(steps, 0.01, 0.2, "1-sqrt"),
        {"optax": "optax has no fall along 1 − √u", **_WARMED_PLATEAU},
    ),
    Preset(
        "DeepSeek steps",
        "DeepSeek-AI, DeepSeek LLM: Scaling Open-Source Language Models with Longtermism, arXiv:2401.02954",
        "Rises over 1 % of the steps, stays, and drops to 31.6 % after 80 % and to 10 % after 90 %.",
        "Pretraining that shall be gone on with later: the part before the first drop can be used again.",
        4.2e-4,
        _deepseek,
        {"Hugging Face": _NO_STEPS, "Keras": f"{_WARM}; its PiecewiseConstantDecay cannot rise along a line"},
    ),
    Preset(
        "Linear to zero",
        "Bergsma et al., Straight to Zero: Why Linearly Decaying the Learning Rate to Zero Works Best for LLMs, "
        "arXiv:2502.15938",
        "Rises over 10 % of the steps, then falls along a line to zero, for whole trainings.",
        "Training from scratch with AdamW where the length is known and nothing is to follow it.",
        1e-3,
        _straight,
        _WARMED_LINE,
    ),
    Preset(
        "Transformer (Noam)",
        "Vaswani et al., Attention Is All You Need, arXiv:1706.03762",
        "Rises along a line over 4 % of the steps (4,000 of 100,000), then falls as one over the square root.",
        "Rebuilding the first Transformers with Adam; the rate follows from the width and the warmup.",
        7e-4,
        _noam,
        {
            "Hugging Face": "transformers' inverse square root counts from step 0, Noam's from step 1",
            "optax": f"optax {_ROOT}",
            "Keras": f"Keras {_ROOT}",
        },
    ),
    Preset(
        "ImageNet steps",
        "He et al., Deep Residual Learning, arXiv:1512.03385, with the epochs of Goyal et al., arXiv:1706.02677",
        "Drops to a tenth after epochs 30, 60 and 80 of 90, scaled to the run.",
        "Convolutional networks with SGD and momentum, to compare with the papers that trained them so.",
        0.1,
        _image_steps,
        {"Hugging Face": _NO_STEPS},
    ),
    Preset(
        "ImageNet cosine",
        "He et al., Bag of Tricks for Image Classification, arXiv:1812.01187",
        "Rises over 5 epochs of 120, then falls along a cosine to zero.",
        "Convolutional networks with SGD and momentum where the number of epochs is known.",
        0.1,
        _image_cosine,
    ),
    Preset(
        "One cycle",
        "Smith and Topin, Super-Convergence, arXiv:1708.07120",
        "Rises along a cosine over 30 % of the steps and falls far below its start, momentum going the other way.",
        "Short trainings with SGD and momentum at a high rate; find the highest one by a range test first.",
        0.1,
        _one_cycle,
        {
            "Hugging Face": "transformers leaves one cycle to torch's OneCycleLR",
            "timm": "timm has no one-cycle schedule",
            "Keras": "Keras has no one-cycle schedule",
        },
    ),
    Preset(
        "SGDR",
        "Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, arXiv:1608.03983",
        "Falls along a cosine and starts again, each cycle twice as long as the one before.",
        "Runs that may be stopped at the end of a cycle, or that collect a model at the end of each.",
        0.05,
        _warm_restarts,
        {"Hugging Face": "transformers' restarts are all of one length"},
    ),
    Preset(
        "Inverse square root",
        "Zhai et al., Scaling Vision Transformers, arXiv:2106.04560",
        "Rises along a line over 2 % of the steps, then falls as one over the square root of the steps; no cooldown.",
        "Long pretraining without a fixed length; a cooldown is added when it is to end.",
        8e-4,
        lambda steps, lr: InverseSqrt(_part(0.02, steps)),
        {"optax": f"optax {_ROOT}", "Keras": f"Keras {_ROOT}"},
    ),
    Preset(
        "Constant with warmup",
        "Goyal et al., Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour, arXiv:1706.02677 (its warmup)",
        "Rises along a line over 5 % of the steps, then stays.",
        "First tries, where nothing shall depend on the length, and fine-tuning with small rates.",
        1e-3,
        lambda steps, lr: ConstantWithWarmup(_part(0.05, steps)),
    ),
)
"""In the order the user sees."""
