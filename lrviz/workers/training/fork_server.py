"""A process that has torch loaded, and forks one process for each run: it begins at once, and ends by itself.

It hears of its server through one socket, and each run through a socket of its own. Where a socket ends, the server is
gone, and so is whoever heard through it.
"""

import gc
import os
import select
import signal
import socket
import struct
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from lrviz.workers.priority import step_back
from lrviz.workers.training.messages import Kind, framed, next_message
from lrviz.workers.training.trainer import work
from lrviz.workers.training.warming import warm_up

ORDER = struct.Struct("<i")
"""What the server says: 0 to fork a process, for whom it sends a socket along, or the process that is to be killed."""

_LOOK = 0.1
"""Seconds between two looks at whether the server is there, while torch is loaded."""


class _SocketLine:
    """The way from one run to the server."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line

    def tell(self, kind: Kind, body: bytes = b"") -> None:
        """Sends a message, and waits until the server takes it."""
        self._line.sendall(framed(kind, body))

    def stopped(self) -> bool:
        """Whether the server has ended its side: nothing but an end can come from there."""
        return bool(select.select([self._line], [], [], 0)[0])


def main(descriptor: int) -> None:
    """Serves until the server is gone.

    Args:
        descriptor: of the socket to the server.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever ends the server by the keyboard ends this by its socket
    control = socket.socket(fileno=descriptor)
    with _leaving_with(control):
        warm_up()
    gc.collect()
    gc.freeze()  # the memory that processes share stays shared
    _ForkServer(control).serve()


@contextmanager
def _leaving_with(control: socket.socket) -> Iterator[None]:
    """Ends this process where the server goes meanwhile; afterwards there is one thread only, as a fork needs it."""
    ready = threading.Event()

    def look() -> None:
        while not ready.wait(_LOOK):
            with suppress(BlockingIOError):
                if not control.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT):
                    os._exit(0)

    watch = threading.Thread(target=look)
    watch.start()
    try:
        yield
    finally:
        ready.set()
        watch.join()


class _ForkServer:
    """Forks, kills and reaps processes."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._children: set[int] = set()
        self._wakeup, self._waker = os.pipe()
        os.set_blocking(self._waker, False)
        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def serve(self) -> None:
        """Does what the server says until it is gone; then nothing is left."""
        there = True
        while there:
            ready, _, _ = select.select([self._control.fileno(), self._wakeup], [], [])
            if self._wakeup in ready:
                os.read(self._wakeup, 512)
                self._reap()
            if self._control.fileno() in ready:
                there = self._obey()
        for process in self._children:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)

    def _reap(self) -> None:
        while self._children:
            process, _ = os.waitpid(-1, os.WNOHANG)
            if not process:
                return
            self._children.discard(process)

    def _obey(self) -> bool:
        """Whether the server is still there."""
        try:
            order, lines, _, _ = socket.recv_fds(self._control, ORDER.size, 1)
        except OSError:
            return False
        if len(order) < ORDER.size:
            return False
        (process,) = ORDER.unpack(order)
        if process in self._children:
            os.kill(process, signal.SIGKILL)
        for descriptor in lines:
            self._fork(socket.socket(fileno=descriptor))
        return True

    def _fork(self, line: socket.socket) -> None:
        try:
            process = os.fork()
        except OSError:  # too many processes, or no memory: the server sees the line end
            line.close()
            return
        if process:
            line.close()
            self._children.add(process)
            return
        code = 1
        try:
            self._become_trainer(line)
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)

    def _become_trainer(self, line: socket.socket) -> None:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._control.close()
        os.close(self._wakeup)
        os.close(self._waker)
        step_back()
        with suppress(OSError):  # the server is gone
            asked = next_message(line.makefile("rb"))
            if asked is not None:
                work(_SocketLine(line), asked[1])
