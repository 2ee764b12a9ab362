"""Writes the operations of a list as instructions: those used once inside one another, the others as locals."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from lrviz.kernels.operations import CONDITIONS, Level, Listing
from lrviz.kernels.wasm import encoding
from lrviz.kernels.wasm.encoding import F64, I32, V128

CHUNKS_AT = 64
"""Where in the memory `CHUNKS` stand."""

_LONGEST = 24
"""How many operations are nested before one is kept in a local."""

FunctionName = tuple[str, bool]
"""A function of our own, and whether it takes two numbers at once."""


class Writer:
    """The code of one function, while it is written."""

    def __init__(self, two: bool, parameters: int, functions: Mapping[FunctionName, int]) -> None:
        """Begins.

        Args:
            two: whether two numbers are computed at once.
            parameters: how many locals there are already.
            functions: the indices of those that may be called.
        """
        self.two, self._parameters, self._functions = two, parameters, functions
        self._number, self._condition = (V128, V128) if two else (F64, I32)
        self.types: list[int] = []
        self.code: dict[Level, list[bytes]] = {level: [] for level in Level}
        self._texts: dict[int, bytes] = {}
        self._depths: dict[int, int] = {}

    def local(self, kind: int) -> int:
        """A new local."""
        self.types.append(kind)
        return self._parameters + len(self.types) - 1

    def text(self, index: int) -> bytes:
        """The instructions that leave the value of an operation that was written."""
        return self._texts[index]

    def write(self, listing: Listing, outputs: Sequence[int], load: Callable[[str], bytes]) -> None:
        """Writes what some outputs are made of, each operation into the code of its level.

        Args:
            listing: the operations.
            outputs: those whose text is asked for once.
            load: the instructions that read an input, once.
        """
        order = listing.reachable(outputs)
        kept = self._kept(listing, order, outputs)
        for index in order:
            operation, level = listing.operations[index], listing.levels[index]
            if operation.name == "number":
                self._texts[index], self._depths[index] = encoding.real(operation.number, self.two), 0
                continue
            text = load(operation.word) if operation.name == "input" else self._applied(listing, index)
            depth = 1 + max((self._depths[operand] for operand in operation.operands), default=0)
            if operation.name == "input" or index in kept or depth > _LONGEST:
                local = self.local(self._condition if operation.name in CONDITIONS else self._number)
                self.code[level].append(text + encoding.put(local))
                text, depth = encoding.get(local), 0
            self._texts[index], self._depths[index] = text, depth

    def _kept(self, listing: Listing, order: Sequence[int], outputs: Iterable[int]) -> set[int]:
        """The operations that are used more than once, or more often than they change."""
        uses, kept = Counter(outputs), set[int]()
        for index in order:
            operation = listing.operations[index]
            uses.update(operation.operands)
            kept.update(operand for operand in operation.operands if listing.levels[operand] < listing.levels[index])
            if operation.name == "rarely":
                kept.update(operation.operands)
        return (
            kept
            | {index for index, count in uses.items() if count > 1}
            | {index for index in outputs if listing.levels[index] < Level.COLUMN}
        )

    def _applied(self, listing: Listing, index: int) -> bytes:
        name, operands, _, word = listing.operations[index]
        texts = [self._texts[operand] for operand in operands]
        if name == "select":
            condition, one, other = texts
            return one + other + condition + self._instructions(name)
        if name == "call":
            return b"".join(texts) + encoding.call(self._functions[word, self.two])
        if name == "rarely":
            return self._rarely(word, *texts)
        return b"".join(texts) + self._instructions(name)

    def _instructions(self, name: str) -> bytes:
        if name == "chunk":
            place = encoding.TO_WHOLE + encoding.whole(8) + encoding.MULTIPLY
            return place + encoding.access(encoding.LOAD, CHUNKS_AT)
        return (encoding.TWO_AT_ONCE if self.two else encoding.ONE_AT_ONCE)[name]

    def _rarely(self, word: str, condition: bytes, usual: bytes, *arguments: bytes) -> bytes:
        """A function in a branch; it takes one number at once even where two are computed."""
        called = encoding.call(self._functions[word, False])
        found = b"".join(arguments) + called
        if self.two:
            lanes = [b"".join(argument + encoding.taken(lane) for argument in arguments) for lane in (0, 1)]
            first, second = (lane + called for lane in lanes)
            found = first + encoding.SPLAT + second + encoding.replaced(1)
        chosen = found + usual + condition + self._instructions("select")
        asked = condition + (encoding.ANY_TRUE if self.two else b"")
        return asked + encoding.IF + bytes([self._number]) + chosen + encoding.ELSE + usual + encoding.END
