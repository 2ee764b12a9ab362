"""Formulas in LaTeX as MathML, which browsers draw by themselves: a file needs no library and no fonts for them."""

import html
import re
from collections.abc import Callable, Sequence

_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|\d+(?:\.\d+)?|\s+|.", re.DOTALL)

# fmt: off
_LETTERS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "epsilon": "ϵ", "eta": "η", "theta": "θ", "kappa": "κ", "lambda": "λ",
    "mu": "μ", "pi": "π", "sigma": "σ", "Delta": "Δ", "infty": "∞",
}
_SIGNS = {
    "to": "→", "Rightarrow": "⇒", "iff": "⟺", "longrightarrow": "⟶", "leftarrow": "←", "approx": "≈", "cdot": "⋅",
    "le": "≤", "ge": "≥", "ne": "≠", "gg": "≫", "lesssim": "≲", "sim": "∼", "mp": "∓", "times": "×", "lVert": "∥",
    "rVert": "∥", "dots": "…",
}
# fmt: on
_SPACES = {",": "0.167em", ";": "0.278em", "!": "-0.167em", "quad": "1em", "qquad": "2em"}
_WORDS = ("log", "cos", "min")
_LARGE = {"sum": "∑", "prod": "∏"}
_ACCENTS = {"hat": "^", "bar": "¯"}
_TYPED = {"-": "−", "*": "∗"}
"""What signs become that keyboards have."""

_BARS = ("|", "∥")
"""Fences that look alike on both sides, of which a browser knows neither as left nor as right."""

_BELOW = {"∑", "∏", "min"}
"""What has its limits above and below it."""


def as_mathml(formula: str) -> str:
    """A formula that stands by itself.

    Args:
        formula: in LaTeX, made of what the lessons use.

    Raises:
        ValueError: it has a command that is not known here, or ends too early.
    """
    reading = _Reading(_TOKEN.findall(formula))
    return f'<math display="block">{"".join(reading.until(""))}</math>'


