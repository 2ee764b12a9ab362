"""The stated stability limits against the spectral radius of each rule's own linear recursion."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz import Run, Scene, simulate
from lrviz.arithmetic import FLOATS
from lrviz.hyperparameters import Hyperparameter, hyperparameters
from lrviz.objectives import OBJECTIVES, Himmelblau, Quadratic, Rosenbrock, Saddle
from lrviz.optimizers import ASGD, OPTIMIZERS, SGD, Adam, AdamW, Lion, Rule
from lrviz.schedules import OneCycleLR
from lrviz.simulate.ingredients import ingredients
from lrviz.simulate.stability import follows_state, stability

SIZES = {
    "second moment": 4.0,
    "largest second moment": 9.0,
    "belief": 4.0,
    "largest belief": 9.0,
    "infinity norm": 2.0,
    "sum of squares": 4.0,
}
"""State that sets the preconditioner: held at these values while the recursion is examined."""
FROZEN = {*SIZES, "product of momenta", "largest rate", "sum of weights", "averaging weight", "step size"}
TINY = 1e-7
RULES = [optimizer for optimizer in OPTIMIZERS if issubclass(optimizer, Rule)]


def has_limit(rule):
    _, state = rule.update(1.0, 1.0, rule.begin(1.0, FLOATS), 0.1, 1, FLOATS)
    return rule.preconditioner(state, 1, FLOATS) is not None


LIMITED = [rule for rule in RULES if has_limit(rule())]


def settled(rule, lr, step):
    """The state of both coordinates before `step`, after a life at the minimum, with a preconditioner of our choice."""
    states = []
    for factor in (1.0, 3.0):
        state = rule.begin(0.0, FLOATS)
        for earlier in range(1, step):
            _, state = rule.update(0.0, 0.0, state, lr, earlier, FLOATS)
        named = zip(rule.state_names, state, strict=True)
        states.append(tuple(factor * SIZES[name] if name in SIZES else part for name, part in named))
    return states


def radius(rule, hessian, lr, step):
    """Spectral radius of the rule's step on f = θᵀHθ/2, taken from `update` itself, one tiny basis vector at a time."""
    states = settled(rule, lr, step)
    living = [index for index, name in enumerate(rule.state_names) if name not in FROZEN]
    columns = []
    for basis in np.eye(2 * (1 + len(living))) * TINY:
        vector = basis.reshape(2, -1).tolist()
        gradient = (hessian @ basis.reshape(2, -1)[:, 0]).tolist()
        column = []
        for axis in (0, 1):
            state = list(states[axis])
            for place, index in enumerate(living):
                state[index] = vector[axis][1 + place]
            theta, after = rule.update(vector[axis][0], gradient[axis], tuple(state), lr, step, FLOATS)
            column += [theta, *(after[index] for index in living)]
        columns.append(np.array(column) / TINY)
    matrix = np.array(columns).T
    used = [row for row in range(len(matrix)) if not np.array_equal(matrix[row], np.eye(len(matrix))[row])]
    return np.abs(np.linalg.eigvals(matrix[np.ix_(used, used)])).max()


def largest_stable_rate(make, hessian, step):
    """By bisection; inf where nothing ever grows."""
    high = 1e-5
    while radius(make(high), hessian, high, step) <= 1 + 1e-6:
        high *= 4
        if high > 1e9:
            return np.inf
    low = high / 4
    for _ in range(14):  # to 2 in 10,000
        middle = (low + high) / 2
        stable = radius(make(middle), hessian, middle, step) <= 1 + 1e-6
        low, high = (middle, high) if stable else (low, middle)
    return low


def stated(rule, quadratic, lr, step):
    after = [rule.update(0.0, 0.0, state, lr, step, FLOATS)[1] for state in settled(rule, lr, step)]
    states = np.array([after] * step)
    return stability(quadratic, rule, np.zeros((step + 1, 2)), states, None).limits[-1]


def values(parameter: Hyperparameter):
    if parameter.kind is bool:
        return st.booleans()
    if parameter.kind is int:
        return st.integers(int(parameter.range.low), 30)
    low, high = parameter.range.usual or (parameter.range.low, parameter.range.high)
    if parameter.name in ("alpha", "rho", "beta2", "beta3", "beta1", "momentum", "dampening"):
        low, high = 0.05, 0.99  # at 0 the state that is frozen here would be forgotten; at 1 nothing decays
    return st.floats(low, high)


@st.composite
def instances(draw, rule):
    chosen = {p.name: draw(values(p)) for p in hyperparameters(rule) if p.name not in ("lr", "maximize")}
    if chosen.get("nesterov"):
        chosen["dampening"] = 0.0
    return rule(**chosen)


@pytest.mark.parametrize("rule", LIMITED, ids=lambda rule: rule.__name__)
@settings(max_examples=8, deadline=None, derandomize=True)
@given(data=st.data())
def test_limit_is_where_the_spectral_radius_passes_one(rule, data):
    instance = data.draw(st.one_of(st.just(rule()), instances(rule)))
    quadratic = Quadratic(condition=data.draw(st.sampled_from((1.0, 7.0, 50.0))), angle=data.draw(st.floats(0, 90)))
    step = data.draw(st.sampled_from((2, 7, 60)))
    hessian = quadratic.hessian(0.0, 0.0)
    rate = largest_stable_rate(lambda lr: replace(instance, lr=lr) if lr <= 1e4 else instance, hessian, step)
    if rate > 1e4:
        assert stated(replace(instance, lr=1e4), quadratic, 1e4, step) > 1e4
    else:
        assert stated(replace(instance, lr=rate), quadratic, rate, step) == pytest.approx(rate, rel=2e-3)


