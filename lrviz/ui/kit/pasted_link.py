"""A page's link that is read as text: nothing is drawn, and neither the session nor the address has to do with it."""

from collections.abc import Iterable
from typing import Any

from lrviz.ui.kit.link import AS_FIRST, VERSION_KEY, Link, Reading


class PastedLink(Link):
    """The link of a page whose controls only tell what they would show; each wrong value is a problem.

    Attributes:
        problems: what was wrong with it, a sentence each.
    """

    def __init__(self, page: str, given: dict[str, list[str]]) -> None:
        """Begins to read.

        Args:
            page: what the keys of the page's widgets begin with.
            given: the texts of each parameter.
        """
        self._page = page
        self._given = given
        self._values: dict[str, Any] = {}
        self._met = {}
        self._drawn: set[str] = set()
        self._sparing = True
        self.problems: list[str] = []
        self.steps = 0
        self.lengths: Any = None

    def value(self, key: str, reading: Reading, first: Any, declared: Any = AS_FIRST, drawn: bool = True) -> Any:
        """What a widget would show; arguments as in `Link.value`."""
        initial = self._meet(key, reading, first, declared)
        self._values[key] = self._read(key, reading, initial) if key in self._given else initial
        return self._values[key]

    def refuse(self, keys: Iterable[str], why: str) -> None:
        """Says why values cannot stand together."""
        self._say(why)

    def unknown(self, but: str) -> list[str]:
        """The parameters that no widget has asked for, except for those that begin so."""
        known = (*self._met, VERSION_KEY)
        return [key for key in self._given if key not in known and not key.startswith(but)]

    def _say(self, why: str) -> None:
        self.problems.append(f"The link's {why}.")
