"""An entry of the reference: all that is told of an optimizer, a schedule, a function or a law, or of two together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal, TypeAlias

from lrviz.comparison import Entry as Planned
from lrviz.export import assembled, function_code
from lrviz.forecasts import Law
from lrviz.hyperparameters import Declared, Hyperparameter, hyperparameters
from lrviz.lessons import english
from lrviz.lessons.showing import FORECAST_PLAN, forecast_entries, planned, scene_for
from lrviz.lessons.wording import EntryWording, Language
from lrviz.objectives import Objective
from lrviz.optimizers import Optimizer
from lrviz.scene import Scene
from lrviz.schedules import Schedule
from lrviz.source import merged

Shelf: TypeAlias = Literal["optimizers", "combinations", "schedules", "functions", "laws"]
Part: TypeAlias = Optimizer | Schedule | Objective | Law

_WORDINGS = {"en": english.ENTRIES}
_NOTHING = EntryWording()


@dataclass(frozen=True, eq=False)
class Entry:
    """One entry. What is not in the declaration is in the language modules, by its key.

    Attributes:
        key: its name in links; that of the class, unless it is about a class in a special setting, or about two.
        shelf: where it stands.
        parts: what it is about, with the values that its picture and its code have: an optimizer, a schedule, a
            function or a law of the loss, or an optimizer and the schedule that drives it.
    """

    key: str
    shelf: Shelf
    parts: tuple[Part, ...]

    def wording(self, language: Language = "en") -> EntryWording:
        """What is told beside the declaration; empty texts for a class of which nothing has been written yet."""
        return _WORDINGS[language].get(self.key, _NOTHING)

    @property
    def kind(self) -> type[Declared] | None:
        """The class that it is about; None where it is about a special setting or about two."""
        first = type(self.parts[0])
        return first if self.key == first.__name__ else None

    @property
    def title(self) -> str:
        """What it is called."""
        return self.wording().title or str(getattr(self.parts[0], "title", type(self.parts[0]).__name__))

    @property
    def sentence(self) -> str:
        """What it does."""
        return self.wording().sentence or self.parts[0].caption()

    @property
    def good_for(self) -> str:
        """What it is good for; empty where nothing has been written yet."""
        return self.wording().good_for

    @property
    def goes_wrong(self) -> str:
        """What goes wrong with it; empty where nothing has been written yet."""
        return self.wording().goes_wrong

    @property
    def also(self) -> tuple[str, ...]:
        """Other names by which people look for it, but for those that are the titles of entries."""
        names = [*(self.parts[0].also_called if self.kind else ()), *self.wording().also]
        titles = {self.title, *(wording.title for wording in english.ENTRIES.values())}
        return tuple(name for name in dict.fromkeys(names) if name not in titles)

    @property
    def names(self) -> tuple[str, ...]:
        """All names by which it is found: what it is called, its key, those of its classes, and the others."""
        classes = [str(getattr(part, "torch_name", None) or "") for part in self.parts]
        names = [self.title, self.key, *(type(part).__name__ for part in self.parts), *classes, *self.also]
        return tuple(dict.fromkeys(filter(None, names)))

    @property
    def formulas(self) -> tuple[str, ...]:
        """The formula of each part, in LaTeX."""
        return tuple(part.latex for part in self.parts)

    @property
    def optimizers(self) -> tuple[Optimizer, ...]:
        """The optimizers among its parts, which say what they remember."""
        return tuple(part for part in self.parts if isinstance(part, Optimizer))

    @property
    def laws(self) -> tuple[Law, ...]:
        """The laws of the loss among its parts, which say on what they were tried."""
        return tuple(part for part in self.parts if isinstance(part, Law))

    def fields(self) -> Sequence[tuple[Part, tuple[Hyperparameter, ...]]]:
        """The hyperparameters of each part."""
        return [(part, hyperparameters(type(part))) for part in self.parts]

    @property
    def changed(self) -> dict[str, Any]:
        """The fields that make a special setting of a class, with their values there; empty for a class or for two."""
        if self.kind or self.shelf != "optimizers":
            return {}
        (part,) = self.parts
        fields = hyperparameters(type(part))
        return {p.name: getattr(part, p.name) for p in fields if p.name != "lr" and getattr(part, p.name) != p.default}

    @cached_property
    def scene(self) -> Scene | None:
        """What shows it on a function; None for a schedule alone."""
        return scene_for(self.parts)

    @cached_property
    def planned(self) -> Planned | None:
        """Its schedule on a base rate, over `PLAN` or over the steps of its scene; None where there is no schedule."""
        return planned(self.parts)

    @cached_property
    def forecast(self) -> tuple[Planned, ...]:
        """Schedules whose losses by the law are shown; none where there is no law."""
        return forecast_entries() if self.laws else ()

    @cached_property
    def code(self) -> str:
        """PyTorch code that builds it, an optimizer at its default rate; of a function, code of two tensors.

        Of a law it is code of this library, which forecasts by it from a log.
        """
        first = self.parts[0]
        if isinstance(first, Law):
            return _law_code(first, self.forecast[0].schedule)
        if isinstance(first, Objective):
            return function_code(first)
        lr = self.planned.lr if self.planned else 0.0
        codes = merged(
            _at_default_rate(part).torch_code("model.parameters()")
            if isinstance(part, Optimizer)
            else part.torch_code(lr)
            for part in self.parts
            if not isinstance(part, Objective | Law)
        )
        names = ["optimizer" if isinstance(part, Optimizer) else "scheduler" for part in self.parts]
        return assembled(names, codes)


def _law_code(law: Law, schedule: Schedule) -> str:
    name, kind = type(law).__name__, type(schedule).__name__
    lines = [f"    {field}={value!r}," for field, value in schedule.arguments().items() if isinstance(value, int)]
    return "\n".join(
        (
            "import lrviz",
            f"from lrviz.forecasts import {name}",
            f"from lrviz.schedules import {kind}",
            "",
            'log = lrviz.read_log("run.csv")  # with step, learning rate and loss',
            f"schedule = {kind}(",
            *lines,
            ")",
            f"made = lrviz.forecast(log, schedule, steps={FORECAST_PLAN.steps}, law={name}())",
            "print(made.finals, made.warnings)",
        )
    )


def _at_default_rate(optimizer: Optimizer) -> Optimizer:
    (rate,) = (field.default for field in hyperparameters(type(optimizer)) if field.name == "lr")
    return replace(optimizer, lr=rate)


def shelf_title(shelf: Shelf, language: Language = "en") -> str:
    """The title of a shelf, by its key."""
    return {"en": english.SHELVES}[language][shelf]
