"""Exports an optimizer that no package publishes as a torch.optim.Optimizer with the source of its rule."""

import ast
import builtins
from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import indent
from types import FunctionType, ModuleType
from typing import Any

from lrviz.hyperparameters import hyperparameters
from lrviz.source import Known, parsed, plain_source, specialised, used_names

_OPERATIONS = {
    "sqrt": "lambda value: torch.as_tensor(value).sqrt()",
    "absolute": "abs",
    "sign": "lambda value: torch.as_tensor(value).sign()",
    "maximum": "lambda a, b: torch.maximum(torch.as_tensor(a), torch.as_tensor(b))",
    "minimum": "lambda a, b: torch.minimum(torch.as_tensor(a), torch.as_tensor(b))",
    "where": "lambda condition, a, b: torch.where(torch.as_tensor(condition), a, b)",
    "power": "lambda base, exponent: base**exponent",
    "single": "lambda value: torch.as_tensor(value).float().double()",
    "each": "lambda function, step, *values: function(step, *values)",
    "average": "lambda average, value, decay: torch.lerp(average, value, 1 - decay)",
    "bias_correction": "lambda decay, step: 1 - decay**step",
    "fill": "lambda parameter, value: torch.zeros_like(parameter) + value",
    "every": "lambda condition: bool(torch.as_tensor(condition).all())",
    "some": "lambda condition: bool(torch.as_tensor(condition).any())",
    "lerp": "lambda start, end, weight: torch.lerp(start, end, torch.as_tensor(weight))",
}
"""`Arithmetic` on tensors."""

_RULE = '''
class {name}Rule:
    """One step of one parameter, under the hyperparameters of its group."""

    def __init__(self, group):
{fields}

{members}
'''

_OPTIMIZER = '''
class {name}(torch.optim.Optimizer):
    """{caption}

    Made by lrviz from the update rule above: no package publishes this optimizer.
    """

    def __init__(
        self,
        params,
{arguments}
    ):
        defaults = {{
{passed}
        }}
        super().__init__(params, defaults)

    @torch.no_grad()
    def step(self, closure=None):
        """Takes one step; `closure` may evaluate the loss again."""
        loss = None if closure is None else torch.enable_grad()(closure)()
        for group in self.param_groups:
            rule = {name}Rule(group)
{norm}            for parameter in (p for p in group["params"] if p.grad is not None):
                known = self.state[parameter]
                if not known:
                    known.update(step=0, state=rule.begin(parameter.clone(), ops))
                known["step"] += 1
                at, gradient = parameter.clone(), parameter.grad.clone(){share}
                moved, known["state"] = rule.update(
                    at, gradient, known["state"], group["lr"], known["step"], ops
                )
                parameter.copy_(moved)
        return loss
'''

_NORM = """\
            norm = torch.cat([p.grad.flatten() for p in group["params"] if p.grad is not None]).norm()
            share = rule.gradient_share(norm, ops)
"""


@dataclass(frozen=True)
class OwnClass:
    """A torch optimizer made from an update rule.

    Attributes:
        definitions: the imports, functions and classes that define it under the name of the class of the rule.
        arguments: what it may be built with: the hyperparameters that the rule uses.
    """

    definitions: tuple[str, ...]
    arguments: tuple[str, ...]


def own_class(rule: Any) -> OwnClass:
    """The torch optimizer that steps as a rule with these hyperparameters does, without branches that it never takes.

    Raises:
        ValueError: the rule needs something whose source cannot leave.
    """
    kind, gathered = type(rule), _Gathered(rule)
    groups = {field: group for group in kind.torch_groups.items() for field in group[1]}
    used = [p.name for p in hyperparameters(kind) if p.name in {"lr", kind.cycled, *gathered.fields}]
    pairs = dict.fromkeys(groups.get(name, (name, (name,))) for name in used)
    arguments = {name: kind().torch_arguments()[name] for name, _ in pairs}
    fields = [", ".join(f"self.{field}" for field in members) + f' = group["{name}"]' for name, members in pairs]
    operations = [f"    {name} = staticmethod({_OPERATIONS[name]})" for name in sorted(gathered.operations)]
    definitions = _RULE.format(
        name=kind.__name__,
        fields=indent("\n".join(fields), " " * 8),
        members=indent("\n\n".join(gathered.members.values()), " " * 4),
    )
    optimizer = _OPTIMIZER.format(
        name=kind.__name__,
        caption=kind.caption(),
        arguments=indent("\n".join(f"{name}={value!r}," for name, value in arguments.items()), " " * 8),
        norm=_NORM if kind.scales_gradient else "",
        share=" * share" if kind.scales_gradient else "",
        passed=indent("\n".join(f'"{name}": {name},' for name in arguments), " " * 12),
    )
    head = 'class ops:\n    """The operations of update rules, on tensors."""\n'
    functions = gathered.functions.values()
    return OwnClass(
        (*functions, "\n".join([head, *operations]), definitions.strip(), optimizer.strip()), tuple(arguments)
    )


