"""Finished blocks on disk, so that an interrupted sweep is resumed where it was."""

import io
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Self

import numpy as np

from lrviz.archives import arrays_in
from lrviz.hyperparameters import HyperparameterError
from lrviz.sweeps.build import Build, build_of, identity
from lrviz.sweeps.engine import Measured
from lrviz.sweeps.lock import HeldError, Lock
from lrviz.sweeps.measures import MEASURES
from lrviz.sweeps.sweep import Sweep

_DESCRIPTION, _LOCK, _PART = "sweep.json", "lock", ".part"
_UNREADABLE = (OSError, ValueError, TypeError, KeyError, EOFError, RuntimeError, zipfile.BadZipFile)


class Store:
    """A folder of finished blocks beside the file that the results will be written to.

    Each block is a file of its own that appears whole or not at all. Its name begins with the sweep's identity, so
    that blocks of two sweeps never mix. One sweep at a time has the folder open; `with` closes it in the end.

    Attributes:
        folder: the folder, `out` with ".blocks" behind its name.
    """

    def __init__(self, out: Path, sweep: Sweep) -> None:
        self.folder = out.with_name(out.name + ".blocks")
        self._out, self._sweep, self._identity = out, sweep, identity(sweep)
        self._lock: Lock | None = None

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def begun(self) -> bool:
        """Whether there are finished blocks, of this sweep or of another."""
        return any(self.folder.glob("*.npz"))

    def open(self) -> None:
        """Makes the folder, or checks that it belongs to this sweep and this build.

        Raises:
            ValueError: another sweep has it open; it belongs to another sweep or another build, and the message says
                which; or it is no such folder at all.
            OSError: the folder cannot be made.
        """
        if self.folder.exists() and not self.begun and not self._empty:
            raise HyperparameterError(f"{self.folder} must be a folder of finished blocks, got something else")
        self._lock = self._locked()
        try:
            if self.begun:
                self._check()
            else:
                self._describe()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Lets other sweeps open the folder, which is deleted if it holds no block."""
        if self._lock is None:
            return
        if self.begun:
            self._lock.release()
            self._lock = None
        else:
            self.remove()

    def _locked(self) -> Lock:
        while True:
            self.folder.mkdir(exist_ok=True)
            try:
                return Lock(self.folder / _LOCK)
            except FileNotFoundError:  # another sweep has just ended, and has deleted the folder
                continue
            except HeldError as error:
                raise HyperparameterError(
                    f"another sweep is writing {self._out} now ({error}): wait until it has ended, "
                    "or write to another file"
                ) from None

    def _describe(self) -> None:
        build, sweep = asdict(build_of(self._sweep)), self._sweep.to_dict()
        described = {"identity": self._identity, "build": build, "sweep": sweep}
        self._write(_DESCRIPTION, json.dumps(described, indent=1).encode())

    @property
    def _empty(self) -> bool:
        """Whether the folder holds nothing but what a sweep leaves that ended before its first block."""
        if not self.folder.is_dir():
            return False
        return all(path.name in (_DESCRIPTION, _LOCK) or path.suffix == _PART for path in self.folder.iterdir())

    def _check(self) -> None:
        try:
            described = json.loads((self.folder / _DESCRIPTION).read_text(encoding="utf-8"))
            kept, build = described["identity"], Build(**described["build"])
        except _UNREADABLE:
            raise HyperparameterError(f"{self.folder / _DESCRIPTION} must describe a sweep, got other text") from None
        if kept == self._identity:
            return
        mine, other = json.loads(json.dumps(self._sweep.to_dict())), described.get("sweep")
        names = [name for name in mine if not isinstance(other, dict) or other.get(name) != mine[name]]
        reasons = [f"other {' and '.join(names)}"] * bool(names) + [*build_of(self._sweep).differences(build)]
        raise HyperparameterError(
            f"{self.folder} must hold blocks of this very sweep, got those of another one ({'; '.join(reasons)}): "
            "write to another file, or delete the folder"
        )

    def finished(self) -> Iterator[Measured]:
        """The blocks on disk; a file that is damaged or half written counts as none."""
        for path in sorted(self.folder.glob(f"{self._identity[:16]}-*.npz")):
            try:
                measured = _read(path)
            except _UNREADABLE:
                continue
            if self._fits(measured):
                yield measured

    def _fits(self, measured: Measured) -> bool:
        cells, shape = measured.cells, (len(measured.cells), self._sweep.seeds)
        inside = len(cells) > 0 and cells.min() >= 0 and cells.max() < self._sweep.cells
        same = set(measured.values) == set(MEASURES)
        return bool(inside and same and all(value.shape == shape for value in measured.values.values()))

    def keep(self, measured: Measured) -> None:
        """Writes a finished block; writing it again changes nothing.

        Raises:
            OSError: the disk is full, or the folder is gone.
        """
        first, count = int(measured.cells[0]), len(measured.cells)
        self._write(f"{self._identity[:16]}-{first}-{count}.npz", _written(measured))

    def _write(self, name: str, content: bytes) -> None:
        """Writes a file that appears whole or not at all."""
        try:
            self._put(name, content)
        except FileNotFoundError:
            raise FileNotFoundError(
                f"{self.folder} was deleted while this sweep was writing there, by somebody or by another sweep that "
                f"has finished {self._out}: start this one again, into another file if that one is there"
            ) from None

    def _put(self, name: str, content: bytes) -> None:
        handle, temporary = tempfile.mkstemp(suffix=_PART, dir=self.folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self.folder / name)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    def remove(self) -> None:
        """Deletes the folder with all blocks, and lets other sweeps begin there."""
        for pattern in ("*.npz", f"*{_PART}", _DESCRIPTION):
            for path in self.folder.glob(pattern):
                path.unlink(missing_ok=True)
        if self._lock is not None:
            self._lock.discard()
            self._lock = None
        with suppress(OSError):  # gone already, or another sweep has begun there
            self.folder.rmdir()


def _written(measured: Measured) -> bytes:
    """A block as a numpy archive, without pickles."""
    told = {"index": measured.index, "measures": list(measured.values), "refusals": measured.refusals}
    file = io.BytesIO()
    values = np.stack(list(measured.values.values()))
    np.savez(file, cells=measured.cells, values=values, told=np.array(json.dumps(told)))
    return file.getvalue()


def _read(path: Path) -> Measured:
    arrays = arrays_in(path.read_bytes())
    cells, values, told = arrays["cells"], arrays["values"], json.loads(str(arrays["told"]))
    refusals = {int(cell): str(why) for cell, why in told["refusals"].items()}
    return Measured(int(told["index"]), cells, dict(zip(told["measures"], values, strict=True)), refusals)
