"""Measures how soon 20 MB of a log are read, in every form that a tool writes.

`python -m tests.analysis.logs.speed`, in CPU time. The log of each tool is repeated until it is as long as may be.
Beside it stands the time to split the same text into lines and words, which no reader in Python can undercut by much.
"""

import argparse
import re
import time
from collections.abc import Callable

from lrviz.analysis.logs import MAX_BYTES, LogError, read_table
from tests.analysis.logs.tools import TOOLS, Tool


def _long(tool: Tool, size: int) -> bytes:
    """The tool's log, over and over, up to a size; an event file is repeated as it is, for its records have lengths."""
    written = tool.write()
    if isinstance(written, bytes):
        return (written * (size // len(written) + 1))[:size]
    head, _, body = written.partition("\n")
    if written.lstrip()[:1] in "[{" and written.rstrip()[-1:] in "]}" and "\n{" not in written:
        return written.encode()
    return (head + "\n" + body * (size // len(body.encode()) + 1)).encode()[:size].rsplit(b"\n", 1)[0]


def seconds(work: Callable[[], object]) -> float:
    """The CPU time of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Prints a line for each form."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="a part of the names of the tools that are measured")
    only = parser.parse_args().only
    print(f"{'form':44} {'MB':>6} {'seconds':>8} {'splitting':>11} {'left out':>9}")
    for name, tool in TOOLS.items():
        if not re.search(only, name, re.IGNORECASE):
            continue
        data = _long(tool, MAX_BYTES)
        told = ""
        try:
            log = read_table(data, tool.name)
            told = f"{len(log.left_out):,}"
            taken = seconds(lambda data=data, tool=tool: read_table(data, tool.name).run())  # type: ignore[misc]
        except LogError as error:
            taken, told = float("nan"), str(error)[:60]
        text = data.decode(errors="replace")
        plain = seconds(lambda text=text: sum(len(line.split()) for line in text.splitlines()))  # type: ignore[misc]
        print(f"{name:44} {len(data) / 1e6:6.1f} {taken:8.2f} {plain:11.2f} {told:>9}")


if __name__ == "__main__":
    main()
