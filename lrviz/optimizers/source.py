"""Exports an optimizer that no package publishes as a torch.optim.Optimizer with the source of its rule."""

import ast
import builtins
from collections.abc import Callable
from textwrap import indent
from types import FunctionType, ModuleType
from typing import Any

from lrviz.hyperparameters import hyperparameters
from lrviz.source import plain_source

_OPERATIONS = {
    "sqrt": "lambda value: torch.as_tensor(value).sqrt()",
    "absolute": "abs",
    "sign": "lambda value: torch.as_tensor(value).sign()",
    "maximum": "lambda a, b: torch.maximum(torch.as_tensor(a), torch.as_tensor(b))",
    "minimum": "lambda a, b: torch.minimum(torch.as_tensor(a), torch.as_tensor(b))",
    "where": "lambda condition, a, b: torch.where(torch.as_tensor(condition), a, b)",
    "power": "lambda base, exponent: base**exponent",
    "single": "lambda value: torch.as_tensor(value).float().double()",
    "each": "lambda function, *values: function(*values)",
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


def torch_definitions(kind: Any) -> tuple[str, ...]:
    """The imports, functions and classes that define a torch optimizer with the name of a class of update rules.

    Raises:
        ValueError: the rule needs something whose source cannot leave.
    """
    gathered = _Gathered(kind)
    arguments = kind().torch_arguments()
    groups = {field: group for group in kind.torch_groups.items() for field in group[1]}
    pairs = dict.fromkeys(groups.get(p.name, (p.name, (p.name,))) for p in hyperparameters(kind))
    fields = [", ".join(f"self.{field}" for field in members) + f' = group["{name}"]' for name, members in pairs]
    operations = [f"    {name} = staticmethod({_OPERATIONS[name]})" for name in sorted(gathered.operations)]
    rule = _RULE.format(
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
    return *gathered.functions.values(), "\n".join([head, *operations]), rule.strip(), optimizer.strip()


class _Gathered:
    """The source that a rule needs for its steps, found by reading its methods."""

    def __init__(self, kind: Any) -> None:
        self._kind = kind
        self._fields = {parameter.name for parameter in hyperparameters(kind)}
        self.members: dict[str, str] = {}
        self.functions: dict[str, str] = {}
        self.operations: set[str] = set()
        for method in ("begin", "update", *(("gradient_share",) if kind.scales_gradient else ())):
            self._member(method)

    def _member(self, name: str) -> None:
        """A method, a property or a constant of the class."""
        if name in self._fields or name in self.members:
            return
        value = getattr(self._kind, name)
        function = value.fget if isinstance(value, property) else value
        self.members[name] = "" if isinstance(function, FunctionType) else f"{name} = {value!r}"
        if isinstance(function, FunctionType):
            self.members[name] = self._read(function)

    def _read(self, function: Callable[..., Any]) -> str:
        """The source of a function, after gathering what it uses."""
        source = plain_source(function, in_place=False)
        tree = ast.parse(source)
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                if node.value.id == "self":
                    self._member(node.attr)
                elif node.value.id == "ops":
                    self.operations.add(node.attr)
        names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
        own = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        own |= {node.id for node in names if isinstance(node.ctx, ast.Store)}
        for name in dict.fromkeys(node.id for node in names if node.id not in own and not hasattr(builtins, node.id)):
            self._global(name, function)
        return source

    def _global(self, name: str, function: Any) -> None:
        """A function, a module or a constant beside the class."""
        value = function.__globals__.get(name)
        if name in self.functions:
            return
        self.functions[name] = ""
        if isinstance(value, FunctionType):
            self.functions[name] = self._read(value)
        elif isinstance(value, ModuleType):
            self.functions[name] = f"import {value.__name__}" + ("" if value.__name__ == name else f" as {name}")
        elif isinstance(value, int | float | str | tuple):
            self.functions[name] = f"{name} = {value!r}"
        else:
            raise ValueError(
                f"{self._kind.__name__} must be made of functions, modules and numbers, whose source can leave, "
                f"got {name} in {function.__name__}"
            )