class _Reading:
    """A formula, read from its first token to its last."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0

    def next(self, blanks: bool = False) -> str:
        """The next token, "" at the end; blanks count in texts only."""
        while not blanks and self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1
        self.at += 1
        return self.tokens[self.at - 1] if self.at <= len(self.tokens) else ""

    def seen(self) -> str:
        """The next token, which stays."""
        token = self.next()
        self.at -= 1
        return token

    def until(self, *ends: str) -> list[str]:
        """All elements before a token, which is passed by."""
        found: list[str] = []
        while (token := self.next()) not in ends:
            if not token:
                raise ValueError(f"the formula ends before {ends[0]}")
            found.append(self.scripted(*self.element(token)))
        return found

    def group(self) -> str:
        """An argument: what stands in braces, or one element; of a number without braces its first digit alone."""
        token = self.next()
        if token[:1].isdigit() and len(token) > 1:
            self.tokens[self.at - 1 : self.at] = [token[0], token[1:]]
            token = token[0]
        return _row(self.until("}")) if token == "{" else self.element(token)[0]

    def text(self) -> str:
        """What stands in braces, to the letter."""
        if self.next() != "{":
            raise ValueError("a text stands in braces")
        letters = ""
        while (token := self.next(blanks=True)) != "}":
            if not token:
                raise ValueError("a text ends before its brace")
            letters += token
        return letters.replace("`", "‘").replace("'", "’")

    def scripted(self, base: str, below: bool) -> str:
        """An element with what stands low and high beside it, or below and above it."""
        low = high = ""
        while (sign := self.seen()) in ("_", "^"):
            self.next()
            if sign == "_":
                low = self.group()
            else:
                high = self.group()
        kind = {(True, True): ("munderover", "msubsup"), (True, False): ("munder", "msub")}
        kind[False, True] = ("mover", "msup")
        if not (low or high):
            return base
        over, beside = kind[bool(low), bool(high)]
        return _tag(over if below else beside, base + low + high)

    def element(self, token: str) -> tuple[str, bool]:
        """An element without its scripts, and whether they stand below and above it."""
        if token == "{":
            return _row(self.until("}")), False
        if not token.startswith("\\"):
            return _plain(token), False
        name = token[1:]
        if name in _COMMANDS:
            return _COMMANDS[name](self), name == "underbrace"
        return _named(name)


def _named(name: str) -> tuple[str, bool]:
    """What a command without arguments stands for."""
    if name in _SPACES:
        return f'<mspace width="{_SPACES[name]}"/>', False
    if name in _LETTERS:
        return _tag("mi", _LETTERS[name]), False
    if name in _SIGNS:
        sign = _SIGNS[name]
        return _fence(sign, stretchy=False) if sign in _BARS else _tag("mo", sign), False
    if name in _LARGE:
        return _tag("mo", _LARGE[name]), True
    if name in _WORDS:
        return _tag("mi", name), name in _BELOW
    raise ValueError(f"\\{name} is not known")


def _plain(sign: str) -> str:
    if sign[0].isdigit():
        return _tag("mn", sign)
    if sign.isalpha():
        return _tag("mi", sign)
    return _fence(sign, stretchy=False) if sign in "()[]|" else _tag("mo", _TYPED.get(sign, html.escape(sign)))


def _fence(sign: str, stretchy: bool) -> str:
    bare = ' lspace="0" rspace="0"' if sign in _BARS else ""
    return f'<mo stretchy="{str(stretchy).lower()}"{bare}>{html.escape(sign)}</mo>'


def _tag(name: str, content: str) -> str:
    return f"<{name}>{content}</{name}>"


def _row(elements: Sequence[str]) -> str:
    return _tag("mrow", "".join(elements))


def _fraction(reading: _Reading, small: bool = False) -> str:
    whole = _tag("mfrac", reading.group() + reading.group())
    return f'<mstyle displaystyle="false">{whole}</mstyle>' if small else whole


def _between(reading: _Reading) -> str:
    """What stands between \\left and \\right, with fences of its height."""
    left = reading.next()
    inner = "".join(reading.until("\\right"))
    return _row([_fence(left, stretchy=True), inner, _fence(reading.next(), stretchy=True)])


def _cases(reading: _Reading) -> str:
    """Cases below each other, in their brace."""
    if reading.text() != "cases":
        raise ValueError("of environments only cases are known")
    lines: list[list[str]] = [[""]]
    while (token := reading.next()) != "\\end":
        if not token:
            raise ValueError("the cases have no end")
        if token == "&":
            lines[-1].append("")
        elif token == "\\\\":
            lines.append([""])
        else:
            lines[-1][-1] += reading.scripted(*reading.element(token))
    reading.text()
    rows = (_tag("mtr", "".join(_tag("mtd", cell) for cell in line)) for line in lines)
    return _row([_fence("{", stretchy=True), f'<mtable columnalign="left">{"".join(rows)}</mtable>'])


def _operator(reading: _Reading) -> str:
    return f'{_tag("mi", html.escape(reading.text()))}<mspace width="0.167em"/>'


def _blackboard(reading: _Reading) -> str:
    return _tag("mi", "".join(chr(ord(letter) - ord("A") + 0x1D538) for letter in reading.text()))


def _accented(sign: str) -> Callable[[_Reading], str]:
    return lambda reading: f'<mover accent="true">{reading.group()}{_tag("mo", sign)}</mover>'


_COMMANDS: dict[str, Callable[[_Reading], str]] = {
    "frac": _fraction,
    "tfrac": lambda reading: _fraction(reading, small=True),
    "sqrt": lambda reading: _tag("msqrt", reading.group()),
    "text": lambda reading: _tag("mtext", html.escape(reading.text()).replace(" ", "\u00a0")),
    "operatorname": _operator,
    "mathbb": _blackboard,
    "left": _between,
    "bigl": lambda reading: _fence(reading.next(), stretchy=False),
    "bigr": lambda reading: _fence(reading.next(), stretchy=False),
    "underbrace": lambda reading: f"<munder>{reading.group()}{_tag('mo', '⏟')}</munder>",
    "begin": _cases,
    **{name: _accented(sign) for name, sign in _ACCENTS.items()},
}
"""How a command with arguments is read."""
