"""The expression graph that a formula is stored as: one node for each operation, equal nodes only once."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Node:
    """One operation on earlier nodes, given by their indices; a number or a name is an operation on none."""

    operation: str
    operands: tuple[int, ...] = ()
    number: float = 0.0
    name: str = ""


class Graph:
    """Nodes in an order where operands always stand before what uses them.

    `apply` keeps an operation as it was written. `add`, `subtract`, `multiply`, `divide`, `negate` and `power` leave
    out what is trivial (0·u, 1·u, u + 0, −−u) and gather numeric factors; derivatives are built with those.
    """

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._indices: dict[Node, int] = {}

    def _intern(self, node: Node) -> int:
        index = self._indices.setdefault(node, len(self.nodes))
        if index == len(self.nodes):
            self.nodes.append(node)
        return index

    def number(self, value: float) -> int:
        """The node of a number; −0 becomes 0."""
        return self._intern(Node("number", number=value + 0.0))

    def name(self, name: str) -> int:
        """The node of a variable, a hyperparameter or a constant."""
        return self._intern(Node("name", name=name))

    def apply(self, operation: str, *operands: int) -> int:
        """The node of an operation, as written."""
        return self._intern(Node(operation, operands))

    def value(self, index: int) -> float | None:
        """The number that a node is, or None."""
        node = self.nodes[index]
        return node.number if node.operation == "number" else None

    def reachable(self, *roots: int) -> list[int]:
        """The indices of all nodes that the roots are made of, operands first."""
        found = set(roots)
        for index in range(max(roots), -1, -1):
            if index in found:
                found.update(self.nodes[index].operands)
        return sorted(found)

    def dependent(self, names: frozenset[str]) -> list[bool]:
        """For each node, whether it depends on any of the names; an empty one is none."""
        names -= {""}
        marks: list[bool] = []
        for node in self.nodes:
            marks.append(node.name in names or any(marks[operand] for operand in node.operands))
        return marks

    def made_of(self, name: str, root: int) -> list[int]:
        """The nodes under a root that are made of a name and of numbers alone, without those inside one of them."""
        depends = self.dependent(frozenset((name,)))
        alone: list[bool] = []
        for node in self.nodes:
            alone.append(node.name in ("", name) and all(alone[operand] for operand in node.operands))
        used = {root} if alone[root] else set[int]()
        for index in self.reachable(root):
            used.update(operand for operand in self.nodes[index].operands if alone[operand] and not alone[index])
        return sorted(index for index in used if depends[index])

    def add(self, left: int, right: int) -> int:
        """left + right."""
        a, b = self.value(left), self.value(right)
        if a == 0:
            return right
        if b == 0:
            return left
        if a is not None and b is not None:
            return self.number(a + b)
        if self.nodes[right].operation == "neg":
            return self.subtract(left, self.nodes[right].operands[0])
        return self.apply("+", left, right)

    def subtract(self, left: int, right: int) -> int:
        """left − right."""
        a, b = self.value(left), self.value(right)
        if a == 0:
            return self.negate(right)
        if b == 0:
            return left
        if a is not None and b is not None:
            return self.number(a - b)
        if self.nodes[right].operation == "neg":
            return self.add(left, self.nodes[right].operands[0])
        return self.apply("-", left, right)

    def negate(self, operand: int) -> int:
        """−operand."""
        factor, rest = self._factor(operand)
        return self._scaled(-factor, rest)

    def multiply(self, left: int, right: int) -> int:
        """left · right, numeric factors first."""
        (a, left), (b, right) = self._factor(left), self._factor(right)
        if left == right == self.number(1.0):
            return self.number(a * b)
        if left == self.number(1.0):
            return self._scaled(a * b, right)
        if right == self.number(1.0):
            return self._scaled(a * b, left)
        return self._scaled(a * b, self.apply("*", left, right))

    def divide(self, left: int, right: int) -> int:
        """left / right."""
        if self.value(left) == 0:
            return left
        factor, left = self._factor(left)
        return self._scaled(factor, left if self.value(right) == 1 else self.apply("/", left, right))

    def power(self, base: int, exponent: float) -> int:
        """base to a constant exponent."""
        if exponent == 0:
            return self.number(1.0)
        return base if exponent == 1 else self.apply("**", base, self.number(exponent))

    def _factor(self, index: int) -> tuple[float, int]:
        """A node as a number times the rest."""
        node = self.nodes[index]
        if node.operation == "number":
            return node.number, self.number(1.0)
        if node.operation == "neg":
            factor, rest = self._factor(node.operands[0])
            return -factor, rest
        if node.operation == "*" and (factor_value := self.value(node.operands[0])) is not None:
            return factor_value, node.operands[1]
        return 1.0, index

    def _scaled(self, factor: float, rest: int) -> int:
        value = self.value(rest)
        if value is not None or factor == 0:
            return self.number(factor * (1.0 if value is None else value))
        if factor == 1:
            return rest
        return self.apply("neg", rest) if factor == -1 else self.apply("*", self.number(factor), rest)
