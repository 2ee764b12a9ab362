"""Looks for what breaks: `python -m tests.fuzz` throws made-up formulas, links, logs and scenes at lrviz.

A find is what no visitor should meet: an error that is not a refusal in words, a page with a traceback, a case that
takes longer than its limit or ends the process, memory that grows. Each is printed with the shortest input that shows
it. Each kind of input has a process of its own, so that none can harm another.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
KINDS = ("formulas", "links", "logs", "pastes", "scenes")

_GRACE = 300.0
"""Seconds beside its share that a kind may take to start, to shorten what it found and to end."""


def main() -> int:
    """Prints what each kind has found; returns 1 where anything was found."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10.0, help="how long, for all kinds together (default 10)")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6), help="what is drawn")
    parser.add_argument("--kinds", nargs="*", choices=KINDS, default=KINDS, help="what is made up (default: all)")
    options = parser.parse_args()
    print(f"seed {options.seed}: repeat it with --seed {options.seed} --minutes {options.minutes:g}", flush=True)
    found = 0
    for kind in options.kinds:
        for report in reports(kind, 60 * options.minutes / len(options.kinds), options.seed):
            found += told(kind, report)
    print(f"\n{found} finds" if found else "\nnothing found", flush=True)
    return 1 if found else 0


def reports(kind: str, seconds: float, seed: int) -> Iterator[dict[str, Any]]:
    """What one kind's processes report; where one ends early, another goes on in its place."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        report, whole = _report(kind, left, seed)
        yield report
        if whole:
            return
        seed += 1_000_000


def _report(kind: str, seconds: float, seed: int) -> tuple[dict[str, Any], bool]:
    """What one process reports, and whether it came to its end."""
    with tempfile.TemporaryDirectory() as place:
        command = [sys.executable, "-m", "tests.fuzz.hunt", kind, str(seconds), str(seed), place]
        environment = os.environ | {"XDG_DATA_HOME": place, "LOCALAPPDATA": place, "OMP_NUM_THREADS": "1"}
        began = time.monotonic()
        with open(Path(place, "said"), "w+b") as said:
            with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said) as process:
                try:
                    process.wait(seconds + _GRACE)
                except subprocess.TimeoutExpired:
                    process.kill()
            told_in = Path(place, "report")
            if told_in.exists():
                report: dict[str, Any] = json.loads(told_in.read_text(encoding="utf-8"))
                return report, True
            case = Path(place, "case")
            words = case.read_text(encoding="utf-8", errors="replace") if case.exists() else "before the first case"
            said.seek(0)
            last = said.read()[-3000:].decode(errors="replace")
        find = {"what": f"the process ended with code {process.returncode}", "case": words, "where": last}
        return {"cases": 0, "seconds": time.monotonic() - began, "memory": None, "finds": [find]}, False


def told(kind: str, report: dict[str, Any]) -> int:
    """Prints a report; returns how many finds it has."""
    pace = 60 * report["cases"] / max(report["seconds"], 1e-9)
    memory = "{:,.0f} to {:,.0f} MB".format(*report["memory"]) if report["memory"] else "memory unknown"
    print(
        f"\n{kind}: {report['cases']:,} cases, {pace:,.0f} a minute; {memory}; {len(report['finds'])} finds", flush=True
    )
    for find in report["finds"]:
        print(f"  {find['what']}\n    shortest input: {find['case']}\n    {find['where']}", flush=True)
    return len(report["finds"])


if __name__ == "__main__":
    sys.exit(main())
