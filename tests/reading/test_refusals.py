"""A text that cannot be read is refused in words, with the line and the column; none is ever run, none takes long."""

import ast
import inspect
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lrviz.reading
from lrviz.comparison import Plan
from lrviz.reading import LONGEST, PasteError, read_code
from lrviz.reading.libraries import LIBRARIES, Library
from tests.reading.test_forms import ACCELERATE, LIGHTNING, TRAINER
from tests.reading.test_functions import NANOGPT


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "There is no text."),
        (" \n\t", "There is no text."),
        ("x" * (LONGEST + 1), "at most 200,000 characters, got 200,001"),
        ("a\0b", "no zero bytes"),
        ("print('hello')", "No schedule was found"),
        ("opt = SGD(p, lr=0.1)\ns = StepLR(opt,", "Line 2, column 11: this is not Python: '(' was never closed."),
        ("s = StepLR(opt)", "Line 1, column 5: StepLR cannot be called so: missing a required argument: 'step_size'"),
        ("s = StepLR(opt, 3, gama=1)", "got an unexpected keyword argument 'gama'"),
        ("s = StepLR(opt, step_size=-3)", "StepLR.step_size must be an integer in [1, 1e+06], got -3"),
        ("s = StepLR(opt,\n   step_size='x')", "Line 2, column 14: step_size must be a whole number, got 'x'"),
        ("s = StepLR(opt, step_size=2.5)", "step_size must be a whole number, got 2.5"),
        ("s = StepLR(opt, step_size=float('nan'))", "step_size must be a whole number"),
        ("s = StepLR(opt, step_size=1e400)", "step_size must be a whole number, got inf"),
        ("s = StepLR(opt, step_size=10**10**10)", "step_size must be a whole number, got 10 ** 10 ** 10"),
        ("s = StepLR(opt, step_size=warmup)", "got warmup, whose value the text does not say"),
        ("x = x + 1\ns = StepLR(opt, step_size=x)", "whose value the text does not say"),
        ("s = SequentialLR(opt, [a, b], [5])", "must be one that is built in the text, got a"),
        ("s = CosineAnnealingLR(SGD(p, lr=-1), 5)", "Entry.lr must be"),
        ("s = get_scheduler('wavy', opt, 1, 2)", "got wavy"),
        ("TrainingArguments(lr_scheduler_type='cosine', max_steps=10**9)", "1 to 1,000,000 optimizer steps"),
        ('{"scheduler": {"type": "WarmupLR", }', "Line 1, column 36: this is not JSON"),
        ('{"scheduler": {"type": "Wave", "params": {}}}', "must be one of WarmupLR, WarmupDecayLR"),
        ('{"scheduler": {"type": "WarmupLR", "params": {"warmup_num_steps": "auto"}}}', 'is "auto"'),
        ('{"scheduler": {"type": "WarmupLR", "params": {"warmup_max_lr": NaN}}}', "must be a finite number"),
        ('{"a": 1}', "no configuration that is known"),
        ("[" * 5000, "Line 1"),
        ('{"a":' * 5000, "nested too deep"),
        ("python train.py --sched cosine --lr", "lr must be a finite number"),
        ("python train.py --sched 'cosine", "no command line: No closing quotation"),
        ("python train.py --sched cosine --lr 0.1 --lr-noise 0.4 0.9", "random noise is not drawn"),
        ("def get_lr(step):\n    return table[step]", "get_lr() cannot be read as a rate"),
    ],
)
def test_what_cannot_be_read_says_where_and_why(text: str, says: str) -> None:
    with pytest.raises(PasteError) as refusal:
        read_code(text)
    assert says in str(refusal.value)


def test_the_place_is_pointed_at() -> None:
    with pytest.raises(PasteError) as refusal:
        read_code("import torch\nscheduler = StepLR(optimizer, step_size=foo())\n")
    first, line, mark = str(refusal.value).splitlines()
    assert first.startswith("Line 2, column 41: ")
    assert line[mark.index("^") :].startswith("foo()")


HOSTILE = [
    "__import__('os').system('touch {mark}')\nStepLR(opt, 3)",
    "StepLR(opt, open('{mark}', 'w').write('x'))",
    "LambdaLR(opt, lambda t: open('{mark}', 'w').write('x'))",
    "StepLR(opt, step_size=eval(\"open('{mark}', 'w').write('x')\"))",
    "class A:\n    x = open('{mark}', 'w')\nStepLR(opt, 3)",
    "def get_lr(t, f=open('{mark}', 'w')):\n    return 1 / (t + 1)",
    '{{"scheduler": {{"type": "WarmupLR", "params": {{"warmup_type": "__import__(\'os\').mkdir(\'{mark}\')"}}}}}}',
    "python train.py --sched cosine --lr $(touch {mark}) `touch {mark}`",
    "lr0: !!python/object/apply:os.system ['touch {mark}']\nlrf: 0.1",
]


