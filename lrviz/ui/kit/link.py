"""The link holds the whole state: widgets are bound to query parameters, and a bad one falls back with a notice."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Literal, TypeAlias

import streamlit as st
from streamlit.errors import StreamlitAPIException

Binding: TypeAlias = Literal["query-params"] | None

BEHIND = "~behind"
"""Where the session notes that the whole page is to run next."""

_NOTICES, _RESTORED, _SEEN, _POSTPONED = "~notices", "~restored", "~seen", "~postponed"
_PAGE, _KEPT, _STOPS = "~page", "~kept", "~stops"
_LONGEST_SHOWN = 60
_MARKDOWN = frozenset("\\*_[]<>$#~:|")


class Link:
    """The link during one run of a page's script.

    Streamlit lets a bad value through or drops it silently. So a page that meets one notes it here, goes on with the
    default, and `settle` runs the script once more with the defaults written over the bad values.

    Browsers need about 20 ms for a widget. So what is folded away is left out, except for widgets whose values are not
    the defaults: those must stand, because Streamlit takes a widget that is gone out of the link.

    A page that a visitor comes back to is as it was left: Streamlit forgets the widgets of the others, so `settle`
    notes their values.

    Attributes:
        fresh: whether this is the session's first run.
        steps: how long the run is that the page is about, which sliders of lengths reach to; 0 until it is known.
    """

    def __init__(self, page: str) -> None:
        """Begins a run of a page.

        Args:
            page: what the keys of its widgets begin with.
        """
        self._page = page
        if st.session_state.get(_PAGE, page) != page:
            assign(kept(page))
        st.session_state[_PAGE] = page
        assign(postponed())
        st.session_state.pop(BEHIND, None)  # it runs now
        restored = st.session_state.pop(_RESTORED, None)
        self._restored: dict[str, Any] = restored or {}
        self._refused: dict[str, Any] = {}
        self._drawn: dict[str, Any] = {}
        self._stops: dict[str, tuple[float, ...]] = {}
        self._sparing = False
        self.steps = 0
        self.fresh = _SEEN not in st.session_state
        if restored is None:
            st.session_state[_NOTICES] = []

    @property
    def notices(self) -> list[str]:
        """What was wrong with the link, a sentence each, until the next change."""
        return list(st.session_state.get(_NOTICES, ()))

    def watch(
        self, key: str, default: Any, allowed: str, accepts: Callable[[str], bool], many: bool = False
    ) -> Binding:
        """Checks the parameter of a widget that is about to be drawn.

        Args:
            key: the widget's key, which is the parameter's name.
            default: what the widget shows without the parameter.
            allowed: the allowed values in words.
            accepts: whether a text is allowed.
            many: whether the parameter may be given more than once.

        Returns:
            The widget's `bind`: None for a bad value, which Streamlit must not see.
        """
        self._drawn[key] = default
        if key in self._restored:
            st.session_state[key] = default
            # Streamlit itself clears the parameters of widgets that it had bound
            with suppress(StreamlitAPIException, KeyError):
                del st.query_params[key]
            return "query-params"
        given = st.query_params.get_all(key)
        if not given and st.session_state.get(key, default) != default:
            # a callback wrote it, and the visitor was quicker: an assigned value is written again
            st.session_state[key] = st.session_state[key]
        if len(given) > 1 and not many:
            self.refuse([key], f"{_code(key)} must be given once, got it {len(given)} times")
        elif not all(accepts(text) for text in given):
            self.refuse([key], f"{_code(key)} must be {allowed}, got {_code(', '.join(given))}")
        return None if key in self._refused else "query-params"

    def passes(self, key: str, default: Any, read: Callable[[str], Any]) -> Any:
        """The value of a parameter whose widget is not shown, because it has no effect now; kept for when it has."""
        self._drawn[key] = default
        value = st.session_state.get(key)
        if value is None and key in st.query_params:
            with suppress(ValueError):
                value = read(st.query_params[key])
        return default if value is None else value

    @contextmanager
    def fold(self, closed: bool) -> Iterator[None]:
        """Leaves widgets that show their defaults out while `closed` is true."""
        before = self._sparing
        self._sparing = before or closed
        yield
        self._sparing = before

    @property
    def sparing(self) -> bool:
        """Whether what stands here is folded away."""
        return self._sparing

    def omits(self, key: str, default: Any) -> bool:
        """Whether a widget is left out now: it is folded away and would show its default."""
        if not self._sparing or key in st.query_params or key in self._restored:
            return False
        return bool(st.session_state.get(key, default) == default)

    def meets(self, slider: str, stops: Sequence[float]) -> bool:
        """Whether a slider's stops may be new to the browser, which then must be told its value as well.

        A browser that meets new stops without a value keeps its old place on them and sends what is there now. A run
        that is broken off may have told it neither, so stops count as known only once a run has come to `settle`.
        """
        self._stops[slider] = tuple(stops)
        known: dict[str, tuple[float, ...]] = st.session_state.get(_STOPS, {})
        return known.get(slider) != self._stops[slider]

    def given(self, prefix: str) -> list[str]:
        """The keys of drawn widgets under a prefix that the link of a new session gives."""
        if not self.fresh or self._restored:
            return []
        return [key for key in self._drawn if key.startswith(prefix) and key in st.query_params]

    def refuse(self, keys: Iterable[str], why: str) -> None:
        """Falls back to the defaults of drawn widgets and says why."""
        new = [key for key in keys if key not in self._refused]
        self._refused |= {key: self._drawn[key] for key in new}
        if new:
            st.session_state[_NOTICES].append(f"The link's {why}. The default is used.")

    def settle(self) -> None:
        """Ends the controls: says what was wrong with the link; where values were refused, runs the script again."""
        st.session_state.pop(_POSTPONED, None)  # only now: a run that was broken off has not shown them
        if self.fresh:
            for key in [key for key in st.query_params if key not in self._drawn]:
                mine = (
                    "it belongs to a choice that this link does not make" if key.startswith(self._page) else "unknown"
                )
                st.session_state[_NOTICES].append(f"The link's {_code(key)} is ignored: {mine}.")
                del st.query_params[key]
        st.session_state[_SEEN] = True
        if self._refused:
            st.session_state[_RESTORED] = self._refused
            st.rerun()
        st.session_state[_STOPS] = self._stops
        keep(self._page, {key: st.session_state[key] for key in self._changed()})
        with st.container():  # always there: what follows would be built anew in another place
            if self.notices:
                st.warning("\n\n".join(self.notices))

    def _changed(self) -> list[str]:
        """The keys of drawn widgets that do not show their defaults."""
        return [key for key, default in self._drawn.items() if st.session_state.get(key, default) != default]


def _code(text: str) -> str:
    shown = text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
    shown = "".join(c if c.isprintable() else " " for c in shown).replace("`", "'").strip()
    return f"`{shown}`" if shown else "nothing"


def complaint(text: str) -> str:
    """An error as Markdown that shows it to the letter, with the lines that point at a place in fixed width."""
    first, *rest = text.replace("`", "'").splitlines() or [""]
    plain = "".join(f"\\{c}" if c in _MARKDOWN else c for c in first)
    return "\n".join([plain, "```text", *rest, "```"]) if rest else plain


def assign(values: dict[str, Any]) -> None:
    """Gives widgets their values before they are drawn, for use in callbacks; the link follows.

    Streamlit writes the link of widgets that stand, and refuses that to others; for widgets that appear now it is
    written here.
    """
    for key, value in values.items():
        st.session_state[key] = value
        if value is not None:
            with suppress(StreamlitAPIException):
                st.query_params[key] = text(value)


def kept(page: str) -> dict[str, Any]:
    """The values with which a page opens the next time."""
    return dict(st.session_state.get(_KEPT, {}).get(page, {}))


def keep(page: str, values: dict[str, Any]) -> None:
    """Notes the values with which a page that is left now opens the next time."""
    st.session_state[_KEPT] = st.session_state.get(_KEPT, {}) | {page: values}


def postpone(values: dict[str, Any]) -> None:
    """`assign` at the next run of the whole page, for callbacks of a fragment in which the widgets do not stand."""
    st.session_state[_POSTPONED] = postponed() | values


def postponed() -> dict[str, Any]:
    """The values that wait for the next run of the whole page."""
    return dict(st.session_state.get(_POSTPONED, {}))


def text(value: Any) -> str | list[str]:
    """A widget's value as the link writes it."""
    if isinstance(value, list):
        return [str(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)
