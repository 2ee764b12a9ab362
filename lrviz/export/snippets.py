"""Writes what builds an optimizer, or a scheduler, as lines to be copied into a script."""

from collections.abc import Sequence

from lrviz.export.layout import assignments
from lrviz.source import Code


def assembled(names: Sequence[str], codes: Sequence[Code]) -> str:
    """Lines that give each of some code a name, behind what it needs: packages, imports, functions and classes."""
    packages = dict.fromkeys(code.package for code in codes if code.package not in ("", "torch"))
    head = [f"# pip install {package}" for package in packages]
    return "\n".join([*head, assignments(names, codes)])