def read_or_refused(text: str) -> str:
    """Reads a text; what is said where it is refused."""
    try:
        assert read_code(text, Plan(200)).entries
    except PasteError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_text_is_run(text: str, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    read_or_refused(text.format(mark=mark))
    assert not mark.exists()


def test_the_room_has_nothing_that_runs_code() -> None:
    room = Path(lrviz.reading.__file__).parent
    calls = {
        node.func.id
        for path in room.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not calls & {"eval", "exec", "compile", "__import__", "open"}


TOWERS = [
    "StepLR(opt, " + "-" * 20_000 + "3)",
    "x = " + "+".join(["1"] * 30_000) + "\nStepLR(opt, x)",
    "a" + ".b" * 30_000,
    "(" * 150 + "StepLR(opt, 3)" + ")" * 150,
    "f(" * 90 + "StepLR(opt, 3)" + ")" * 90,
    "x = 9**9\n" + "x = x * x\n" * 2000 + "StepLR(opt, x)",
    "def f(t):\n    return " + "(t + " * 80 + "1" + ")" * 80 + "\nLambdaLR(opt, f)",
    "def f(t):\n"
    + "".join(f"    if t < {n}:\n        return {n}\n" for n in range(1, 300))
    + "    return 1\nLambdaLR(o, f)",
    "x = list(range(10**12))\nStepLR(opt, len(x))",
    "x = 'a' * 10**10\nStepLR(opt, x)",
    "StepLR(opt, 3)\n" * 3000,
    "if x:\n" + "".join(f"{' ' * n}if x:\n" for n in range(1, 90)) + " " * 90 + "StepLR(opt, 3)",
]


@pytest.mark.parametrize("text", TOWERS, ids=range(len(TOWERS)))
def test_towers_are_read_or_refused(text: str) -> None:
    assert len(read_or_refused(text)) < 1000


SOUND = [NANOGPT, ACCELERATE.format(""), LIGHTNING.format("[optimizer], [scheduler]"), *TRAINER.values()]
PIECES = st.sampled_from(
    ["(", ")", "[", "'", '"', "\\", "\n", ":", "=", "--", "1e999", "nan", "t", "lambda", "{", "}", "*"]
)


@settings(max_examples=80, derandomize=True)
@given(st.sampled_from(SOUND), st.integers(0, 400), st.integers(0, 12), PIECES)
def test_damaged_texts_are_read_or_refused(text: str, at: int, lost: int, put: str) -> None:
    at %= len(text)
    read_or_refused(text[:at] + put + text[at + lost :])


@settings(max_examples=60, derandomize=True)
@given(st.text(max_size=60) | st.text("StepLR(opt,3)={}[]\"':-\n lr0", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    read_or_refused(text)


STRANGE = [
    "0",
    "-1",
    "1e300",
    "1e-300",
    "None",
    "True",
    "'x'",
    "[]",
    "{}",
    "[1, 'x']",
    "{1: 'x'}",
    "unsaid",
    "[unsaid]",
    "0.5",
]
CALLS = sorted({name: call for library in LIBRARIES for name, call in library.calls.items()}.items())


@settings(max_examples=300, derandomize=True)
@given(st.data(), st.sampled_from(CALLS))
def test_calls_with_any_arguments_are_read_or_refused(data: st.DataObject, call: tuple[str, Any]) -> None:
    name, builder = call
    names = [one for one in inspect.signature(builder).parameters if one not in ("run", "optimizer", "others")]
    said = {one: data.draw(st.sampled_from(STRANGE)) for one in data.draw(st.sets(st.sampled_from(names or ["a"])))}
    read_or_refused(f"{name}(opt, {', '.join(f'{key}={value}' for key, value in said.items())})")


@settings(max_examples=150, derandomize=True)
@given(st.data(), st.sampled_from([library for library in LIBRARIES if library.configured]))
def test_settings_of_any_kind_are_read_or_refused(data: st.DataObject, library: Library) -> None:
    assert library.configured is not None
    names = [one for one in inspect.signature(library.configured).parameters if one not in ("run", "others")]
    said = {one: data.draw(st.sampled_from(STRANGE)) for one in data.draw(st.sets(st.sampled_from(names)))}
    said[min(library.keys)] = data.draw(st.sampled_from(STRANGE))
    read_or_refused("\n".join(f"{key}: {value}" for key, value in said.items()))
    read_or_refused(" ".join(["run", *(f"--{key} {value}" for key, value in said.items())]))
