"""Writes what builds an optimizer, a scheduler or a function as lines to be copied into a script."""

from collections.abc import Sequence

from lrviz.export.layout import definitions, laid_out, snippet
from lrviz.objectives import Objective
from lrviz.source import Code


def assembled(names: Sequence[str], codes: Sequence[Code]) -> str:
    """Lines that give each of some code a name, behind what it needs: packages, imports, functions and classes."""
    packages = dict.fromkeys(code.package for code in codes if code.package not in ("", "torch"))
    built = [laid_out(f"{name} = {code.expression}").strip("\n") for name, code in zip(names, codes, strict=True)]
    text = snippet([*definitions(codes), "\n".join(built)], codes)
    return "\n".join([*(f"# pip install {package}" for package in packages), text])


def function_code(objective: Objective) -> str:
    """A function of two tensors, and of the step where it moves, behind the imports that it needs."""
    return snippet([laid_out(objective.torch_code())])
