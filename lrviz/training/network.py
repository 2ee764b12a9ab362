"""The torch side of a task: its data as tensors, its network, its loss and its score."""

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from lrviz.tasks import Task

if TYPE_CHECKING:
    import torch

Criterion: TypeAlias = Callable[["torch.Tensor", "torch.Tensor"], "torch.Tensor"]


class Split(NamedTuple):
    """The data of a task: inputs and targets to train on and to validate on, samples on the first axis."""

    inputs: "torch.Tensor"
    targets: "torch.Tensor"
    validation_inputs: "torch.Tensor"
    validation_targets: "torch.Tensor"


@lru_cache(maxsize=8)
def split(task: Task) -> Split:
    """The data of a task; nobody may write into them.

    Raises:
        MissingDataError: the package that brings the data is not installed.
    """
    import torch

    return Split(*map(torch.from_numpy, task.data().made()))


def build_network(task: Task, seed: int, sparse: bool = False) -> "torch.nn.Module":
    """A network of a task with its first weights, the same for the same seed; torch's own random state is left alone.

    Args:
        task: whose network it is.
        seed: of the first weights.
        sparse: whether its gradients are to be sparse tensors.
    """
    import torch

    from lrviz.tasks import networks

    names: dict[str, Any] = {part: getattr(networks, part) for part in task.network_parts}
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network: torch.nn.Module = eval(task.network(sparse), names | {"nn": torch.nn})
        return network


def loss_and_score(task: Task) -> tuple[Criterion, Criterion]:
    """The loss and the score of a task, functions of the network's outputs and of the targets."""
    from lrviz.tasks import criteria

    return getattr(criteria, f"{task.criterion}_loss"), getattr(criteria, f"{task.criterion}_score")
