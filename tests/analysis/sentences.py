"""What each kind of trap says, and the independent check of every number in it."""

import re

from lrviz.analysis import Trap
from tests.analysis.claims import (
    COUNT,
    NUMBER,
    SHARE,
    WHEN,
    Check,
    Seen,
    above,
    adds_up,
    always,
    barely,
    beyond,
    climbs,
    down,
    exceeded,
    for_ever,
    grown,
    grown_by,
    held,
    high,
    jump,
    later,
    near,
    number,
    other_alone,
    peak,
    rate_at,
    still,
    undone,
    unfinished,
)

CHECKS: dict[str, tuple[tuple[str, Check], ...]] = {
    "climbs again": (
        (rf"bottom at {WHEN}, {COUNT} before .*? from {NUMBER} to {NUMBER}, {SHARE} of its peak", climbs),
    ),
    "ends high inside a cycle": ((rf"cycle of (.+), at a rate of {NUMBER}, {SHARE} of its peak of {NUMBER}\. ", high),),
    "warmup longer than the run": (
        (
            rf"^(.+) rises for {COUNT}, but there are only {NUMBER} from {WHEN} on, so it gets to {SHARE} of",
            unfinished,
        ),
        (rf"^(.+) with \w+ = 0 stays .*? at {SHARE} of the rate", for_ever),
    ),
    "never reaches its peak": (
        (
            rf"^(.+) rises for {COUNT}, but there are only {NUMBER} from {WHEN} on, so it gets to {SHARE} of",
            unfinished,
        ),
    ),
    "ends above its floor": (
        (
            rf"^(.+) is planned for {COUNT} and the run gives it {NUMBER}, .*? {SHARE} of .*? rate of {NUMBER}\. ",
            above,
        ),
        (rf"^(.+) reaches its floor one .*? has {SHARE} of .*? rate of {NUMBER}: ", above),
    ),
    "stays at its floor": (
        (rf"^(.+) is down at its floor of {NUMBER} at {WHEN} .*? {COUNT} or {SHARE} of the run at {SHARE} of", held),
    ),
    "stands still at the end": (
        (rf"^The rate is 0 from {WHEN} to the end, {COUNT} or {SHARE} of the run", still),
        (rf"^The rate is at most {NUMBER}, .*? from {WHEN} to the end, {COUNT} or {SHARE} of the run", still),
    ),
    "undone in a product": (
        (
            rf"^At {WHEN} (.+) alone would have the rate at {SHARE} of .*? as if it were at (?:the|{SHARE} of the) ",
            undone,
        ),
    ),
    "stepped per step, planned per epoch": (
        (
            rf"down from {NUMBER} to {NUMBER} at step {NUMBER}, in epoch {NUMBER} of {NUMBER}\. .*? {NUMBER} steps\.",
            down,
        ),
    ),
    "stepped per epoch, planned per step": (
        (rf"for {NUMBER} steps and is stepped {NUMBER} times, .*? gets {SHARE} of .*? has {NUMBER} optimizer", barely),
    ),
    "milestone beyond the end": ((rf"^(.+) would change at (.+), but {WHEN} is the last", beyond),),
    "drops come later": (
        (rf"^(.+) counts its (\w+) .*? which is {WHEN}: the rate changes at (.+), not at (.+)\.$", later),
    ),
    "jumps at a hand-over": ((rf"^From {WHEN} to {WHEN} the rate goes from {NUMBER} to {NUMBER}, ", jump),),
    "total_steps exceeded": (
        (
            rf"^(.+) is planned for {COUNT} and is stepped {NUMBER} times: {WHEN} still runs, at a rate of {NUMBER}, "
            rf"and after it the {NUMBER}(?:st|nd|rd|th) ",
            exceeded,
        ),
    ),
    "negative rate": ((rf"^The rate is {NUMBER} at {WHEN}:", rate_at),),
    "rate not finite": ((rf"^The rate is ({NUMBER}|not a number) at {WHEN}:", lambda seen, said: True),),
    "rises instead of falling": ((rf"^(\w+) = {NUMBER} is above the rate of {NUMBER} .*? rises to {NUMBER}, ", grown),),
    "grows instead of decaying": (
        (rf"^(\w+) = {NUMBER} is above 1, so (.+) makes the rate grow, from {NUMBER} to {NUMBER}\. ", grown_by),
    ),
    "overwrites the optimizer's rate": ((rf"^(.+) ignores lr = {NUMBER}: .*? its peak at {NUMBER}\. ", peak),),
    "phases add up to another length": (
        (rf" last {COUNT} together, {NUMBER} (more|fewer) than the {NUMBER} of", adds_up),
    ),
    "first step at rate 0": ((r"^The rate of the first step is 0:", lambda seen, said: bool(seen.rates[0] == 0)),),
    "first epoch at rate 0": (
        (
            rf"^The rate is 0 for the whole first epoch, {NUMBER} optimizer steps:",
            lambda seen, said: bool(seen.rates[0] == 0 and number(said[0]) == seen.plan.steps_per_epoch),
        ),
    ),
    "torch loses a step": (
        (
            rf"^Torch steps (.+) once .*? at {WHEN} the rate is {NUMBER}, where it would be {NUMBER} without",
            lambda seen, said: any(other_alone(seen, part, said) for part in seen.named(said[0])),
        ),
    ),
    "silently gives momentum": (
        (
            rf" of up to {NUMBER}\. ",
            lambda seen, said: seen.curve.momenta is not None and near(said[0], seen.curve.momenta.max(), 6),
        ),
    ),
    "refuses the optimizer": ((r"cycle_momentum", always),),
    "skips a stage": ((r"bisection", always),),
    "ends early": (
        (
            rf"^The run breaks off after {WHEN}, at the {NUMBER}(?:st|nd|rd|th) ",
            lambda seen, said: (number(said[0]), number(said[1])) == (len(seen.rates) - 1, len(seen.rates)),
        ),
        (r"before its first step", lambda seen, said: not len(seen.rates)),
    ),
}
"""What each kind of trap says, and how it is checked."""


def assert_true(trap: Trap, seen: Seen) -> None:
    """Every number of a trap's sentence is the curve's."""
    for pattern, check in CHECKS[trap.kind]:
        found = re.search(pattern, trap.sentence)
        if found:
            assert check(seen, found.groups()), (trap, seen.entry, seen.plan)
            return
    raise AssertionError(f"what {trap.kind!r} says cannot be read: {trap.sentence}")
