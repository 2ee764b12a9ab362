"""Prints an expression graph as Python code for math, numpy or torch, and as LaTeX."""

from collections.abc import Mapping

from lrviz.formulas.graph import Graph, Node
from lrviz.formulas.parser import CONSTANTS

_SUM, _MINUS, _PRODUCT, _SIGN, _POWER, _ATOM = range(6)

_PLAIN = ("sqrt", "exp", "log", "sin", "cos", "tan", "tanh")

_PYTHON: dict[str, dict[str, str]] = {
    "math": {
        "abs": "abs({0})",
        "floor": "math.floor({0})",
        "min": "min({0}, {1})",
        "max": "max({0}, {1})",
        "sigmoid": "(1.0 + math.tanh(0.5 * ({0}))) / 2.0",
        "logaddexp": "max({0}, {1}) + math.log1p(math.exp(-abs({0} - ({1}))))",
    },
    "np": {
        "abs": "np.abs({0})",
        "floor": "np.floor({0})",
        "min": "np.minimum({0}, {1})",
        "max": "np.maximum({0}, {1})",
        "sigmoid": "(1.0 + np.tanh(0.5 * ({0}))) / 2.0",
        "logaddexp": "np.logaddexp({0}, {1})",
    },
    "torch": {
        "abs": "torch.abs({0})",
        "floor": "torch.floor({0})",
        "min": "torch.minimum({0}, {1})",
        "max": "torch.maximum({0}, {1})",
        "sigmoid": "torch.sigmoid({0})",
        "logaddexp": "torch.logaddexp({0}, {1})",
    },
}
for _library, _templates in _PYTHON.items():
    _templates |= {name: f"{_library}.{name}({{0}})" for name in _PLAIN}

_TENSORS_ONLY = ("min", "max", "logaddexp")
_COMPOSITE = {("math", "sigmoid"): _PRODUCT, ("np", "sigmoid"): _PRODUCT, ("math", "logaddexp"): _SUM}


def python(
    graph: Graph, root: int, library: str, variables: tuple[str, ...], clock: str, values: Mapping[str, float]
) -> str:
    """Source of an expression.

    Args:
        graph: where the expression is.
        root: its index.
        library: "math", "np" or "torch".
        variables: the names that are tensors in torch, whose result hangs together with one of them.
        clock: one more name that is a tensor in torch; a part without any is printed for `math`.
        values: numbers to print in the place of names.
    """
    varies = graph.dependent(frozenset((*variables, clock)))
    written: dict[int, tuple[str, int]] = {}
    for index in graph.reachable(root):
        node = graph.nodes[index]
        where = library if varies[index] or library != "torch" else "math"
        operands = [written[operand] for operand in node.operands]
        if where == "torch" and node.operation in _TENSORS_ONLY:
            pairs = zip(operands, node.operands, strict=True)
            operands = [o if varies[i] else (f"torch.full_like({variables[0]}, {o[0]})", _ATOM) for o, i in pairs]
        written[index] = _python_node(node, operands, where, values)
    text, _ = written[root]
    hangs = library != "torch" or graph.dependent(frozenset(variables))[root]
    return text if hangs else f"{_wrapped(written[root], _SUM)} + 0.0 * {variables[0]}"


def _python_node(
    node: Node, operands: list[tuple[str, int]], library: str, values: Mapping[str, float]
) -> tuple[str, int]:
    if node.operation == "number":
        return repr(node.number), _ATOM
    if node.operation == "name":
        if node.name in values:
            value = values[node.name]
            return repr(value), _ATOM if value >= 0 else _SIGN
        constant = "math" if library in ("math", "torch") else library
        return (f"{constant}.{node.name}" if node.name in CONSTANTS else node.name), _ATOM
    if node.operation in _PYTHON[library]:
        precedence = _COMPOSITE.get((library, node.operation), _ATOM)
        return _PYTHON[library][node.operation].format(*(text for text, _ in operands)), precedence
    return _operator(node.operation, operands, _PYTHON_SIGNS)


_PYTHON_SIGNS = {"+": " + ", "-": " - ", "*": " * ", "/": " / ", "**": "**"}