@pytest.mark.parametrize("rule", LIMITED, ids=lambda rule: rule.__name__)
@settings(max_examples=8, deadline=None, derandomize=True)
@given(data=st.data())
def test_the_numerator_is_spelt_as_it_is_computed(rule, data):
    instance = data.draw(st.one_of(st.just(rule()), instances(rule)))
    spelt = eval(instance.stability_numerator, {}, vars(instance))
    assert spelt == pytest.approx(instance.stability_factor(7, FLOATS))


def test_the_ingredients_are_those_of_the_run():
    cycle = Run(SGD(), OneCycleLR(max_lr=0.01, total_steps=30))
    plain, cycled, climbing, adam, decayed, sign = (
        ingredients(path_of(Quadratic(), run, 30))
        for run in (SGD(), cycle, SGD(maximize=True), Adam(), AdamW(), Lion())
    )
    curvature = "the largest curvature of the function where the run is"
    assert plain == ("2", curvature)
    assert cycled == ("2 + 2·momentum", curvature)
    assert climbing == ("2", "the largest curvature of the function turned upside down where the run is")
    scaled = f"{curvature}, in coordinates scaled by what {{}} in effect divides the gradient by"
    assert adam == ("(2 + 2·β₁) / (1 − β₁)", scaled.format("Adam"))
    assert decayed == (adam.numerator, f"{scaled.format('AdamW')}, with weight decay counted in")
    assert sign is None


def path_of(objective, run, steps, **settings):
    run = run if isinstance(run, Run) else Run(run)
    return simulate(Scene(objective, steps=steps, runs=(run,), **settings))[0]


def hessians_along(path):
    return np.moveaxis(path.objective.hessian(*path.points[:-1].T), -1, 0)


@pytest.mark.parametrize(
    ("factor", "settings"),
    [
        (2.0, {}),
        (3.8, {"momentum": 0.9}),
        (7.6, {"momentum": 0.9, "dampening": 0.5}),
        (3.8 / 2.8, {"momentum": 0.9, "nesterov": True}),
    ],
)
def test_known_forms(factor, settings):
    for objective in (Quadratic(condition=50.0, angle=30.0), Rosenbrock()):
        path = path_of(objective, SGD(lr=1e-4, **settings), 20)
        assert path.limits == pytest.approx(factor / np.linalg.eigvalsh(hessians_along(path))[:, 1])
        assert path.limit_factors == pytest.approx(factor)


def test_adam_has_the_limit_of_cohen_et_al():
    optimizer = Adam(lr=0.01, beta1=0.8, beta2=0.9)
    path = path_of(Rosenbrock(), optimizer, 50)
    steps = np.arange(1, 51)[:, None]
    root = np.sqrt(path.states["second moment"] / (1 - 0.9**steps)) + optimizer.eps
    scale = ((1 - 0.8**steps) * root) ** -0.5
    preconditioned = scale[:, :, None] * hessians_along(path) * scale[:, None, :]
    assert path.limits == pytest.approx(3.6 / 0.2 / np.linalg.eigvalsh(preconditioned)[:, 1])


def test_a_schedule_that_cycles_momentum_moves_the_limit():
    path = path_of(Quadratic(condition=10.0), Run(SGD(momentum=0.9), OneCycleLR(max_lr=0.01, total_steps=30)), 30)
    assert np.ptp(path.momenta) > 0.05
    assert path.limits == pytest.approx((2 + 2 * path.momenta) / 10)


def test_there_is_no_limit_where_nothing_curves_upwards_and_climbing_turns_the_function_over():
    climber = SGD(lr=0.1, maximize=True)
    assert (path_of(Himmelblau(), SGD(lr=1e-4), 3, start=(-0.3, -0.9)).limits == np.inf).all()
    assert (path_of(Quadratic(condition=5.0), climber, 3).limits == np.inf).all()
    assert path_of(Saddle(), climber, 3, start=(1e-3, 1.0)).limits == pytest.approx(2 / 2)


def test_decoupled_decay_lowers_the_limit_and_a_penalty_joins_the_curvature():
    path = path_of(Quadratic(condition=5.0), SGD(lr=0.1, weight_decay=3.0), 3)
    assert path.limits == pytest.approx(2 / (5 + 3))
    free, decayed = (path_of(Quadratic(), AdamW(weight_decay=decay), 1).limits[0] for decay in (0.0, 2.0))
    assert 1 / decayed == pytest.approx(1 / free + 2.0 / 2)


def test_nothing_is_stated_after_the_end_of_a_run():
    path = path_of(Quadratic(condition=100.0), SGD(lr=1.0), 400)
    assert path.finite_steps < 300
    assert path.limits[: path.finite_steps] == pytest.approx(0.02)
    assert np.isnan(path.limits[path.finite_steps + 1 :]).all()


@pytest.mark.parametrize("objective", OBJECTIVES, ids=lambda objective: objective.__name__)
def test_limits_are_positive_or_unknown(objective):
    rules = RULES[OBJECTIVES.index(objective) % 3 :: 3]
    for path in simulate(Scene(objective(), steps=30, noise=0.1, runs=tuple(Run(rule(lr=0.1)) for rule in rules))):
        assert path.limits.shape == (30,)
        assert (np.isnan(path.limits) | (path.limits > 0)).all(), path.run.label
        assert np.isnan(path.limits).all() or type(path.run.optimizer) in LIMITED


def test_rules_without_a_memory_of_gradients_have_one_limit_at_a_point():
    assert [kind for kind in RULES if not follows_state(kind())] == [SGD, ASGD]
