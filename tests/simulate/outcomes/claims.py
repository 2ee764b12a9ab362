"""Recomputes every claim that is made of a run from its points, losses and rates alone."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from lrviz import Scene, simulate
from lrviz.hyperparameters import HyperparameterError
from lrviz.simulate import Trajectory
from tests.simulate.outcomes.facts import Facts, last_loss, low_since, stays_near
from tests.simulate.outcomes.moving import check_follows, check_shifting


def is_stationary(facts: Facts, point, rank: str) -> bool:
    """Whether the function stops falling at a point: nothing around it is lower by more than the slope there allows."""
    if rank == "as_low_as_the_lowest":
        return True
    costs = around(facts, point)
    return bool(np.nanmin(costs) >= -0.05 * max(np.ptp(costs), abs(facts.objective.value(*point)) * 1e-12))


def above_since(facts: Facts, numbers, last: int) -> bool:
    """Whether the rate was above the limit at every step from one to another, and not at the step before."""
    first = numbers["since"] - 1
    above = facts.rates[first:last] > facts.limits[first:last]
    return bool(above.all() and (first == 0 or not facts.rates[first - 1] > facts.limits[first - 1]))


def left_at(facts: Facts, step: int) -> bool:
    """Whether the path is ten diagonals out, or beyond all numbers, from a step on, and was not before."""
    far = facts.away(facts.centre) / facts.diagonal > 10
    return bool(far[step:].all()) and (step <= 1 or not far[step - 1] or step == facts.steps)


def check_half_rate(facts: Facts, numbers, since: int) -> bool:
    """Runs the scene at half the rate."""
    (run,) = facts.scene.runs
    try:
        slower = replace(run, optimizer=replace(run.optimizer, lr=run.optimizer.lr / 2))
    except HyperparameterError:
        return False
    losses = simulate(replace(facts.scene, runs=(slower,)))[0].losses
    half = facts.steps // 2
    means = [facts.sign * (losses[s:].mean() - facts.losses[s:].mean()) for s in (since, half)]
    return facts.same(numbers["mean"], losses[since:].mean()) and max(means) < 0


def stationary_mean(facts: Facts, numbers) -> bool:
    """Whether the loss averages what is said from that very step on, without a trend and under a steady rate."""
    losses, rates = facts.losses[numbers["since"] :], facts.rates[numbers["since"] :]
    first, second = (half.mean() for half in np.array_split(facts.excess()[numbers["since"] :], 2))
    return (
        facts.same(numbers["mean"], losses.mean()) and 0.4 <= second / first <= 2.5 and rates.min() >= rates.max() / 2
    )


def repeats(facts: Facts, numbers) -> bool:
    """Whether the path comes back to its points after a period from a step on."""
    late, period = facts.points[numbers["since"] :], numbers["period"]
    size = np.ptp(facts.points[-3 * period :], axis=0).max()
    return len(late) > 2 * period and bool(np.abs(late[period:] - late[:-period]).max() <= 0.0101 * size)


def third_means(facts: Facts, numbers) -> bool:
    """Whether the means of the last third and of the third before are those that are said."""
    count = numbers["count"]
    late, before = facts.losses[-count:].mean(), facts.losses[-2 * count : -count].mean()
    return facts.same(numbers["late"], late, 1e-6) and facts.same(numbers["before"], before, 1e-6)


def check_pace(facts: Facts, numbers) -> bool:
    """Whether the excess falls by so many per cent at each step of the last tenth, on average."""
    lowest = facts.objective.minimum_value
    before, after = facts.losses[-facts.tail - 1] - lowest, facts.losses[-1] - lowest
    return math.isclose(before * (1 - numbers["percent"] / 100) ** facts.tail, after, rel_tol=1e-6) and after < before


def check_swing(facts: Facts, numbers) -> bool:
    """Whether each of the last moves turns back on the one before and is as long."""
    moves = np.diff(facts.points[-2 * (facts.steps // 3) :], axis=0)
    sizes = np.hypot(*moves.T)
    return bool(((moves[1:] * moves[:-1]).sum(axis=1) < 0).all()) and sizes.max() <= 1.02 * sizes.min()


def check_goal(facts: Facts, numbers) -> bool:
    """Whether a lowest minimum (a maximum for a climber) lies at the point, so far from the end."""
    return facts.same(numbers["distance"], math.dist(facts.points[-1], numbers["point"]), 1e-3) or (
        numbers["distance"] <= 1e-4 * facts.diagonal
    )


def check_goes_on(facts: Facts, numbers) -> bool:
    """Whether the loss is the last one, lower (higher for a climber) than all before."""
    costs = facts.costs()[np.isfinite(facts.costs())]
    return costs[-1] == costs.min() and left_at(facts, numbers["step"])


def check_left_again(facts: Facts, numbers) -> bool:
    """Whether it was as near as is said, and went as far away as is said afterwards."""
    gaps = facts.away(numbers["point"])
    near, far = gaps[numbers["step"]], gaps[numbers["step"] :].max()
    fine = 2e-5 * facts.diagonal
    return abs(near - numbers["near"]) <= fine and abs(far - numbers["far"]) <= fine and far > 3 * near


def strays(facts: Facts, numbers) -> bool:
    """Whether a run from one rounding error away is elsewhere from that step on."""
    return facts.path.sensitivity > 1e-9 and 0 <= numbers["since"] <= facts.steps


def balances(facts: Facts, numbers) -> bool:
    """Whether the path is at rest on a slope."""
    return stays_near(facts, facts.points[-1], numbers["step"]) and facts.slope(facts.points[-1]) > 0


def spans(facts: Facts, numbers) -> bool:
    """Whether the losses of the last third lie between these two."""
    late = facts.losses[-max(facts.steps // 3, 1) :]
    return numbers["least"] <= late.min() and numbers["most"] >= late.max()


def frozen(facts: Facts, numbers) -> bool:
    """Whether the rate ran out early, and the loss hardly changed afterwards."""
    late = facts.losses[numbers["gone"] - 1 :]
    told = facts.same(numbers["then"], late[0]) and facts.same(numbers["now"], late[-1])
    return told and low_since(facts, numbers["gone"]) and numbers["gone"] <= 0.8 * facts.steps


def around(facts: Facts, point) -> np.ndarray:
    """(32,): the costs on a small ring around a point, above the one in its middle."""
    angles = np.linspace(0, 2 * np.pi, 32, endpoint=False)
    ring = np.reshape(point, (2, 1)) + 5e-3 * facts.diagonal * np.stack((np.cos(angles), np.sin(angles)))
    return facts.sign * (facts.objective.value(*ring) - facts.objective.value(*point))


def holds(facts: Facts, numbers) -> bool:
    """Whether the place has the shape that it is said to have: a saddle, or a top (a bottom for a climber)."""
    costs = around(facts, facts.points[-1])
    return bool(costs.min() < 0 and (numbers["place"] != "saddle" or costs.max() > 0))


def turns(facts: Facts, numbers) -> bool:
    """Whether the path went about its middle in the last third instead of from one place to another."""
    moves = np.diff(facts.points[-(facts.steps // 3) - 1 :], axis=0)
    return bool(np.hypot(*moves.sum(axis=0)) <= 0.51 * np.hypot(*moves.T).sum())


def lower_somewhere(facts: Facts, numbers) -> bool:
    """Whether the window has a lower value than the end of the path."""
    x, y = np.meshgrid(*(np.linspace(*side, 101) for side in facts.objective.window))
    return bool(np.nanmin(facts.sign * facts.objective.value(x, y)) < facts.costs()[-1])


def rests_at_edge(facts: Facts, numbers) -> bool:
    """Whether the path rests on the edge of its box, and a step downhill would leave it."""
    end = facts.points[-1]
    low, high = np.array(facts.scene.box).T
    ahead = end - 1e-6 * facts.sign * facts.objective.gradient(*end)
    leaves = ((ahead < low) | (ahead > high)).any() and not ((end < low) | (end > high)).any()
    return bool(leaves) and stays_near(facts, end, numbers["step"]) and last_loss(facts, numbers)


def touched(facts: Facts, numbers) -> bool:
    """Whether so many points after the start lie on the edge of the box, and none beyond it."""
    low, high = np.array(facts.scene.box).T
    taken = facts.points[1:]
    inside = ((taken >= low) & (taken <= high)).all()
    return bool(inside) and ((taken <= low) | (taken >= high)).any(axis=1).sum() == numbers["count"]


CHECKS: dict[str, Callable] = {
    "undefined": lambda f, n: bool(np.isnan(f.losses[n["step"] :]).all()) and f.place(n["point"], f.points[n["step"]]),
    "no_gradient": lambda f, n: n["step"] == f.count and not np.isfinite(f.objective.gradient(*f.points[-1])).all(),
    "diverged": lambda f, n: left_at(f, n["step"]) or n["step"] == f.count,
    "above_limit": lambda f, n: n["lr"] == f.rates[n["since"] - 1] > f.limits[n["since"] - 1] == n["limit"],
    "infinite_start": lambda f, n: not np.isfinite(f.losses[0]),
    "noise_outweighs": lambda f, n: n["noise"] == f.scene.noise > n["slope"],
    "own_division": lambda f, n: f.count <= f.steps and np.isfinite(f.objective.gradient(*f.points[-1])).all(),
    "led_out": lambda f, n: n["lr"] in f.rates,
    "beyond_numbers": lambda f, n: n["step"] == f.count and np.isnan(f.path.points[n["step"]]).any(),
    "unbounded": check_goes_on,
    "diverging": lambda f, n: n["lr"] == f.rates[-1] > f.limits[-1] == n["limit"],
    "unstable_since": lambda f, n: above_since(f, n, f.steps),
    "grown": lambda f, n: (
        n["least"] == f.losses[n["since"]] and last_loss(f, n) and f.costs()[-1] > f.costs()[n["since"]]
    ),
    "noise_floor": stationary_mean,
    "drifting": stationary_mean,
    "weak_slope": lambda f, n: n["slope"] < n["noise"] == f.scene.noise,
    "converged": lambda f, n: (
        stays_near(f, n["point"], n["step"]) and is_stationary(f, n["point"], n["rank"]) and last_loss(f, n)
    ),
    "settled": lambda f, n: low_since(f, n["gone"]) and last_loss(f, n),
    "settled_at": lambda f, n: (
        f.away(n["point"])[-1] <= 1.1e-3 * f.diagonal and is_stationary(f, n["point"], n["rank"])
    ),
    "lower_elsewhere": lower_somewhere,
    "lowest": lambda f, n: (
        f.same(n["lowest"], float(f.objective.value(*n["point"])), 1e-6) or n["lowest"] <= f.losses[-1]
    ),
    "frozen": frozen,
    "balanced": lambda f, n: balances(f, n) and last_loss(f, n),
    "stalled": lambda f, n: stays_near(f, f.points[-1], n["step"]) and f.place(n["point"], f.points[-1]),
    "far_off": lambda f, n: f.away(f.centre)[-1] > 2 * f.diagonal,
    "rate_zero": lambda f, n: not f.rates.any(),
    "held_for_ever": holds,
    "held_long": holds,
    "no_slope": lambda f, n: f.slope(f.points[-1]) == 0,
    "plateau": lambda f, n: f.same(n["slope"], f.slope(f.points[-1])),
    "plateau_saddle": lambda f, n: f.same(n["slope"], f.slope(f.points[-1])),
    "too_small": lambda f, n: n["lr"] in f.rates and f.same(n["slope"], f.slope(f.points[-1])),
    "tiny_steps": lambda f, n: f.same(n["moved"], np.hypot(*np.diff(f.points[-n["count"] - 1 :], axis=0).T).sum()),
    "steep_elsewhere": lambda f, n: n["lr"] in f.rates and n["lr"] <= n["limit"] == f.limits[-1],
    "stalled_loss": last_loss,
    "on_its_way": last_loss,
    "going": lambda f, n: last_loss(f, n) and f.costs()[-1] <= f.costs()[-2] and f.costs()[-1] < f.costs()[-1 - f.tail],
    "in_swings": lambda f, n: last_loss(f, n) and bool((np.diff(f.costs()[-f.steps // 3 - 1 :]) >= 0).any()),
    "with_noise": lambda f, n: last_loss(f, n) and f.scene.noise > 0,
    "rising": lambda f, n: last_loss(f, n) and f.costs()[-1] > f.costs()[-2],
    "no_lower": last_loss,
    "moving": last_loss,
    "means": third_means,
    "pace": check_pace,
    "change": lambda f, n: f.same(n["change"], abs(float(f.losses[-n["count"] - 1] - f.losses[-1])), 1e-6),
    "was": lambda f, n: n["loss"] == f.losses[-n["count"] - 1],
    "goal": check_goal,
    "place": lambda f, n: f.place(n["point"], f.points[-1]),
    "left_again": check_left_again,
    "period": repeats,
    "swinging": check_swing,
    "circling": turns,
    "span": spans,
    "under_limit": lambda f, n: n["lr"] == f.rates[-1] and n["limit"] in f.limits and n["limit"] < f.rates.max(),
    "at_limit": lambda f, n: abs(f.limits[-1] / n["lr"] - 1) < 1e-5,
    "kink": lambda f, n: f.same(n["mean"], f.losses[n["since"] :].mean()) and n["lr"] == f.rates[-1],
    "chaotic": strays,
    "sensitive": strays,
    "following": lambda f, n: check_follows(f, n, follows=True) and last_loss(f, n),
    "lagging": lambda f, n: check_follows(f, n, follows=False) and last_loss(f, n),
    "shifting": check_shifting,
    "rate_gone": lambda f, n: low_since(f, n["gone"]),
    "at_edge": rests_at_edge,
    "touches": touched,
}
"""Whether the numbers of a claim are true of a run, by the claim's key."""


