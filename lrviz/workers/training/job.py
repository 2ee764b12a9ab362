"""What a process may be asked to compute of a run: what is asked, how it is computed, how it travels, in one place."""

import io
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Annotated, Any, ClassVar, TypeAlias

import numpy as np

from lrviz.archives import arrays_in
from lrviz.hyperparameters import Declared
from lrviz.scene import Run
from lrviz.training import Training

Report: TypeAlias = Callable[[Callable[[], Any]], None]
"""Is called again and again with what makes the part that is known so far, None where that is nothing yet; it raises
where nobody waits any more."""

_TOLD = "told"


@dataclass(frozen=True)
class Job(Declared, ABC, abstract=True):
    """Something that a process computes of the one run of a training.

    Attributes:
        stays: what of it is left where it does not end, in words.
    """

    stays: ClassVar[str] = "what was known until then stays"

    training: Annotated[Training, "A training of one run."]

    @property
    def run(self) -> Run:
        """The run that it is about."""
        (run,) = self.training.runs
        return run

    @abstractmethod
    def compute(self, report: Report) -> Any:
        """Computes it, in a process that has torch.

        Args:
            report: is given what makes the part that is known so far, often.

        Raises:
            ValueError: it cannot be computed; the message says why.
        """

    @abstractmethod
    def write(self, result: Any) -> bytes:
        """A result as bytes, with all its bits."""

    @abstractmethod
    def read(self, content: bytes) -> Any:
        """The result that `write` wrote.

        Raises:
            ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile: these are no bytes of a result.
        """

    def write_part(self, part: Any) -> bytes:
        """What is known so far as bytes; it is what the result is, unless a job says something else."""
        return self.write(part)

    def read_part(self, content: bytes) -> Any:
        """What `write_part` wrote."""
        return self.read(content)

    def part_of(self, result: Any) -> Any:
        """What is known at the end, as it was told before."""
        return result

    def ended(self, result: Any) -> str:
        """How it ended, as a sentence; empty where there is nothing to say."""
        return ""

    @abstractmethod
    def how_far(self, part: Any) -> str:
        """When it ended, in words, where no more is known than a part; None is nothing."""

    @property
    def nameless(self) -> "Job":
        """What computes the same, whatever its run is called."""
        return replace(self, training=alone(self.training, self.run))


def alone(training: Training, run: Run) -> Training:
    """The training of one run of a training, which takes the same steps there; its name does not matter."""
    return replace(training, runs=(replace(run, name=""),))


def fields_to_bytes(value: Any, without: tuple[str, ...] = ()) -> bytes:
    """The fields of a dataclass, arrays and what JSON knows, but for some."""
    known = {field.name: getattr(value, field.name) for field in fields(value) if field.name not in without}
    arrays = {name: one for name, one in known.items() if isinstance(one, np.ndarray)}
    return packed({name: one for name, one in known.items() if name not in arrays}, arrays)


def fields_from_bytes(content: bytes) -> dict[str, Any]:
    """The fields that `fields_to_bytes` wrote; tuples come as lists."""
    told, arrays = unpacked(content)
    return told | arrays


def packed(told: Mapping[str, Any], arrays: Mapping[str, Any]) -> bytes:
    """Plain data and arrays, by names, as bytes without pickles."""
    file, content = io.BytesIO(), dict(arrays)
    content[_TOLD] = np.frombuffer(json.dumps(told).encode(), np.uint8)
    np.savez(file, **content)
    return file.getvalue()


def unpacked(content: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `packed` wrote."""
    arrays = arrays_in(content)
    told: dict[str, Any] = json.loads(arrays.pop(_TOLD).tobytes())
    return told, arrays
