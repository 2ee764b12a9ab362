"""Settings: the numbers of a scene that an axis can vary, read from the declarations."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypeAlias, TypeVar

from lrviz.hyperparameters import Declared, Hyperparameter, HyperparameterError, Range, hyperparameters
from lrviz.scene import Run, Scene

D = TypeVar("D", bound=Declared)
Changes: TypeAlias = dict[tuple[str, ...], Any]

_SCENE_WIDE = ("noise", "clip", "steps")
_COORDINATES = ("x", "y")
_SHARE = Range(-1e12, 1e12)


@dataclass(frozen=True)
class Setting:
    """A number somewhere in a scene.

    Attributes:
        path: dotted names from the scene's parts downwards, such as "optimizer.lr", "schedule.schedule.T_max",
            "schedule.milestones.0", "objective.condition", "start.x", "noise", "clip" or "steps".
        label: what menus show.
        parameter: the declaration of the number, with its kind and its range.
    """

    path: str
    label: str
    parameter: Hyperparameter

    @property
    def whole(self) -> bool:
        """Whether only integers are allowed."""
        return self.parameter.kind is int

    @property
    def range(self) -> Range:
        """The allowed interval; a wide one where the declaration names none."""
        return self.parameter.range or _SHARE


def settings_of(scene: Scene, run: int = 0) -> tuple[Setting, ...]:
    """Every number that an axis can vary in one run of a scene, the optimizer's first.

    Raises:
        ValueError: the scene has no such run.
    """
    _check_run(scene, run)
    optimizer, schedule = scene.runs[run].optimizer, scene.runs[run].schedule
    return (*_of_declared("optimizer", optimizer), *_of_declared("schedule", schedule), *_of_scene(scene))


def _check_run(scene: Scene, run: int) -> None:
    if not 0 <= run < len(scene.runs):
        raise HyperparameterError(f"run must be one of the scene's {len(scene.runs)} runs, got {run}")


def all_settings(scene: Scene) -> dict[str, Setting]:
    """Every number that an axis can vary, by its path, as the first run that has it declares it."""
    known: dict[str, Setting] = {}
    for index in range(len(scene.runs)):
        known |= {one.path: one for one in settings_of(scene, index) if one.path not in known}
    return known


def setting_at(scene: Scene, path: str) -> Setting:
    """The setting of a path, in the first run that has it.

    Raises:
        ValueError: no run has it; the message names those that there are.
    """
    known = all_settings(scene)
    if path not in known:
        raise HyperparameterError(f"a path must be one of {', '.join(known)}, got {path!r}")
    return known[path]


def value_at(scene: Scene, path: str, run: int = 0) -> Any:
    """The number at a path in one run of a scene: a float, an int, or None where it may be absent.

    Raises:
        ValueError: the run has no such path.
    """
    if path not in {one.path for one in settings_of(scene, run)}:
        raise _unknown(scene, path, run)
    first, *rest = path.split(".")
    if first == "start":
        return scene.origin[_COORDINATES.index(rest[0])]
    value: Any = scene if first in (*_SCENE_WIDE, "objective") else scene.runs[run]
    for name in (first, *rest):
        value = value[int(name)] if isinstance(value, tuple) else getattr(value, name)
    return value


def with_setting(scene: Scene, path: str, value: float, run: int | None = None) -> Scene:
    """The scene with another number at a path.

    Args:
        scene: its settings go everywhere else.
        path: of a setting.
        value: a float, or a whole number where the setting is one.
        run: the run to change; None changes every run that has the path. What all runs share is changed in any case.

    Raises:
        ValueError: no run has the path, or the declaration refuses the value.
    """
    if is_shared(path):
        if path not in [one.path for one in _of_scene(scene)]:
            raise _unknown(scene, path, run)
        return shared_changed(scene, {path: value})
    if run is not None:
        _check_run(scene, run)
    indices = range(len(scene.runs)) if run is None else [run]
    having = [index for index in indices if has(scene.runs[index], path)]
    if not having:
        raise _unknown(scene, path, run)
    change = {tuple(path.split(".")): value}
    runs = (changed(one, change) if index in having else one for index, one in enumerate(scene.runs))
    return replace(scene, runs=tuple(runs))


def is_shared(path: str) -> bool:
    """Whether all runs of a scene share what a path names."""
    return path.split(".")[0] not in ("optimizer", "schedule")


def shared_changed(scene: Scene, values: Mapping[str, float]) -> Scene:
    """The scene with other numbers at paths that all its runs share.

    Raises:
        ValueError: the declarations refuse them.
    """
    changes: dict[str, Any] = {}
    objective = {tuple(path.split(".")[1:]): value for path, value in values.items() if path.startswith("objective.")}
    if objective:
        changes["objective"] = changed(scene.objective, objective)
    x, y = scene.origin
    changes["start"] = (values.get("start.x", x), values.get("start.y", y))
    changes |= {name: fitting(Scene, name, values[name]) for name in _SCENE_WIDE if name in values}
    return replace(scene, **changes)


def changed(declared: D, changes: Changes) -> D:
    """The declared value with other numbers below it, all of them put in at once.

    Args:
        declared: any declared value.
        changes: the numbers by their dotted paths, split.

    Raises:
        ValueError: the declarations refuse them.
    """
    paths = list(changes)
    whole: D = Template(declared, paths).filled([fitted(declared, path, changes[path]) for path in paths])
    return whole


class Template:
    """A declared value, or a tuple, with open settings below it: it builds the values with other numbers there.

    Parts that many of those values share are built once.
    """

    def __init__(self, value: Any, paths: Sequence[tuple[str, ...]]) -> None:
        """Prepares the settings; `paths` may hold empty ones, which lie elsewhere."""
        self._value = value
        self._fields = {} if isinstance(value, tuple) else {name: vars(value)[name] for name in _declared(type(value))}
        self._own = [(path[0], index) for index, path in enumerate(paths) if len(path) == 1]
        inner = dict.fromkeys(path[0] for path in paths if len(path) > 1)
        self._inner = [(name, Template(_child(value, name), _below(paths, name))) for name in inner]
        self._used = [index for index, path in enumerate(paths) if path]
        self._known: dict[tuple[float, ...], Any] = {}

    def filled(self, numbers: Sequence[Any]) -> Any:
        """The value with these numbers, one for each path, of the types that their declarations want.

        Raises:
            ValueError: they do not go together.
        """
        key = tuple([numbers[index] for index in self._used])
        if key not in self._known:
            fields = {name: numbers[index] for name, index in self._own}
            for name, template in self._inner:
                fields[name] = template.filled(numbers)
            self._known[key] = self._with(fields)
        return self._known[key]

    def _with(self, fields: dict[str, Any]) -> Any:
        if isinstance(self._value, tuple):
            return tuple(fields.get(str(index), item) for index, item in enumerate(self._value))
        return assembled(type(self._value), self._fields | fields)


def assembled(kind: type[D], fields: Mapping[str, Any]) -> D:
    """An instance from fields that are known to be right one by one, so that only how they go together is checked."""
    whole = object.__new__(kind)
    whole.__dict__.update(fields)
    whole.check()
    return whole


def _below(paths: Sequence[tuple[str, ...]], name: str) -> list[tuple[str, ...]]:
    return [path[1:] if len(path) > 1 and path[0] == name else () for path in paths]


def fitted(declared: Declared, path: tuple[str, ...], number: Any) -> Any:
    """The number as the declaration below a declared value takes it.

    Raises:
        ValueError: it refuses it.
    """
    *inner, last = path
    value: Any = declared
    for name in inner:
        value, owner, field = _child(value, name), value, name
    if isinstance(value, tuple):
        parameter = _declared(type(owner))[field]
        return replace(parameter, many=False, length=None).check(type(owner).__name__, _whole(parameter, number))
    return fitting(type(value), last, number)


def fitting(owner: type[Declared], name: str, value: Any) -> Any:
    """The number as a field takes it: 3.0 is 3 where an integer is wanted.

    Raises:
        ValueError: the declaration refuses it.
    """
    return _declared(owner)[name].check(owner.__name__, _whole(_declared(owner)[name], value))


def _whole(parameter: Hyperparameter, value: Any) -> Any:
    return int(value) if parameter.kind is int and isinstance(value, float) and value.is_integer() else value


def _declared(owner: type) -> dict[str, Hyperparameter]:
    return _by_name(owner)


@cache
def _by_name(owner: Any) -> dict[str, Hyperparameter]:
    return {parameter.name: parameter for parameter in hyperparameters(owner)}


def has(run: Run, path: str) -> bool:
    """Whether a run has a setting with this path; the paths of what all runs share do not count."""
    value: Any = run
    *inner, last = path.split(".")
    for name in inner:
        value = _child(value, name)
    if isinstance(value, tuple):
        return last.isdigit() and int(last) < len(value) and isinstance(value[int(last)], int | float)
    return isinstance(value, Declared) and any(p.name == last and _is_number(p) for p in hyperparameters(type(value)))


def _child(value: Any, name: str) -> Any:
    if isinstance(value, tuple):
        return value[int(name)] if name.isdigit() and int(name) < len(value) else None
    return getattr(value, name, None) if isinstance(value, Declared) else None


def _is_number(parameter: Hyperparameter) -> bool:
    return parameter.kind in (int, float) and not parameter.many and not parameter.pairs


def _of_declared(path: str, declared: Declared) -> Iterator[Setting]:
    for parameter in hyperparameters(type(declared)):
        value, below = getattr(declared, parameter.name), f"{path}.{parameter.name}"
        if isinstance(value, Declared):
            yield from _of_declared(below, value)
        elif parameter.many and issubclass(parameter.kind, Declared):
            for index, item in enumerate(value):
                yield from _of_declared(f"{below}.{index}", item)
        elif parameter.many and parameter.kind in (int, float):
            for index in range(len(value)):
                label = f"{_title(declared)} · {parameter.name} {index + 1}"
                yield Setting(f"{below}.{index}", label, replace(parameter, many=False, default=value[index]))
        elif _is_number(parameter):
            yield Setting(below, f"{_title(declared)} · {_name(parameter)}", parameter)


def _title(declared: Declared) -> str:
    return str(getattr(declared, "title", "") or type(declared).__name__).replace("(none)", "Constant")


def _name(parameter: Hyperparameter) -> str:
    return "learning rate (lr)" if parameter.name == "lr" else parameter.name


def _of_scene(scene: Scene) -> Iterator[Setting]:
    formula = scene.objective.expression.names[2:]
    for one in _of_declared("objective", scene.objective):
        if one.parameter.name in formula:
            yield one
    for name, (low, high) in zip(_COORDINATES, scene.objective.window, strict=True):
        allowed = replace(_SHARE, usual=(low, high))
        yield Setting(
            f"start.{name}", f"start {name}", Hyperparameter(name, float, f"Where {name} starts.", 0.0, allowed)
        )
    yield from (Setting(name, name, _declared(Scene)[name]) for name in _SCENE_WIDE)


def _unknown(scene: Scene, path: str, run: int | None) -> HyperparameterError:
    known = all_settings(scene) if run is None else [one.path for one in settings_of(scene, run)]
    return HyperparameterError(f"a path must be one of {', '.join(known) or 'none'}, got {path!r}")
