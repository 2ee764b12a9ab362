"""`lrviz reference` tells every public name, and `help(lrviz)` leads to them."""

import re
from importlib import import_module

import pytest

import lrviz
from lrviz import cli
from lrviz.cli.reference import MODULES, names
from lrviz.hyperparameters import hyperparameters
from lrviz.optimizers import OPTIMIZERS, Adam


def said(arguments: list[str], capsys: pytest.CaptureFixture[str], code: int = 0) -> str:
    assert cli.main(["reference", *arguments]) == code
    told = capsys.readouterr()
    return told.err if code else told.out


def test_every_public_name_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said([], capsys).splitlines()
    known = {name for module in MODULES for name in import_module(module).__all__}
    assert {line.split()[0] for line in lines if line.startswith("  ")} == known
    whole = said(["--markdown"], capsys)
    assert {line[4:] for line in whole.splitlines() if line.startswith("### ")} == known
    assert whole.count("```") == 2 * len(list(names()))


def test_every_public_function_and_class_has_a_docstring() -> None:
    named = [(module, name, getattr(import_module(module), name)) for module, name in names()]
    bare = [name for _, name, value in named if isinstance(value, type) or hasattr(value, "__code__")]
    assert bare
    assert not [name for _, name, value in named if name in bare and not value.__doc__]


def test_one_name_is_told_with_its_fields_their_ranges_and_defaults(capsys: pytest.CaptureFixture[str]) -> None:
    told = said(["Adam"], capsys)
    assert told.startswith("lrviz.optimizers.Adam(lr=0.001, beta1=0.9")
    for field in hyperparameters(Adam):
        assert f"  {field.name}: {field.caption} ({field.allowed})" in told
    told = said(["MultiPower"], capsys)
    assert told.startswith("lrviz.forecasts.MultiPower(alpha=0.45")
    assert "Source: Luo et al., ICLR 2025, 2503.12811." in told
    assert said(["LAWS"], capsys).strip().endswith("MultiPower, Memory, PowerOfSteps")
    assert "metric=None)" in said(["lrviz.preview"], capsys).splitlines()[0]
    assert "Raises:" in said(["record"], capsys)
    assert all(kind.__name__ in said(["OPTIMIZERS"], capsys) for kind in OPTIMIZERS[:1])
    refused = said(["Adem"], capsys, code=2)
    assert "no name 'Adem' in lrviz; close to it: Adam" in refused


def test_help_leads() -> None:
    text = lrviz.__doc__ or ""
    for name in lrviz.__all__:
        assert re.search(rf"\b{name}\b", text), name
    example = text.split("A first example:\n\n")[1].split("\n\nOn the command line")[0]
    source = "\n".join(line.removeprefix("    ") for line in example.splitlines())
    known: dict[str, object] = {}
    exec(source, known)
    assert known["scene"]