def _operator(operation: str, operands: list[tuple[str, int]], signs: Mapping[str, str]) -> tuple[str, int]:
    if operation == "neg":
        return "-" + _wrapped(operands[0], _SIGN), _SIGN
    own = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "**": _POWER}[operation]
    if operation == "**":
        exponent = _wrapped(operands[1], _SIGN).removesuffix(".0")
        return _wrapped(operands[0], _ATOM) + signs["**"] + exponent, own
    return _wrapped(operands[0], own) + signs[operation] + _wrapped(operands[1], own + 1), own


def _wrapped(operand: tuple[str, int], least: int, around: str = "({})") -> str:
    text, precedence = operand
    return text if precedence >= least else around.format(text)


_PARENTHESES = r"\left({}\right)"
_LATEX: dict[str, str] = {
    "sqrt": r"\sqrt{{{0}}}",
    "exp": "e^{{{0}}}",
    "log": r"\log\left({0}\right)",
    "sin": r"\sin\left({0}\right)",
    "cos": r"\cos\left({0}\right)",
    "tan": r"\tan\left({0}\right)",
    "tanh": r"\tanh\left({0}\right)",
    "abs": r"\left|{0}\right|",
    "floor": r"\left\lfloor {0}\right\rfloor",
    "sigmoid": r"\sigma\left({0}\right)",
    "logaddexp": r"\log\left(e^{{{0}}} + e^{{{1}}}\right)",
    "min": r"\min\left({0}, {1}\right)",
    "max": r"\max\left({0}, {1}\right)",
}


def latex(graph: Graph, root: int, symbols: Mapping[str, str]) -> str:
    """The formula for a reader, in the order in which it was written.

    Args:
        graph: where the formula is.
        root: its index.
        symbols: how names are set, where not as they are.
    """
    written: dict[int, tuple[str, int]] = {}
    for index in graph.reachable(root):
        node = graph.nodes[index]
        operands = [written[operand] for operand in node.operands]
        if node.operation == "number":
            written[index] = _latex_number(node.number)
        elif node.operation == "name":
            written[index] = (symbols.get(node.name, {"pi": r"\pi"}.get(node.name, node.name)), _ATOM)
        elif node.operation in _LATEX:
            precedence = _POWER if node.operation == "exp" else _ATOM
            written[index] = _LATEX[node.operation].format(*(text for text, _ in operands)), precedence
        elif node.operation in ("*", "/") and graph.nodes[node.operands[0]].operation == "neg":
            operands[0] = written[graph.nodes[node.operands[0]].operands[0]]
            written[index] = "-" + _latex_operator(node.operation, operands)[0], _MINUS
        else:
            written[index] = _latex_operator(node.operation, operands)
    return written[root][0]


def _latex_number(value: float) -> tuple[str, int]:
    digits, _, exponent = f"{value:.15g}".partition("e")
    return (digits, _ATOM) if not exponent else (rf"{digits} \cdot 10^{{{int(exponent)}}}", _PRODUCT)


def _latex_operator(operation: str, operands: list[tuple[str, int]]) -> tuple[str, int]:
    if operation == "neg":
        return "-" + _wrapped(operands[0], _PRODUCT, _PARENTHESES), _MINUS
    if operation in ("*", "/") and operands[0][1] == _MINUS:
        positive = operands[0][0].removeprefix("-"), _PRODUCT
        return "-" + _latex_operator(operation, [positive, operands[1]])[0], _MINUS
    if operation == "/":
        return rf"\frac{{{operands[0][0]}}}{{{operands[1][0]}}}", _SIGN
    if operation == "**":
        return f"{_wrapped(operands[0], _ATOM, _PARENTHESES)}^{{{operands[1][0]}}}", _POWER
    if operation == "*":
        left, right = (_wrapped(operand, _PRODUCT, _PARENTHESES) for operand in operands)
        return left + (r" \cdot " if right[0].isdigit() else " ") + right, _PRODUCT
    sign = f" {operation} "
    return operands[0][0] + sign + _wrapped(operands[1], _PRODUCT, _PARENTHESES), _SUM
