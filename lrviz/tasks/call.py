"""A call of one of the package's own functions, which can be made here and written into a script with its source."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lrviz.source import Code
from lrviz.source.reading import plain_source


@dataclass(frozen=True)
class Call:
    """A call of a function.

    Attributes:
        function: what is called.
        arguments: its arguments, by name.
        helpers: the other functions that it needs.
        reads: makes the first arguments here, where a script takes them from a package.
        read_as: what a script writes in the place of those arguments.
        imports: the line that imports what `read_as` names.
        package: what pip must install for it.
        preface: gives source that stands in front, as it is, for what `read_as` names.
    """

    function: Callable[..., Any]
    arguments: Mapping[str, Any] = field(default_factory=dict)
    helpers: tuple[Callable[..., Any], ...] = ()
    reads: Callable[[], tuple[Any, ...]] = tuple
    read_as: str = ""
    imports: str = ""
    package: str = ""
    preface: Callable[[], str] = str

    def made(self) -> Any:
        """What the function returns."""
        return self.function(*self.reads(), **self.arguments)

    def code(self) -> Code:
        """The call as Python, with the source of all that it needs."""
        given = [self.read_as] if self.read_as else []
        given += [f"{name}={value!r}" for name, value in self.arguments.items()]
        sources = tuple(plain_source(function) for function in (*self.helpers, self.function))
        imports = (self.imports,) if self.imports else ()
        return Code(f"{self.function.__name__}({', '.join(given)})", (*imports, *sources), self.package)
