"""Made-up formulas of functions and schedules, most of them nearly right."""

from hypothesis import strategies as st

from lrviz import Run, Scene, simulate, to_pytorch
from lrviz.formulas import ARGUMENTS, CONSTANTS, parse
from lrviz.objectives import Formula
from lrviz.optimizers import SGD
from lrviz.schedules import LambdaLR, MultiplicativeLR, Schedule
from tests.fuzz.hunting import Kind, refusing
from tests.fuzz.texts import marred

NAMES = ("x", "y", "t", *CONSTANTS)
PLACES = [-1e200, -3.0, -1.0, -0.0, 0.0, 1e-300, 0.5, 1.0, 3.0, 1e200]

NUMBERS = st.one_of(
    st.integers(-3, 9).map(str),
    st.floats(-1e3, 1e3).map(repr),
    st.sampled_from(
        ["1e400", "1e-400", ".5", "5.", "0", "00", "1_0", "1e", "1e308", "9" * 40, "0x1", "1j", "nan", "inf"]
    ),
)


def _operations(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    joined = st.tuples(parts, st.sampled_from(["+", "-", "*", "/", "**", " - ", "**-"]), parts).map("".join)
    calls = st.builds(
        lambda name, given: f"{name}({', '.join(given)})",
        st.sampled_from([*ARGUMENTS, "sinh"]),
        st.lists(parts, min_size=1, max_size=3),
    )
    return st.one_of(joined, joined.map("({})".format), parts.map("-{}".format), calls)


WRITTEN = st.recursive(NUMBERS | st.sampled_from(NAMES), _operations, max_leaves=12)
CASES = st.one_of(WRITTEN, WRITTEN, marred(WRITTEN), st.text(max_size=30))


def run(text: str) -> None:
    """Reads a formula as a schedule's and as a function's, and does with each what a page does."""
    for kind in (LambdaLR, MultiplicativeLR):
        with refusing():
            _schedule(kind(formula=text))
    _function(text)


def _schedule(schedule: Schedule) -> None:
    with refusing():
        schedule.rates(0.1, 60)
    compile(to_pytorch(Scene(Formula(), steps=20, runs=(Run(SGD(), schedule),))), "schedule", "exec")


def _function(text: str) -> None:
    function = Formula(text)
    for evaluated in (function.value, function.gradient, function.hessian):
        evaluated(PLACES, PLACES[::-1])
    parse(text, ("x", "y")).latex()
    assert function.program is not None
    assert function.critical_points is not None
    scene = Scene(function, steps=20, runs=(Run(SGD(lr=0.1)),))
    for path in simulate(scene):
        assert path.outcome.sentence
    compile(to_pytorch(scene), "function", "exec")


KIND = Kind(CASES, run)
