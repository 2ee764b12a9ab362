"""One kind's process: `python -m tests.fuzz.hunt KIND SECONDS SEED FOLDER` leaves its report in the folder."""

import json
import sys
import time
import warnings
from contextlib import suppress
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from tests.fuzz.hunting import Hunt

ROOM = 3_000_000_000
"""Bytes beside those of its start that the process may ask for."""


def bounded() -> None:
    """Bounds what the process may ask for, where the system can: who asks for more gets a MemoryError."""
    with suppress(ImportError, OSError, ValueError):
        resource = import_module("resource")
        own = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (own + ROOM, resource.RLIM_INFINITY))


def main(kind: str, seconds: str, seed: str, folder: str) -> None:
    """Runs cases and writes the report."""
    warnings.simplefilter("error")
    known = import_module(f"tests.fuzz.{kind}").KIND
    known.prepare()
    bounded()
    with open(Path(folder, "case"), "w+", encoding="utf-8", errors="backslashreplace") as last:

        def note(words: str) -> None:
            last.seek(0)
            last.write(words)
            last.truncate()
            last.flush()

        hunt, began = Hunt(known, note), time.monotonic()
        hunt.go(float(seconds), int(seed))
    report = {
        "cases": hunt.cases,
        "seconds": time.monotonic() - began,
        "memory": hunt.memory,
        "finds": [asdict(find) for find in hunt.finds.values()],
    }
    Path(folder, "report").write_text(json.dumps(report), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
