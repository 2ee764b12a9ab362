"""Reads lines that are printed alike: the first teaches where the numbers stand, the others are matched with it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from lrviz.analysis.logs.forms import Field, fields_of, is_counter
from lrviz.analysis.logs.names import is_held_out

_HOLE = r"([-+.,\deEnaifNAIF]+)"
_OTHER_NUMBER = r"[-+]?\d[\d.,:]*(?:[eE][-+]?\d+)?"
_PIECE = re.compile(r"\s+|[-+]?\d[\d.,:]*(?:[eE][-+]?\d+)?|[^\s\d]+?(?=[\s\d]|[-+]\d|$)|.")
_HELD_WORDS = re.compile(r"(?<![\w./-])(?:e?val|valid|validation|evaluation|evaluating|test)(?![\w./-])", re.IGNORECASE)
_LONGEST = 4_000
_MOST_SHAPES = 1_000
_MOST_TAUGHT = 30_000
_ENOUGH = 3
_WITHOUT_DIGITS = str.maketrans("", "", "0123456789.")
_TELLING = (
    *("loss", "step", "iter", "epoch", "lr", "learn", "rate", "batch", "up", "ep", "it", "entropy", "cost", "s:"),
    *("train", "val", "token", "sample", "image"),
)


@dataclass
class Kind:
    """Lines that hold the same numbers.

    Attributes:
        keys: the names of the numbers that are kept.
        held_out: whether these lines speak of a validation.
        lines: the lines read.
        cells: their numbers as text, a tuple for each line.
        ends: what stands behind the last of them, without digits, in the lines that were taught.
    """

    keys: tuple[str, ...]
    held_out: bool
    lines: list[int] = field(default_factory=list)
    cells: list[tuple[str, ...]] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Shape:
    """Lines that differ in their numbers only: what matches them, their kind, and the shape of the line after."""

    match: Callable[[str], re.Match[str] | None]
    kind: Kind
    following: "Shape | None" = None


def _is_held_out(line: str, fields: Sequence[Field]) -> bool:
    """Whether a line speaks of a validation before its first number that counts nothing."""
    start = line[: next((one.start for one in fields if not is_counter(one.key)), len(line))]
    trains = re.search(r"(?<![a-z])train(?:ing)?(?![a-z])", start.lower()) is not None
    return _HELD_WORDS.search(start) is not None and not (trains and not is_held_out(start))


def _pattern(line: str, fields: Sequence[Field]) -> Iterator[str]:
    """A regular expression for a line: its kept numbers are groups, all others any number, all else is as it stands."""
    position = 0
    for one in fields:
        yield from map(_literal, _PIECE.findall(line[position : one.start]))
        yield _HOLE
        position = one.end
    yield from map(_literal, _PIECE.findall(line[position:].rstrip()))
    yield r"\s*$"


def _literal(piece: str) -> str:
    if piece.isspace():
        return r"\s*"
    return _OTHER_NUMBER if piece.lstrip("+-")[:1].isdigit() else re.escape(piece)


def _fits(shape: Shape, line: str, number: int) -> bool:
    """Whether a line is of a shape; it is taken then."""
    found = shape.match(line)
    if found is None:
        return False
    shape.kind.lines.append(number)
    shape.kind.cells.append(found.groups())
    return True


class Shapes:
    """All kinds of lines of a file, and the shapes that were met twice, by what they are without digits."""

    def __init__(self) -> None:
        self._kinds: dict[tuple[tuple[str, ...], bool], Kind] = {}
        self._shapes: dict[str, Shape] = {}
        self._current: Shape | None = None
        self._seen: dict[str, bool] = {}
        self._taught = 0
        self._last: tuple[int, Kind] | None = None

    @property
    def all(self) -> list[Kind]:
        """Every kind that has lines."""
        return [kind for kind in self._kinds.values() if kind.lines]

    def read(self, line: str, number: int) -> bool:
        """Takes a line; whether it could be read."""
        before = self._current
        likely = None if before is None else before.following
        if likely is not None and _fits(likely, line, number):
            self._current = likely
            return True
        bare = line.translate(_WITHOUT_DIGITS) if len(line) <= _LONGEST else ""
        shape = self._shapes.get(bare)
        if shape is not None and _fits(shape, line, number):
            self._current = shape
            if before is not None:
                before.following = shape
            return True
        return self._learn(line, number, bare)

    def without_cut(self) -> dict[int, str]:
        """Takes away the last line where it was cut off, as of a run that was killed while it printed."""
        number = max((kind.lines[-1] for kind in self.all), default=0)
        last = next((kind for kind in self.all if kind.lines[-1] == number), None)
        if last is None or not self._is_cut(number, last):
            return {}
        last.lines.pop()
        last.cells.pop()
        return {number: f"line {number} is cut off at its end"}

    def _is_cut(self, number: int, last: Kind) -> bool:
        """Whether the last line is the beginning of others, or ends in fewer digits than all of its kind."""
        if self._last is not None and self._last[0] == number:
            longer = (kind for kind in self.all if kind is not last and len(kind.lines) > 1)
            if any(kind.keys[: len(last.keys)] == last.keys for kind in longer) and len(last.lines) == 1:
                return True
            if len(last.lines) > 1 and last.ends[-1] not in last.ends[:-1]:
                return True
        digits = [len(cells[-1].partition(".")[2]) for cells in last.cells]
        return len(digits) > _ENOUGH and len(set(digits[:-1])) == 1 and digits[-1] < digits[0]

    def _learn(self, line: str, number: int, bare: str) -> bool:
        """Reads a line by the forms that are known; a shape that is met again is matched from then on."""
        met = self._seen.get(bare)
        if not bare or met is False or self._taught >= _MOST_TAUGHT:
            return False
        low = bare.lower()
        fields = fields_of(line) if any(word in low for word in _TELLING) else []
        if len(self._seen) < _MOST_TAUGHT:
            self._seen[bare] = bool(fields)
        if not fields:
            return False
        self._taught += 1
        fields.sort(key=lambda one: one.start)
        kind = self._kind(line, fields)
        kind.lines.append(number)
        kind.cells.append(tuple(line[one.start : one.end] for one in fields))
        kind.ends.append(line[fields[-1].end :].translate(_WITHOUT_DIGITS).strip())
        self._last = number, kind
        if met and bare not in self._shapes and len(self._shapes) < _MOST_SHAPES:
            shape = Shape(re.compile("".join(_pattern(line, fields))).match, kind)
            self._shapes[bare] = self._current = shape.following = shape
        return True

    def _kind(self, line: str, fields: Sequence[Field]) -> Kind:
        keys, held_out = tuple(one.key for one in fields), _is_held_out(line, fields)
        return self._kinds.setdefault((keys, held_out), Kind(keys, held_out))
