"""Follows pasted Python statement by statement, without running it, and notes the schedulers that it builds."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lrviz.comparison import EACH_EPOCH, MOST_STEPS
from lrviz.hyperparameters import hyperparameters
from lrviz.optimizers import OPTIMIZERS
from lrviz.reading.arguments import Given, build
from lrviz.reading.expressions import Expressions, dotted
from lrviz.reading.groups import for_groups, hand_on, joined, read_groups
from lrviz.reading.own_code import group_schedulers, own_class
from lrviz.reading.pacing import Paces
from lrviz.reading.refusal import Place, refused
from lrviz.reading.run import Run, counts_epochs
from lrviz.reading.stepping import Loops
from lrviz.reading.values import Curve, Driven, Function, Groups, Made, Unknown
from lrviz.source import parsed

Builders = Mapping[str, Callable[..., Any]]

_RATES = {
    kind.__name__: parameter.default
    for kind in OPTIMIZERS
    for parameter in hyperparameters(kind)
    if parameter.name == "lr"
}
_MOST_FOUND = 64


@dataclass
class Program:
    """A text of Python, and what is found in it.

    Attributes:
        text: it.
        run: what is known of the run.
        builders: what builds schedulers, by the last part of its name.
        returned: what is made of what a function returns, by the function's name.
        found: the schedulers and curves, in their order, with those that became part of others.
        functions: the functions that it defines.
        body: its statements.
        dicts: the dicts that it gives names, each with its place.
        results: what each of them returns last, where it is called as the text has it.
        loading: the schedulers into which a state is loaded.
        used: those of `found` that became part of others.
    """

    text: str
    run: Run
    builders: Builders
    returned: Builders
    found: list[Made | Curve] = field(default_factory=list)
    functions: dict[str, Function] = field(default_factory=dict)
    body: list[ast.stmt] = field(default_factory=list)
    dicts: list[tuple[dict[Any, Any], Place]] = field(default_factory=list)
    results: dict[str, Any] = field(default_factory=dict)
    loading: list[Made] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    _last_value: Any = None
    _rates: list[float] = field(default_factory=list)
    _groups: Groups = ()
    _settings: dict[str, Any] = field(default_factory=dict)
    _loops: Loops = field(default_factory=Loops)
    _names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._paces = Paces(self.run, self._loops)

    def follow(self) -> None:
        """Reads the whole text.

        Raises:
            PasteError: it is not Python, or a call in it cannot be read.
        """
        self.run.among = Expressions({}, self._call, self._settings, self.run.taken)
        try:
            self.body = parsed(self.text).body
            self._follow(self.body, {})
        except UnicodeError:
            raise refused(self.text, Place(), "the text has half a character in it.") from None
        except SyntaxError as error:
            place = Place(error.lineno or 1, error.offset or 1)
            raise refused(self.text, place, f"this is not Python: {error.msg}.") from None
        for one in self.whole:
            if isinstance(one, Made):
                hand_on(self._groups, one)
        self._paces.settle([one for one in self.whole if isinstance(one, Made)])

    @property
    def whole(self) -> list[Made | Curve]:
        """What is found and is no part of anything else."""
        return [one for one in self.found if id(one) not in self.used]

    @property
    def rate(self) -> float | None:
        """The rate of the optimizer that the text builds last."""
        return self._rates[-1] if self._rates else None

    def _follow(self, body: list[ast.stmt], scope: dict[str, Any]) -> None:
        for statement in body:
            self._one(statement, scope)

    def _one(self, statement: ast.stmt, scope: dict[str, Any]) -> None:
        match statement:
            case ast.ImportFrom(names=names):
                self._names |= {name.asname: name.name for name in names if name.asname}
            case ast.Assign(targets, value):
                found = self._value(value, scope)
                if isinstance(found, dict):
                    self.dicts.append((found, _place(value)))
                self._assign(targets, found, scope)
            case ast.AnnAssign(target, value=ast.expr() as value):
                self._assign([target], self._value(value, scope), scope)
            case ast.FunctionDef():
                self._define(statement, scope)
            case ast.Return(ast.expr() as value):
                self._last_value = self._value(value, scope)
            case ast.Expr(value):
                self._value(value, scope)
            case ast.AugAssign():
                self._loops.count(statement, self._expressions(scope))
            case ast.For() | ast.While():
                if isinstance(statement, ast.For):
                    self._count_epochs(statement, scope)
                with self._loops.inside(statement, self._expressions(scope)):
                    self._follow(statement.body, scope)
            case ast.If(test, body, orelse):
                with self._loops.where(test, self._expressions(scope)):
                    self._follow(body, scope)
                self._follow(orelse, scope)
            case ast.ClassDef(body=body):
                if builder := own_class(statement):
                    self.builders = {**self.builders, statement.name: builder}
                self._follow(body, scope)
            case ast.With(body=body) | ast.Try(body=body):
                self._follow(body, scope)

    def _count_epochs(self, loop: ast.For, scope: dict[str, Any]) -> None:
        """Takes the number of epochs from a loop over them."""
        epochs = self._value(loop.iter, scope)
        if "epoch" in ast.unparse(loop.target).lower() and isinstance(epochs, list) and len(epochs) > 1:
            self.run.lasts(len(epochs), "epochs")

    def _assign(self, targets: list[ast.expr], value: Any, scope: dict[str, Any]) -> None:
        for target in targets:
            if isinstance(target, ast.Tuple | ast.List) and isinstance(value, list):
                for inner, one in zip(target.elts, value, strict=False):
                    self._assign([inner], one, scope)
            elif name := dotted(target):
                scope[name] = value

    def _define(self, node: ast.FunctionDef, scope: dict[str, Any]) -> None:
        """Notes a function, and follows its body with what its arguments are where nothing is given."""
        function = Function(node, scope)
        scope[node.name] = self.functions[node.name] = function
        inner = dict(scope)
        defaults = dict(zip(function.parameters[::-1], node.args.defaults[::-1], strict=False))
        for name in function.parameters:
            inner.pop(name, None)
            if name in defaults:
                self._assign([ast.Name(name)], self._value(defaults[name], scope), inner)
        with self._loops.outside():
            self._follow(node.body, inner)
        ending = node.body[-1]
        if isinstance(ending, ast.Return) and ending.value:
            self.results[node.name] = self._last_value
            if node.name in self.returned:
                self.returned[node.name](self.run, self._last_value)

    def _value(self, node: ast.expr, scope: dict[str, Any]) -> Any:
        return self._expressions(scope).value(node)

    def _expressions(self, scope: dict[str, Any]) -> Expressions:
        return Expressions(scope, self._call, self._settings)

    def _call(self, node: ast.Call, among: Expressions) -> Any:
        """What a call stands for: what a library builds, an optimizer, or nothing known."""
        name = dotted(node.func).rpartition(".")[2] or getattr(node.func, "attr", "")
        name = self._names.get(name, name)
        given = [Given(among.value(one), _place(one)) for one in node.args if not isinstance(one, ast.Starred)]
        named = {k.arg: Given(among.value(k.value), _place(k.value)) for k in node.keywords if k.arg}
        named.pop("verbose", None)  # older schedulers of torch take it, and newer ones do not
        if name in ("step", "step_update") and isinstance(node.func, ast.Attribute):
            return self._paces.step(among.value(node.func.value), node, [one.value for one in given], among)
        if name == "load_state_dict" and isinstance(made := among.value(getattr(node.func, "value", node.func)), Made):
            self.loading.append(made)
        if name == "add_param_group":
            self.run.leave_out("A group of parameters that is added later is not read.")
        if name == "add_argument":
            return self._declared(given, named)
        if name == "partial" and given and isinstance(given[0].value, Function):
            bound = {key: one.value for key, one in named.items()}
            return replace(given[0].value, bound=bound)
        if isinstance(among.scope.get(name), Curve):
            return self._asked(among.scope[name], node, among)
        if isinstance(self.results.get(name), Made | Curve | Driven | list):
            return self.results[name]
        if name in self.builders and name not in among.scope:
            return self._built(name, node, given, named, among)
        return self._optimizer(name, node, given, named, among) or among.unsaid(node)

    def _built(self, name: str, node: ast.Call, given: list[Given], named: dict[str, Given], among: Expressions) -> Any:
        builder = self.builders[name]
        if builder is group_schedulers:
            given = [Given(self._returned(one.value), one.place) for one in given]
        made = self._of_groups(builder, name, _place(node), given, named)
        if not isinstance(made, Made | Curve):
            return among.unsaid(node) if made is None else made
        if len(self.found) >= _MOST_FOUND:
            raise refused(self.text, _place(node), f"at most {_MOST_FOUND} schedulers are read, and here is one more.")
        arguments = [self._returned(one) for one in _flat([one.value for one in (*given, *named.values())])]
        self.used |= {id(one) for one in arguments if isinstance(one, Made | Curve) and one is not made}
        if not any(one is made for one in self.found):
            made.place = _place(node)
            self.found.append(made)
            if isinstance(made, Made) and made.stepped is None and any(map(_counts_epochs, _lengths(node))):
                made.stepped = EACH_EPOCH
        return made

    def _returned(self, value: Any) -> Any:
        """What functions of the text return, in their place."""
        if isinstance(value, list):
            return list(map(self._returned, value))
        return self.results.get(getattr(value.node, "name", ""), value) if isinstance(value, Function) else value

    def _of_groups(
        self, builder: Callable[..., Any], name: str, place: Place, given: list[Given], named: dict[str, Given]
    ) -> Any:
        """What is built for all groups of parameters, or for each where the arguments have lists for them."""
        try:
            each = for_groups(builder, self.run, given, named)
        except ValueError as error:
            raise refused(self.text, place, str(error)) from None
        return joined(self.run, [build(builder, self.run, self.text, place, *one, name) for one in each])

    def _asked(self, curve: Curve, node: ast.Call, among: Expressions) -> Curve:
        """A curve that is asked for a step; one that is asked for `step // 100` changes once in 100 steps."""
        match node.args:
            case [ast.BinOp(_, ast.FloorDiv(), by)]:
                length = among.value(by)
                if isinstance(length, int) and 0 < length <= MOST_STEPS:
                    curve.stepped = EACH_EPOCH
                    self.run.epoch_has(length)
        return curve

    def _declared(self, given: list[Given], named: dict[str, Given]) -> None:
        """An argument of a command line: its default is what `args.name` stands for."""
        names = [one.value for one in given if isinstance(one.value, str)]
        default = named["default"].value if "default" in named else None
        if names and default is not None and not isinstance(default, Unknown):
            self._settings[names[-1].lstrip("-").replace("-", "_")] = default

    def _optimizer(
        self, name: str, node: ast.Call, given: list[Given], named: dict[str, Given], among: Expressions
    ) -> Driven | None:
        """What is given a rate by its name is an optimizer; those of torch have one of themselves."""
        rate = named.get("lr") or named.get("learning_rate")
        if rate is None and name not in _RATES:
            return None
        parameters = named.get("params") or (given[0] if given else None)
        nodes = [*node.args[:1], *(one.value for one in node.keywords if one.arg == "params")]
        groups = read_groups(self.run, nodes[0], parameters.value, among.scope) if parameters and nodes else ()
        self._groups = groups or self._groups
        value = _RATES.get(name) if rate is None else rate.value
        if isinstance(value, Unknown):
            value = self.run.worked_out(value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return Driven(groups=groups)
        self._rates.append(float(value))
        return Driven(float(value), groups)


def _place(node: ast.expr) -> Place:
    return Place(node.lineno, node.col_offset + 1)


def _flat(values: list[Any]) -> list[Any]:
    """The values, and those in lists and dicts among them."""
    flat: list[Any] = []
    for value in values:
        inner = list(value.values()) if isinstance(value, dict) else value
        flat += _flat(inner) if isinstance(inner, list) else [inner]
    return flat


def _lengths(node: ast.Call) -> list[ast.expr]:
    return [*node.args, *(keyword.value for keyword in node.keywords)]


def _counts_epochs(node: ast.expr) -> bool:
    """Whether an argument is the number of epochs by its name."""
    return counts_epochs(dotted(node).rpartition(".")[2])
