"""Tells from the loops and conditions in pasted code how often something is stepped."""

import ast
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from lrviz.comparison import EACH_EPOCH, EACH_STEP
from lrviz.reading.expressions import Expressions, dotted

_MOST = 10**6


@dataclass(frozen=True)
class Every:
    """A condition that holds once in so many rounds of a loop.

    Attributes:
        text: it.
        rounds: that number.
        first: the first round at which it holds, from 0; None where the text does not say it.
        anew: whether what is counted starts anew with each round of the loop around.
    """

    text: str
    rounds: int
    first: int | None
    anew: bool = False


@dataclass(frozen=True)
class Stepping:
    """How often a statement happens.

    Attributes:
        over_epochs: whether the innermost loop around it goes over epochs; None where no loop stands around it.
        times: how often in a row, by a loop of its own.
        conditions: what it stands under in the innermost loop.
        each_epoch: whether it stands under a condition that holds once an epoch.
    """

    over_epochs: bool | None = None
    times: int = 1
    conditions: tuple[Every, ...] = ()
    each_epoch: bool = False

    @property
    def stepped(self) -> str | None:
        """How often it happens, in the words of an `Entry`; None where no loop stands around it."""
        if self.each_epoch:
            return EACH_EPOCH
        if self.over_epochs is None:
            return None
        return EACH_EPOCH if self.over_epochs else EACH_STEP


@dataclass
class _Loop:
    over_epochs: bool
    counters: Mapping[str, int]
    conditions: list[Every] = field(default_factory=list)


@dataclass
class Loops:
    """The loops and conditions around a statement.

    Attributes:
        epoch_length: the steps of an epoch, where a condition such as `step % 100 == 0` says them; else 0.
    """

    epoch_length: int = 0
    _around: list[_Loop] = field(default_factory=list)
    _once_an_epoch: bool = False
    _times: int = 1
    _counted: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def inside(self, loop: ast.For | ast.While, among: Expressions) -> Iterator[None]:
        """While the body of a loop is read."""
        times = _repeats(loop, among) if self._around else None
        if times:
            before, self._times = self._times, min(_MOST, self._times * times)
            yield
            self._times = before
            return
        head = f"{ast.unparse(loop.target)} {ast.unparse(loop.iter)}" if isinstance(loop, ast.For) else ""
        self._around.append(_Loop("epoch" in head.lower(), _counters(loop, among)))
        yield
        self._around.pop()

    @contextmanager
    def outside(self) -> Iterator[None]:
        """While the body of a function is read: the loops around its definition are none of its own."""
        around, self._around = self._around, []
        yield
        self._around = around

    @contextmanager
    def where(self, test: ast.expr, among: Expressions) -> Iterator[None]:
        """While what stands under a condition is read."""
        before = self._once_an_epoch, self.epoch_length
        every = None
        match test:
            case ast.Compare(ast.BinOp(_, ast.Mod(), by)) if "epoch" in ast.unparse(by).lower():
                length = among.value(by)
                self._once_an_epoch = True
                self.epoch_length = length if isinstance(length, int) and 0 < length <= _MOST else 0
            case _ if self._around:
                every = self._every(test, among)
        if every:
            self._around[-1].conditions.append(every)
        yield
        if every:
            self._around[-1].conditions.pop()
        self._once_an_epoch, self.epoch_length = before

    def count(self, statement: ast.AugAssign, among: Expressions) -> None:
        """Notes that a number is counted up, before what follows."""
        by = among.value(statement.value)
        if isinstance(statement.op, ast.Add) and isinstance(by, int) and self._around:
            self._counted[dotted(statement.target)] = by

    def stepping(self) -> Stepping:
        """How often what stands here happens."""
        if not self._around:
            return Stepping(each_epoch=self._once_an_epoch)
        loop = self._around[-1]
        return Stepping(loop.over_epochs, self._times, tuple(loop.conditions), self._once_an_epoch)

    def _every(self, test: ast.expr, among: Expressions) -> Every | None:
        """A condition that holds once in so many rounds; None of any other."""
        match test:
            case ast.BoolOp(_, parts):
                held = next(filter(None, (self._every(part, among) for part in parts)), None)
                return replace(held, text=ast.unparse(test), first=None) if held else None
            case ast.Compare(ast.BinOp(count, ast.Mod(), by), [ast.Eq()], [rest]):
                left = among.value(rest)
            case ast.UnaryOp(ast.Not(), ast.BinOp(count, ast.Mod(), by)):
                left = 0
            case _:
                return None
        rounds = among.worked_out(among.value(by))
        if not _whole(rounds) or not 1 < rounds <= _MOST:
            return None
        start, anew = self._start(count, among)
        first = (left - start) % rounds if _whole(left) and start is not None else None
        return Every(ast.unparse(test), rounds, first, anew)

    def _start(self, count: ast.expr, among: Expressions) -> tuple[int | None, bool]:
        """What is counted in the first round, and whether the innermost loop counts it."""
        match count:
            case ast.BinOp(inner, ast.Add(), ast.Constant(int(more))) | ast.BinOp(
                ast.Constant(int(more)), ast.Add(), inner
            ):
                start, anew = self._start(inner, among)
                return (None if start is None else start + more), anew
        name = dotted(count)
        if name in self._around[-1].counters:
            return self._around[-1].counters[name], len(self._around) > 1
        begun = among.scope.get(name)
        return (begun + self._counted.get(name, 0), False) if isinstance(begun, int) else (None, False)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _repeats(loop: ast.For | ast.While, among: Expressions) -> int | None:
    """How often a loop does nothing but step a scheduler; None where it does more, or the text does not say it."""
    steps = all(
        isinstance(one, ast.Expr) and isinstance(one.value, ast.Call) and getattr(one.value.func, "attr", "") == "step"
        for one in loop.body
    )
    match loop:
        case ast.For(iter=ast.Call(ast.Name("range"), [length])) if steps:
            times = among.worked_out(among.value(length))
            return times if _whole(times) and 0 < times <= _MOST else None
    return None


def _counters(loop: ast.For | ast.While, among: Expressions) -> dict[str, int]:
    """The names that a loop counts its rounds by, each with its first value."""
    match loop:
        case ast.For(ast.Tuple([ast.Name(name), *_]), ast.Call(ast.Name("enumerate" | "tqdm"), arguments, keywords)):
            given = [*arguments[1:], *(keyword.value for keyword in keywords if keyword.arg == "start")]
            start = among.value(given[0]) if given else 0
        case ast.For(ast.Name(name), ast.Call(ast.Name("range" | "trange"), arguments)):
            start = among.value(arguments[0]) if len(arguments) > 1 else 0
        case _:
            return {}
    return {name: start} if _whole(start) else {}
