"""The command `lrviz examples`: copies the examples, which Jupyter and editors open cell by cell, into a directory."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from lrviz.paths import examples

REFUSED = 2


def main(arguments: Sequence[str]) -> int:
    """Runs the command line without its first word; returns the exit code, 2 where nothing is copied."""
    known = argparse.ArgumentParser(prog="lrviz examples", description=__doc__)
    known.add_argument("directory", type=Path, metavar="DIR", help="where they go; it is made where it is missing")
    place: Path = known.parse_args(arguments).directory
    there = [place / file.name for file in examples() if (place / file.name).exists()]
    if there:
        named = ", ".join(str(file) for file in there)
        print(f"lrviz: nothing is copied, for this is there already: {named}", file=sys.stderr)
        return REFUSED
    try:
        place.mkdir(parents=True, exist_ok=True)
        for file in examples():
            (place / file.name).write_text(file.read_text("utf-8"), "utf-8")
            print(place / file.name)
    except OSError as error:
        print(f"lrviz: {place} cannot be written: {error.strerror}", file=sys.stderr)
        return REFUSED
    return 0
