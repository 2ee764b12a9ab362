"""Several processes of the app behind one port: Caddy shares the visitors out, and each stays at its process."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

from lrviz.serving.orphans import Orphans
from lrviz.serving.proxy import caddy_for
from lrviz.serving.settings import SettingError, Settings
from lrviz.termination import Terminated, terminable

MOST = 64
"""The most workers of one machine."""

_COMMAND = (sys.executable, "-c", "import sys; from lrviz.cli import main; sys.exit(main())")
_HASTY = 20.0
"""Seconds: a worker that ends sooner would end again, and is not started anew."""

_GRACE = 10.0
"""Seconds that a process has to end when it is told to."""


def worker_count(text: str) -> int:
    """How many workers.

    Raises:
        SettingError: not a number, or too few or too many.
    """
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:6]) <= MOST:
        raise SettingError(f"workers must be a whole number in [1, {MOST}], got {text!r}")
    return int(text)


def caddy() -> str:
    """Where Caddy is.

    Raises:
        SettingError: nowhere.
    """
    found = shutil.which("caddy")
    if found is None:
        raise SettingError(
            "several workers need Caddy on the PATH, which keeps each visitor at one of them, got none: install it "
            "(apt-get install caddy), or start `lrviz --port …` several times behind a proxy of your own, whose "
            "configuration `lrviz proxy-config` prints"
        )
    return found


@dataclass
class _Worker:
    """One process of the app, which is started anew when it ends by accident."""

    arguments: Sequence[str]
    begun: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.process = subprocess.Popen([*_COMMAND, *self.arguments], stdout=subprocess.DEVNULL)

    def look_after(self) -> bool:
        """Starts it anew if it has ended; whether that makes sense."""
        if self.process.poll() is None:
            return True
        print(f"lrviz: a worker ended with code {self.process.returncode}", file=sys.stderr, flush=True)
        if time.monotonic() - self.begun < _HASTY:
            return False
        self.begun = time.monotonic()
        self.__post_init__()
        return True


def run(settings: Settings, count: int, arguments: Sequence[str], started: Callable[[], None]) -> int:
    """Serves with several workers until it is told to end; the exit code.

    Args:
        settings: where and how.
        count: how many workers.
        arguments: what each worker is told beside its own port.
        started: is called once the first worker answers.
    """
    proxy, ports = caddy(), _free_ports(count)
    with ExitStack() as ending:
        place = Path(ending.enter_context(TemporaryDirectory()))
        (place / "Caddyfile").write_text(caddy_for(settings.port, settings.host, ports, settings.base_path))
        ending.enter_context(terminable())
        orphans = ending.enter_context(Orphans())
        workers = [_Worker([*arguments, "--no-browser", "--host=127.0.0.1", f"--port={port}"]) for port in ports]
        ending.callback(_end_all, workers)
        command = [proxy, "run", "--config", str(place / "Caddyfile"), "--adapter", "caddyfile"]
        with open(place / "caddy.log", "wb") as log:
            front = ending.enter_context(subprocess.Popen(command, env=_homes(place), stdout=log, stderr=log))
        ending.callback(front.terminate)
        return _watch(workers, front, orphans, place / "caddy.log", _once_up(settings, started))


def _watch(
    workers: Sequence[_Worker], front: subprocess.Popen[bytes], orphans: Orphans, log: Path, look: Callable[[], None]
) -> int:
    try:
        while front.poll() is None:
            orphans.are([front.pid, *(worker.process.pid for worker in workers)])
            for worker in workers:
                if not worker.look_after():
                    return 1
            look()
            time.sleep(0.5)
    except (Terminated, KeyboardInterrupt):
        return 0
    print(f"lrviz: Caddy ended with code {front.returncode}:\n{log.read_text(errors='replace')}", file=sys.stderr)
    return 1


def _once_up(settings: Settings, started: Callable[[], None]) -> Callable[[], None]:
    """Calls `started` the first time that a worker answers behind the proxy."""
    waiting = [started]

    def look() -> None:
        try:
            if waiting:
                urlopen(f"{settings.address}/_stcore/health", timeout=1).close()
                waiting.pop()()
        except (URLError, OSError):
            return

    return look


def _end_all(workers: Sequence[_Worker]) -> None:
    for worker in workers:
        worker.process.terminate()
    for worker in workers:
        try:
            worker.process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            worker.process.kill()


def _free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def _homes(place: Path) -> dict[str, str]:
    """Caddy's environment: what it wants to write lies in a folder that goes away."""
    return os.environ | {name: str(place) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
