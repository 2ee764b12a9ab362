"""Tables that lists work out too, a few ulps beside Python's powers: what a knob moves before the exact ones come."""

from collections.abc import Callable, Iterable

from lrviz.kernels.steps import Body
from lrviz.kernels.trace import Trace
from lrviz.kernels.values import Recorded, Table, Tracing


def live(body: Body, names: Iterable[str]) -> Body | None:
    """What works out tables of a body, as a body that carries them on; None where it can none.

    A table is left out if its function asks more of numbers than arithmetic.

    Args:
        body: of a step.
        names: of the tables that are wanted.
    """
    tracing, made = Tracing(), dict[str, Recorded]()
    for index, table in enumerate(body.tables):
        name = f"table.{index}"
        found = _worked_out(body, table, tracing, lambda word: made.get(word) or tracing.input(word))
        if found is not None:
            made[name] = found
    carried = {name: made[name].index for name in names if name in made}
    return Body(tracing.listing, (), {}, carried, {}) if carried else None


def _worked_out(body: Body, table: Table, tracing: Tracing, source: Callable[[str], Recorded]) -> Recorded | None:
    operands = _copied(body, table.operands, tracing, source)
    step = [] if table.ahead is None else [tracing.input("step") + float(table.ahead)]
    try:
        return tracing.lifted(table.function(*step, *operands))
    except (ValueError, TypeError, ArithmeticError):
        return None


def _copied(
    body: Body, outputs: Iterable[int], tracing: Tracing, source: Callable[[str], Recorded]
) -> tuple[Recorded, ...]:
    """Outputs of a body, written down once more, with other values in the place of its inputs."""
    wanted, listing, made = tuple(outputs), tracing.listing, dict[int, int]()
    for index in body.listing.reachable(wanted):
        name, operands, number, word = body.listing.operations[index]
        given = (made[operand] for operand in operands)
        if name == "number":
            made[index] = listing.number(number)
        elif name == "input":
            made[index] = source(word).index
        else:
            made[index] = listing.call(word, *given) if name == "call" else listing.apply(name, *given)
    return tuple(Recorded(tracing, made[output]) for output in wanted)


def made_of(trace: Trace, name: str) -> frozenset[str]:
    """The fields and the columns that a run says of itself which decide about a column "table.k"."""
    asked, found = [name], set[str]()
    while asked:
        word = asked.pop()
        if word not in found:
            found.add(word)
            asked += [one for body in trace.bodies for one in _asked(body, word)]
    return frozenset(word for word in found if not word.startswith("table."))


def _asked(body: Body, word: str) -> list[str]:
    """The inputs that a table of a body is made of."""
    kind, *index = word.split(".")
    if kind != "table" or int(index[0]) >= len(body.tables):
        return []
    table = body.tables[int(index[0])]
    return body.listing.inputs(table.operands) + ([] if table.ahead is None else ["step"])