class _Gathered:
    """The source that a rule needs for its steps, found by reading its methods."""

    def __init__(self, rule: Any) -> None:
        self._kind = type(rule)
        moved = {"lr", self._kind.cycled}
        values = {p.name: getattr(rule, p.name) for p in hyperparameters(self._kind)}
        self._declared = set(values)
        values |= {name: getattr(rule, name) for name in _fixed(self._kind, self._declared - moved)}
        self._known = Known({f"self.{name}": value for name, value in values.items() if name not in moved})
        self._inside: list[str] = []
        self.fields: set[str] = set()
        self.members: dict[str, str] = {}
        self.functions: dict[str, str] = {}
        self.operations: set[str] = set()
        for method in ("begin", "update", *(("gradient_share",) if self._kind.scales_gradient else ())):
            self._member(method)

    def _member(self, name: str) -> None:
        """A hyperparameter, a method, a property or a constant of the class."""
        if name in self._declared:
            self.fields.add(name)
        if name in self._declared or name in self.members:
            return
        value = getattr(self._kind, name)
        function = value.fget if isinstance(value, property) else value
        self.members[name] = "" if isinstance(function, FunctionType) else f"{name} = {value!r}"
        if isinstance(function, FunctionType):
            self.members[name] = ast.unparse(self._read(function, self._known))

    def _read(self, function: FunctionType, known: Known) -> ast.FunctionDef:
        """A function as these values leave it, after gathering what it then uses."""
        if function.__name__ in self._inside:
            raise ValueError(f"{self._kind.__name__} must not call a function inside itself, got {function.__name__}")
        self._inside.append(function.__name__)
        (definition,) = parsed(plain_source(function, in_place=False)).body
        assert isinstance(definition, ast.FunctionDef)
        specialised(definition, known)
        called = _Calls(self, known, function.__globals__)
        specialised(called.visit(definition), known)
        for node in ast.walk(definition):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                if node.value.id == "self":
                    self._member(node.attr)
                elif node.value.id == "ops":
                    self.operations.add(node.attr)
        for name in _foreign(definition):
            self._global(name, function)
        self._inside.pop()
        return definition

    def call(self, node: ast.Call, function: FunctionType, known: Known) -> ast.expr:
        """A call of a function of the module, of which only what the call uses leaves."""
        parameters = function.__code__.co_varnames[: function.__code__.co_argcount]
        bound = dict(zip(parameters, node.args, strict=False)) | {str(k.arg): k.value for k in node.keywords}
        definition = self._read(function, Known(known.values_of(bound)))
        match definition.body[ast.get_docstring(definition) is not None :]:
            case [ast.Return(ast.Name(name))] if name in bound:
                return bound[name]
        used = used_names(*definition.body)
        definition.args.args = [argument for argument in definition.args.args if argument.arg in used]
        given = [bound[name] for name in parameters if name in used and name in bound]
        return ast.Call(ast.Name(self._named(definition), ast.Load()), given, [])

    def _named(self, definition: ast.FunctionDef) -> str:
        """The name under which a function leaves: its own, with a number where another form of it has that."""
        own, number = definition.name, 1
        while self.functions.setdefault(definition.name, ast.unparse(definition)) != ast.unparse(definition):
            number += 1
            definition.name = f"{own}_{number}"
        return definition.name

    def _global(self, name: str, function: FunctionType) -> None:
        """A module, a constant or a function that is handed on, beside the class."""
        value = function.__globals__.get(name)
        if name in self.functions:
            return
        if isinstance(value, FunctionType):
            self.functions[name] = ast.unparse(self._read(value, Known({})))
        elif isinstance(value, ModuleType):
            self.functions[name] = f"import {value.__name__}" + ("" if value.__name__ == name else f" as {name}")
        elif isinstance(value, int | float | str | tuple):
            self.functions[name] = f"{name} = {value!r}"
        else:
            raise ValueError(
                f"{self._kind.__name__} must be made of functions, modules and numbers, whose source can leave, "
                f"got {name} in {function.__name__}"
            )


class _Calls(ast.NodeTransformer):
    """Passes on calls of functions of a module."""

    def __init__(self, gathered: _Gathered, known: Known, names: Mapping[str, Any]) -> None:
        self._gathered, self._known, self._names = gathered, known, names

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        function = self._names.get(node.func.id) if isinstance(node.func, ast.Name) else None
        return self._gathered.call(node, function, self._known) if isinstance(function, FunctionType) else node


def _fixed(kind: type, fields: set[str]) -> list[str]:
    """The properties that depend on nothing but some fields."""
    properties = {name: value for base in kind.__mro__ for name, value in vars(base).items() if name[:1] != "_"}
    found = ((name, value.fget) for name, value in properties.items() if isinstance(value, property))
    return [name for name, function in found if function and {*function.__code__.co_names} <= fields]


def _foreign(definition: ast.FunctionDef) -> list[str]:
    """The names that a function takes from its module."""
    names = [node for node in ast.walk(definition) if isinstance(node, ast.Name)]
    own = {node.arg for node in ast.walk(definition) if isinstance(node, ast.arg)}
    own |= {node.id for node in names if isinstance(node.ctx, ast.Store)}
    return list(dict.fromkeys(node.id for node in names if node.id not in own and not hasattr(builtins, node.id)))
