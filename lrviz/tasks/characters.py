"""Text to be continued character by character, by a small transformer."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import numpy as np

from lrviz.hyperparameters import Choice, HyperparameterError, Range, check_kept, counted
from lrviz.tasks.base import Batch, DataSeed, Epochs, Every, Task
from lrviz.tasks.call import Call
from lrviz.tasks.points import draws
from lrviz.tasks.probes import Letters, Probe

VALIDATION_WINDOWS = 128


@cache
def text() -> str:
    """The text of the package that is learnt: sentences about learning rates, in plain English."""
    return Path(__file__).with_name("text.txt").read_text(encoding="ascii")


@cache
def alphabet() -> int:
    """How many different characters the text has."""
    return len(set(text()))


def characters(text: str, length: int, context: int, validation: int, seed: int) -> Any:
    """Stretches of a text and the same one character later: 9 in 10 to train on, some of the rest to validate on."""
    order = {character: number for number, character in enumerate(sorted(set(text)))}
    numbers = np.array([order[character] for character in text], dtype=np.int64)
    numbers = np.roll(numbers, draws(seed, 0).integers(len(numbers)))[:length]
    cut = 9 * len(numbers) // 10
    arrays: list[Any] = []
    for part, most in ((numbers[:cut], len(numbers)), (numbers[cut:], validation)):
        count = min((len(part) - 1) // context, most)
        end = count * context
        here, ahead = part[:end], part[1:][:end]
        arrays += [here.reshape(count, context), ahead.reshape(count, context)]
    return arrays


def _constant() -> str:
    """The text as a constant of a script."""
    return f'TEXT = """\\\n{text()}"""'


@dataclass(frozen=True)
class Characters(Task):
    """A small transformer that learns to continue English text, character by character.

    Each window of text is a sample; the next character is to be told at each of its places. The text is lrviz's own.
    """

    title = "Characters"
    also_called = ("transformer", "language model")
    criterion = "characters"
    score_name = "accuracy"
    network_parts = ("Block", "Transformer")

    batch: Batch = 16
    epochs: Epochs = 7
    validate_every: Every = 50
    data_seed: DataSeed = 0
    length: Annotated[int, "Characters of the text that are used; 9 in 10 train.", Range(2000, 100_000, log=True)] = (
        100_000
    )
    context: Annotated[int, "Characters in a window.", Range(4, 128, log=True)] = 32
    width: Annotated[int, "Numbers that stand for a character inside the network.", Range(4, 256, log=True)] = 32
    layers: Annotated[int, "Blocks of attention and perceptron.", Range(1, 8)] = 2
    heads: Annotated[int, "Heads of each attention; they share the width.", Range(1, 16)] = 4
    norm: Annotated[
        str, "Whether LayerNorm stands before each part of a block or after it.", Choice(("before", "after"))
    ] = "before"
    scale: Annotated[
        float, "Standard deviation of the first weights of matrices.", Range(1e-3, 1.0, log=True, usual=(1e-2, 0.1))
    ] = 0.02

    @property
    def samples(self) -> int:
        return (9 * self.length // 10 - 1) // self.context

    def check(self) -> None:
        if self.width % self.heads:
            raise HyperparameterError(f"Characters.width must be a multiple of heads, {self.heads}, got {self.width}")
        if self.length < 20 * self.context:
            raise HyperparameterError(
                f"Characters.length must be at least 20 windows, {20 * self.context} characters, got {self.length}"
            )
        super().check()
        windows = self.samples if self.batch is None else self.batch
        kept = self.layers * (3 * self.heads * self.context + 20 * self.width) + 2 * alphabet()
        made_of = f"{windows:,} windows of {self.context} characters in a batch and {counted(self.layers, 'layer')}"
        check_kept("A step of Characters", 4 * windows * self.context * kept, made_of)

    @property
    def milliseconds(self) -> float:
        places = (self.batch or self.samples) * self.context
        each = self.layers * (12 * self.width**2 + 2 * self.context * self.width) + alphabet() * self.width
        return self.layers + places * each * 1e-7

    def network(self, sparse: bool) -> str:
        sizes = f"{alphabet()}, {self.context}, {self.width}, {self.layers}, {self.heads}"
        return f"Transformer({sizes}, norm_first={self.norm == 'before'}, scale={self.scale!r})"

    def probe(self, inputs: Any, targets: Any, held: Any, wanted: Any) -> Probe:
        return Letters.among(held, wanted, "".join(sorted(set(text()))))

    def data(self) -> Call:
        sizes = {
            "length": self.length,
            "context": self.context,
            "validation": VALIDATION_WINDOWS,
            "seed": self.data_seed,
        }
        return Call(characters, sizes, (draws,), lambda: (text(),), "TEXT", preface=_constant)
