"""The link holds the whole state, in full, so that it opens the same picture when first views have changed."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lrviz.ui.kit import values
from lrviz.ui.kit.visitors import came_by_bare_address

VERSION_KEY, VERSION = "v", "2"
"""What a link says of itself. Without it a link is of the first kind: it leaves out what is as in the first view."""

BEHIND = "~behind"
"""Where the session notes that the whole page is to run next."""

ALWAYS = object()
"""In the place of a declared default: there is none, and the link always holds the value."""

AS_FIRST = object()
"""In the place of a declared default: it is what the widget shows by itself."""

_NOTICES, _RESTORED, _SEEN, _PAGE, _STOPS, _FULL = "~notices", "~restored", "~seen", "~page", "~stops", "~full"
_LONGEST_SHOWN = 60
_MARKDOWN = frozenset("\\*_[]<>$#~:|")


@dataclass(frozen=True)
class Reading:
    """How a link's text becomes a widget's value.

    Attributes:
        name: what the widget is called.
        allowed: the allowed values in words.
        read: the value that a text says; raises a ValueError where it says none.
        fits: whether the widget can show a value that it had before.
        many: whether the value is a list, and the link has a text for each item.
    """

    name: str
    allowed: str
    read: Callable[[str], Any]
    fits: Callable[[Any], bool] = lambda _: True
    many: bool = False


class _Met(NamedTuple):
    """A widget in this run: how it is read; what it shows by itself now, in the first view, and by its declaration."""

    reading: Reading
    initial: Any
    first: Any
    declared: Any


class Link:
    """The link during one run of a page's script.

    Each widget asks it for its value. In a session's first run, and when somebody goes back in the browser, that is
    what the address says; later it is what the session holds. A bad value falls back to what would be shown without
    it, and the page says so.

    A link in full, which has a version, holds every value that is not the default of its declaration. The address
    becomes one as soon as anything differs from the first view, and stays one. One without a version says what differs
    from the first view.

    Browsers need about 20 ms for a widget. So what is folded away is left out of the page, not of the link.

    Attributes:
        fresh: whether this is the session's first run.
        steps: how long the run is that the page is about, which sliders of lengths reach to; 0 until it is known.
        lengths: what lengths that are typed in other units are measured by; None where they are typed in steps alone.
    """

    def __init__(self, page: values.Page) -> None:
        """Begins a run of a page.

        Args:
            page: what the keys of its widgets begin with.
        """
        self._page = page
        self.fresh = _SEEN not in st.session_state
        context = get_script_run_ctx()
        self._back = context is not None and context.is_history_navigation
        if st.session_state.get(_PAGE, page) != page:
            values.release(page, set())
        st.session_state[_PAGE] = page
        if self._back:
            values.forget(page)
        values.assign_postponed()
        st.session_state.pop(BEHIND, None)  # it runs now
        restored = st.session_state.pop(_RESTORED, None)
        self._restored: dict[str, Any] = restored or {}
        came_by_bare_address()  # notes it
        self._address = {key: st.query_params.get_all(key) for key in st.query_params}
        self._given = self._address if self.fresh or self._back else {}
        self._values: dict[str, Any] = {}
        self._met: dict[str, _Met] = {}
        self._drawn: set[str] = set()
        self._refused: dict[str, Any] = {}
        self._stops: dict[str, tuple[float, ...]] = {}
        self._own: set[str] = set()
        self._sparing = False
        self.steps = 0
        self.lengths: Any = None
        if restored is None:
            st.session_state[_NOTICES] = []

    @property
    def notices(self) -> list[str]:
        """What was wrong with the link, a sentence each, until the next change."""
        return list(st.session_state.get(_NOTICES, ()))

    def value(self, key: str, reading: Reading, first: Any, declared: Any = AS_FIRST, drawn: bool = True) -> Any:
        """What a widget shows.

        Args:
            key: the widget's, which is the parameter's name.
            reading: how a text of the link is read.
            first: what it shows by itself.
            declared: the default of its declaration; left out, it is what it shows by itself.
            drawn: whether it is drawn, unless it is folded away.
        """
        initial = self._meet(key, reading, first, declared)
        if drawn and not self._sparing:
            self._drawn.add(key)
        standing, kept = st.session_state.get(key, values.ABSENT), values.kept()  # few questions: each takes its time
        known = kept.get(key, values.ABSENT) if standing is values.ABSENT else standing
        held = self._held(key, reading, initial, known)
        if standing is not values.ABSENT and standing != held:
            st.session_state[key] = held
        self._values[key] = kept[key] = held
        return held

    def _meet(self, key: str, reading: Reading, first: Any, declared: Any) -> Any:
        """Notes a widget; what it shows by itself now."""
        declared = first if declared is AS_FIRST else declared
        initial = declared if VERSION_KEY in self._given and declared is not ALWAYS else first
        self._met[key] = _Met(reading, initial, first, declared)
        return initial

    def _held(self, key: str, reading: Reading, initial: Any, known: Any) -> Any:
        if key in self._restored:
            return self._restored[key]
        if not self._back and known is not values.ABSENT:
            return known if reading.fits(known) else initial
        return self._read(key, reading, initial) if key in self._given else initial

    def _read(self, key: str, reading: Reading, initial: Any) -> Any:
        """What the address says; what cannot be is refused."""
        texts = self._given[key]
        try:
            if reading.many:
                return [reading.read(text) for text in texts if text]
            if len(texts) > 1:
                self._say(f"{_code(key)} must be given once, got it {len(texts)} times")
                return initial
            return reading.read(texts[0])
        except (ValueError, OverflowError):
            self._say(f"{_code(key)} must be {reading.allowed}, got {_code(', '.join(texts))}")
            return initial

    def now(self, key: str) -> Any:
        """What a widget shows that has been met in this run."""
        return self._values[key]

    @contextmanager
    def fold(self, closed: bool) -> Iterator[None]:
        """Leaves widgets out while `closed` is true."""
        before = self._sparing
        self._sparing = before or closed
        yield
        self._sparing = before

    @property
    def sparing(self) -> bool:
        """Whether what stands here is folded away."""
        return self._sparing

    @contextmanager
    def meeting(self) -> Iterator[list[str]]:
        """The keys of the widgets that are met meanwhile, once that has ended."""
        before, keys = self._met, list[str]()
        self._met = {}
        yield keys
        keys += self._met
        self._met = before | self._met

    def differing(self, keys: Iterable[str]) -> list[tuple[str, Any]]:
        """Names and values of those of some widgets that do not show the defaults of their declarations."""
        return [(self._met[key].reading.name, self._values[key]) for key in keys if self._differs(key)]

    def _differs(self, key: str) -> bool:
        """Whether a met widget does not show the default of its declaration."""
        return bool(self._values[key] != self._met[key].declared)

    def meets(self, slider: str, stops: tuple[float, ...]) -> bool:
        """Whether a slider's stops may be new to the browser, which then must be told its value as well.

        A browser that meets new stops without a value keeps its old place on them and sends what is there now. A run
        that is broken off may have told it neither, so stops count as known only once a run has come to `settle`.
        """
        self._stops[slider] = stops
        known: dict[str, tuple[float, ...]] = st.session_state.get(_STOPS, {})
        return known.get(slider) != self._stops[slider]

    def given(self, prefix: str) -> list[str]:
        """The keys of met widgets under a prefix that the address gives, where it is read."""
        return [key for key in self._met if key.startswith(prefix) and key in self._given]

    def refuse(self, keys: Iterable[str], why: str) -> None:
        """Falls back to what met widgets show by themselves, with another run of the script, and says why."""
        new = [key for key in keys if key not in self._refused]
        self._refused |= {key: self._met[key].initial for key in new}
        if new:
            self._say(why)

    def _say(self, why: str) -> None:
        notice = f"The link's {why}. The default is used."
        if notice not in st.session_state[_NOTICES]:
            st.session_state[_NOTICES].append(notice)

    def settle(self) -> None:
        """Ends the controls: writes the link; says what was wrong with it, in another run where values were refused."""
        values.settle_postponed()  # only now: a run that was broken off has not shown them
        self._say_strange()
        st.session_state[_SEEN] = True
        self._note_version()
        if self._refused:
            st.session_state[_RESTORED] = self._refused
            st.rerun()
        st.session_state[_STOPS] = self._stops
        values.release(self._page, self._drawn)
        self._write()
        with st.container():  # always there: what follows would be built anew in another place
            if self.notices:
                st.warning("\n\n".join(self.notices))

    def _say_strange(self) -> None:
        """Says which parameters of the address are none of this page."""
        for key, texts in self._given.items():
            if key == VERSION_KEY and texts != [VERSION]:
                why = f"must be {VERSION}, got {_code(', '.join(texts))}: another version of lrviz has made it"
                st.session_state[_NOTICES].append(f"The link's {_code(key)} {why}.")
            elif key not in (*self._met, VERSION_KEY):
                mine = (
                    "it belongs to a choice that this link does not make" if key.startswith(self._page) else "unknown"
                )
                st.session_state[_NOTICES].append(f"The link's {_code(key)} is ignored: {mine}.")

    def _note_version(self) -> None:
        """Takes over what the address says: a link in full, or one that is to say what differs from the first view."""
        if self.fresh or self._back:
            full: set[values.Page] = st.session_state.setdefault(_FULL, set())
            (full.add if VERSION_KEY in self._given else full.discard)(self._page)

    def _write(self) -> None:
        """Has the browser show the link, all of it at once."""
        full: set[values.Page] = st.session_state.setdefault(_FULL, set())
        if VERSION_KEY in self._address or any(self._values[key] != met.first for key, met in self._met.items()):
            full.add(self._page)
        link = self.parameters() if self._page in full else {}
        if link != self._address:
            st.query_params.from_dict(link)

    def parameters(self) -> dict[str, list[str]]:
        """The link in full: the texts of every parameter."""
        differing = {key: texts(self._values[key]) for key in self._met if self._differs(key)}
        return {VERSION_KEY: [VERSION], **dict(sorted(differing.items()))}

    def keep_back(self, key: str) -> None:
        """Leaves a value out of what is passed on; the visitor's own address has it all the same."""
        self._own.add(key)

    @property
    def query(self) -> str:
        """The link in full, as it is passed on behind an address."""
        return urlencode([one for one in self.parameters().items() if one[0] not in self._own], doseq=True)


def texts(value: Any) -> list[str]:
    """A widget's value as the link writes it."""
    items = value if isinstance(value, list) else [value]
    return [_text(item) for item in items] or [""]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return str(value).removesuffix(".0")  # a box of fractions gives 900.0 for what is declared as 900
    return str(value).lower() if isinstance(value, bool) else str(value)


def _code(text: str) -> str:
    shown = text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
    shown = "".join(c if c.isprintable() else " " for c in shown).replace("`", "'").strip()
    return f"`{shown}`" if shown else "nothing"


def complaint(text: str) -> str:
    """An error as Markdown that shows it to the letter, with the lines that point at a place in fixed width."""
    first, *rest = text.replace("`", "'").splitlines() or [""]
    plain = "".join(f"\\{c}" if c in _MARKDOWN else c for c in first)
    return "\n".join([plain, "```text", *rest, "```"]) if rest else plain
