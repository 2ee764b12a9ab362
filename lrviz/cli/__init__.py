"""The console command `lrviz`: it starts the app, or one of its other commands."""

import sys
from collections.abc import Sequence
from importlib import import_module

_COMMANDS = {name: f"lrviz.cli.{name}" for name in ("doctor", "examples", "reference", "sweep")} | {
    "bench": "lrviz.bench",
    "proxy-config": "lrviz.cli.proxy",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line.

    Args:
        arguments: without the program's name; None takes them from `sys.argv`.

    Returns:
        The exit code.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] in _COMMANDS:
        return int(import_module(_COMMANDS[given[0]]).main(given[1:]))
    return int(import_module("lrviz.cli.serve").main(given))
