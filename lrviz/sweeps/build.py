"""What the last bits of a sweep depend on: the code, the libraries and the processor."""

import hashlib
import math
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from lrviz.optimizers import Rule
from lrviz.sweeps.sweep import Sweep
from lrviz.version import __version__, version_of

_PACKAGE = Path(__file__).resolve().parents[1]
_SHOWS_ONLY = ("ui", "figures", "bench.py", "cli", "paths.py")
_ELEMENTARY = (np.exp, np.log, np.sin, np.cos, np.tanh, np.arctan, np.sqrt, np.cbrt)
_SCALAR = (math.exp, math.log, math.sin, math.cos, math.tanh, math.atan, math.sqrt, math.cbrt)


@dataclass(frozen=True)
class Build:
    """Two processes with equal builds compute the same bits.

    Attributes:
        lrviz: version of the package.
        source: digest of its source, without what only shows results.
        numpy: version of numpy.
        torch: version of torch; "" where the sweep does not run through torch.
        functions: digest of some values of the elementary functions, whose last bits depend on the processor.
    """

    lrviz: str
    source: str
    numpy: str
    torch: str
    functions: str

    def differences(self, other: "Build") -> tuple[str, ...]:
        """What differs, in words such as "numpy 2.0.0 instead of 2.4.1"; `other` is what was expected."""
        mine, theirs = asdict(self), asdict(other)
        return tuple(_difference(name, mine[name], theirs[name]) for name in mine if mine[name] != theirs[name])


def _difference(name: str, came: str, expected: str) -> str:
    words = {"source": "another source of lrviz", "functions": "other last bits of exp, sin, … (another processor)"}
    return words.get(name, f"{name} {came or 'without a version'} instead of {expected or 'none'}")


def build_of(sweep: Sweep) -> Build:
    """The build of this process, as far as it matters for a sweep."""
    through_torch = any(not isinstance(run.optimizer, Rule) for run in sweep.scene.runs)
    torch = version_of("torch") if through_torch else ""
    return Build(__version__, _source(), np.__version__, torch, _functions())


def identity(sweep: Sweep) -> str:
    """A digest that is equal for equal sweeps on equal builds, 64 hexadecimal digits."""
    told = f"{sweep.to_json()}\n{sorted(asdict(build_of(sweep)).items())}"
    return hashlib.sha256(told.encode()).hexdigest()


@lru_cache(maxsize=1)
def _source() -> str:
    digest = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*.py")):
        place = path.relative_to(_PACKAGE)
        if place.parts[0] not in _SHOWS_ONLY:
            digest.update(place.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


@lru_cache(maxsize=1)
def _functions() -> str:
    arguments = np.concatenate([np.geomspace(1e-6, 30.0, 501), np.linspace(0.1, 9.7, 502)])
    digest = hashlib.sha256()
    for elementary in _ELEMENTARY:
        digest.update(elementary(arguments).tobytes())
    digest.update(np.power(arguments, 1.7).tobytes())
    for scalar in _SCALAR:
        digest.update(np.array([scalar(value) for value in arguments.tolist()]).tobytes())
    return digest.hexdigest()[:16]
