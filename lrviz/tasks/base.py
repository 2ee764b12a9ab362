"""The base of all tasks: data, a network, a loss and a score, declared once for what runs and for what leaves."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any, ClassVar

from lrviz.hyperparameters import Choice, Declared, HyperparameterError, Length, Range, Unit
from lrviz.tasks.call import Call
from lrviz.tasks.probes import Probe

MOST_STEPS = 100_000
"""Steps that one training may take."""

_SIZE = Range(10, 20_000, log=True, usual=(50, 5000))

Batch = Annotated[
    int | None, "Samples in a batch; None takes all of them at every step.", Range(1, 20_000, log=True, usual=(1, 512))
]
Epochs = Annotated[int, "How often the training samples are gone through.", Range(1, MOST_STEPS, log=True)]
Every = Annotated[
    int, "Steps from one validation to the next.", Range(1, MOST_STEPS, log=True, usual=(1, 1000)), Unit("steps")
]
DataSeed = Annotated[int, "Seed of the data and of their split.", Range(0, 2**32 - 1, usual=(0, 99))]
Samples = Annotated[int, "Samples to train on.", _SIZE]
ValidationSamples = Annotated[int, "Samples to validate on, which no step sees.", _SIZE]
Hidden = Annotated[
    tuple[int, ...],
    "Width of each hidden layer; with none the model is linear.",
    Range(1, 512, log=True, usual=(4, 128)),
    Length(0, 6),
]
Activation = Annotated[str, "What stands between the layers.", Choice(("Tanh", "ReLU", "GELU", "Sigmoid"))]


@dataclass(frozen=True)
class Task(Declared, ABC, abstract=True):
    """One task with its sizes: data, network, loss and score.

    Attributes:
        title: what the app calls it.
        criterion: what its functions in `lrviz.tasks.criteria` begin with: there are a `…_loss` and a `…_score`.
        score_name: what the score is; more of it is better.
        network_parts: the classes of `lrviz.tasks.networks` that the network is made of, besides those of torch.
        gives_sparse_gradients: whether the network's gradients can be sparse tensors.
        matrices_only: whether all parameters of the network are matrices.
    """

    title: ClassVar[str]
    criterion: ClassVar[str]
    score_name: ClassVar[str]
    network_parts: ClassVar[tuple[str, ...]] = ()
    gives_sparse_gradients: ClassVar[bool] = False
    matrices_only: ClassVar[bool] = False

    batch: Batch
    epochs: Epochs
    validate_every: Every
    data_seed: DataSeed

    @property
    @abstractmethod
    def samples(self) -> int:
        """How many samples there are to train on."""

    @abstractmethod
    def data(self) -> Call:
        """What makes four arrays: inputs and targets to train on, and inputs and targets to validate on."""

    @abstractmethod
    def network(self, sparse: bool) -> str:
        """The expression that builds the network, in terms of torch's `nn` and of `network_parts`.

        Args:
            sparse: whether its gradients are to be sparse tensors, where they can be.
        """

    @abstractmethod
    def probe(self, inputs: Any, targets: Any, held: Any, wanted: Any) -> Probe:
        """What the network's predictions are asked on while it trains.

        Args:
            inputs, targets, held, wanted: what `data` makes.
        """

    @property
    def steps_per_epoch(self) -> int:
        """How many batches go through all training samples; the last one may be smaller."""
        return 1 if self.batch is None else -(-self.samples // self.batch)

    @property
    def steps(self) -> int:
        """How many steps the training takes."""
        return self.epochs * self.steps_per_epoch

    @property
    def milliseconds(self) -> float:
        """About how long a step takes on an ordinary processor."""
        return 0.3

    def check(self) -> None:
        owner = type(self).__name__
        if self.batch is not None and self.batch > self.samples:
            raise HyperparameterError(
                f"{owner}.batch must be at most {self.samples}, the samples to train on, or None, got {self.batch}"
            )
        if self.steps > MOST_STEPS:
            raise HyperparameterError(
                f"{owner} must take at most {MOST_STEPS:,} steps, got {self.steps:,}: {self.epochs:,} epochs of"
                f" {self.steps_per_epoch:,} batches"
            )


def perceptron(widths: tuple[int, ...], activation: str, last: str = "") -> str:
    """The expression of layers of these widths, with an activation between them and `last` behind them."""
    layers = [f"nn.Linear({inner}, {outer})" for inner, outer in pairwise(widths)]
    between = f", nn.{activation}(), "
    return f"nn.Sequential({between.join(layers)}{', ' * bool(last)}{last})"


@dataclass(frozen=True)
class Perceptron(Task, abstract=True):
    """A task whose network is a multilayer perceptron, or a linear model without hidden layers.

    Attributes:
        last: the layer behind the last linear one; none where empty.
    """

    last: ClassVar[str] = ""

    hidden: Hidden
    activation: Activation

    @property
    @abstractmethod
    def ends(self) -> tuple[int, int]:
        """How many numbers go in and how many come out."""

    @property
    def widths(self) -> tuple[int, ...]:
        """The width of every layer, from the input to the output."""
        inputs, outputs = self.ends
        return (inputs, *self.hidden, outputs)

    @property
    def dense(self) -> bool:
        """Whether the network has linear layers only, with activations between them."""
        return True

    @property
    def milliseconds(self) -> float:
        weights = sum(inner * outer for inner, outer in pairwise(self.widths))
        return super().milliseconds + weights * (self.batch or self.samples) * 6e-7

    def network(self, sparse: bool) -> str:
        return perceptron(self.widths, self.activation, self.last)