def untrue(scene: Scene, path: Trajectory) -> list[str]:
    """What is said of a run and does not hold."""
    facts, outcome = Facts(scene, path), path.outcome
    with np.errstate(all="ignore"):
        wrong = [one.key for one in outcome.claims if one.key in CHECKS and not CHECKS[one.key](facts, one.numbers)]
        wrong += [f"{one.key} has no check" for one in outcome.claims if one.key not in {*CHECKS, "slower_is_lower"}]
        slower = [one for one in outcome.claims if one.key == "slower_is_lower"]
        wrong += [one.key for one in slower if not check_half_rate(facts, one.numbers, outcome.step)]
        return wrong + misjudged(facts)


def misjudged(facts: Facts) -> list[str]:
    """What should have been said of a run and was not."""
    outcome, wrong = facts.path.outcome, []
    keys = {one.key for one in outcome.claims}
    if outcome.kind == "cycling" and "circling" in keys:
        third = facts.steps // 3
        late, before = facts.excess()[-third:].mean(), facts.excess()[-2 * third : -third].mean()
        if not math.isclose(late, before, rel_tol=0.1):
            wrong.append(f"circling, but {before} became {late}")
    begun = keys & {"undefined", "no_gradient", "own_division"}
    if facts.path.sensitivity > 1e-9 and not begun and not keys & {"chaotic", "sensitive"}:
        wrong.append("chaotic, and not said")
    if outcome.marked_step is not None and outcome.kind not in ("diverged", "undefined"):
        wrong.append("a cross for a run that did not end")
    return wrong
