"""The server's side of the processes that compute."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Any, Protocol

from lrviz.workers.training.fork_server import ORDER
from lrviz.workers.training.messages import ENDS, Kind, framed, next_message

_PATIENCE = 2.0
"""Seconds that a process has to end by itself."""


class Trainer(Protocol):
    """One job in another process."""

    def messages(self) -> Iterator[tuple[Kind, bytes]]:
        """What it tells, to the end; without one of `ENDS` where its process has ended before."""

    def stop(self) -> None:
        """Asks it to end."""

    def kill(self) -> None:
        """Ends its process; `messages` ends then."""


class Processes(Protocol):
    """What begins jobs.

    Attributes:
        places: how many run at once.
    """

    places: int

    def prepare(self) -> None:
        """Loads torch, so that the next run begins at once; returns before it is loaded."""

    def begin(self, asked: bytes) -> Trainer:
        """Begins a run.

        Raises:
            OSError: the system gives no process.
        """

    def close(self) -> None:
        """Ends all processes."""


def _python(code: str, **how: Any) -> subprocess.Popen[bytes]:
    """A Python process that imports from where this one does, and computes in one thread from its first operation."""
    places = os.pathsep.join(place or os.getcwd() for place in sys.path)
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": places}
    return subprocess.Popen([sys.executable, "-P", "-c", code], env=environment, **how)


class _ForkedTrainer:
    """A run in a process that was forked for it."""

    def __init__(self, line: socket.socket, processes: "ForkedProcesses") -> None:
        self._line, self._processes, self._process = line, processes, 0

    def messages(self) -> Iterator[tuple[Kind, bytes]]:
        with self._line, self._line.makefile("rb") as stream, suppress(OSError):
            while (message := next_message(stream)) is not None:
                if message[0] == Kind.BEGUN:
                    self._process = int(message[1])
                yield message

    def stop(self) -> None:
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_WR)

    def kill(self) -> None:
        if self._process:
            self._processes.order(self._process)
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)


class ForkedProcesses:
    """Begins each run in a process that a process with torch forks for it; where that has ended, another takes over."""

    places = 6

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def prepare(self) -> None:
        """Starts the process that forks."""
        with self._lock:
            self._opened()

    def begin(self, asked: bytes) -> Trainer:
        """Begins a run."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self._pass_on(theirs)
            except OSError:
                ours.close()
                raise
        with suppress(OSError):  # its process has ended, which is seen as soon as it is listened to
            ours.sendall(framed(Kind.ASKED, asked))
        return _ForkedTrainer(ours, self)

    def order(self, process: int) -> None:
        """Kills a process that was forked, if it lives."""
        with self._lock, suppress(OSError):
            if self._control is not None:
                self._control.sendall(ORDER.pack(process))

    def close(self) -> None:
        """Ends the process that forks, and with it those that it has forked."""
        with self._lock:
            self._shut()

    def _pass_on(self, line: socket.socket) -> None:
        order = [ORDER.pack(0)]
        with self._lock:
            try:
                socket.send_fds(self._opened(), order, [line.fileno()])
            except OSError:  # somebody has ended the process since the last run
                self._shut()
                socket.send_fds(self._opened(), order, [line.fileno()])

    def _opened(self) -> socket.socket:
        if self._control is None:
            ours, theirs = socket.socketpair()
            with theirs:
                code = f"from lrviz.workers.training.fork_server import main; main({theirs.fileno()})"
                try:
                    self._process = _python(code, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()])
                except OSError:
                    ours.close()
                    raise
            self._control = ours
        return self._control

    def _shut(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            _end(self._process)
        self._control = self._process = None


class _WarmTrainer:
    """A run in the process that trains all."""

    def __init__(self, process: subprocess.Popen[bytes], asked: bytes) -> None:
        self._process = process
        self._say(Kind.ASKED, asked)

    def messages(self) -> Iterator[tuple[Kind, bytes]]:
        answers: IO[bytes] | None = self._process.stdout
        assert answers is not None
        while (message := next_message(answers)) is not None:
            yield message
            if message[0] in ENDS:
                return
        _end(self._process)  # it tells no more: the next run must not be asked of it

    def stop(self) -> None:
        self._say(Kind.STOP)

    def kill(self) -> None:
        self._process.kill()

    def _say(self, kind: Kind, body: bytes = b"") -> None:
        with suppress(OSError):  # its process has ended, which is seen as soon as it is listened to
            assert self._process.stdin is not None
            self._process.stdin.write(framed(kind, body))
            self._process.stdin.flush()


class WarmProcess:
    """Trains one run after the other in a process that has torch loaded; where that has ended, another takes over."""

    places = 1

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """Starts the process."""
        with self._lock:
            self._opened()

    def begin(self, asked: bytes) -> Trainer:
        """Begins a run."""
        with self._lock:
            return _WarmTrainer(self._opened(), asked)

    def close(self) -> None:
        """Ends the process."""
        with self._lock:
            self._shut()

    def _opened(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._shut()
            code = "from lrviz.workers.training.warm_worker import main; main()"
            self._process = _python(code, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self._process

    def _shut(self) -> None:
        if self._process is not None:
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            with suppress(OSError):
                self._process.stdin.close()
            _end(self._process)
            self._process.stdout.close()
        self._process = None


def _end(process: subprocess.Popen[bytes]) -> None:
    """Waits for a process that has lost its server, which ends it; kills one that does not see it."""
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
