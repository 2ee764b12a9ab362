"""Knows the forms in which tools print a line of numbers: which of its numbers belong to which name."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from lrviz.analysis.logs.counting import OF
from lrviz.analysis.logs.names import BAR, COUNTERS, EPOCH, counts, is_loss, is_rate


class Field(NamedTuple):
    """A number in a line: what it is called, and where it stands."""

    key: str
    start: int
    end: int


class Form(NamedTuple):
    """A way to print a line.

    Attributes:
        name: who prints it so.
        example: a line.
        read: the numbers of a line; none where it is of another form.
    """

    name: str
    example: str
    read: Callable[[str], list[Field]]


NUMBER = r"(?:[-+]?(?:\d{1,3}(?:,\d{3})++(?!\d)(?:\.\d+)?|\d++\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[-+]?(?:nan|inf)\b)"
_WORD = r"[A-Za-z_@][\w./@%#\-]*+"
_KEY = rf"(?<![\w.])(?P<key>{_WORD}(?: {_WORD}){{0,6}}(?: ?\([^()\d]{{0,30}}\))?)[\"']?"
_PAIR = rf"{_KEY}(?:\s*[:=]\s*|\s+|(?=\[))(?P<open>[\[(\"']*)\s*(?P<number>{NUMBER})(?:\s*/\s*(?P<of>\d+))?"
_BAR = r"(?<![\w./])(?P<bar>\d+)/(?P<bar_of>\d+)\s*\["
_PLACE = r"(?:\[\s*|:\s+)(?P<place>\d+)\s*/\s*(?P<place_of>\d+)(?=\s*[\](]|(?<=\d)\s+[a-z])"
_BARE_STEP = r"\]\s*\[(?P<step>\d+)\]\s"
_TOKEN = re.compile("|".join((_BAR, _PLACE, _BARE_STEP, _PAIR)))
_MORE = re.compile(rf"[\])\s]*,[\[(\s]*({NUMBER})")
_BETWEEN = re.compile(r"[\])\s:]*")
_OTHER_COUNTS = frozenset(
    ("of", "per", "total", "max", "min", "last", "next", "best", "warmup", "every", "for", "in", "num", "number")
)


def _pairs(line: str) -> list[Field]:
    """The numbers with a name before them, and the places such as [20/100]."""
    fields: list[Field] = []
    position = 0
    while found := _TOKEN.search(line, position):
        position = found.end()
        if found["key"] is not None:
            new = list(_values(line, found))
            position = max([position, *(one.end for one in new)])
        else:
            new = list(_placed(found, fields))
        fields += new
    return _first_of_each(fields)


def _values(line: str, found: re.Match[str]) -> Iterator[Field]:
    """A number, or a short list of them, under the name before it."""
    key, start, end = _key(found["key"]), found.start("number"), found.end("number")
    if line[end : end + 1] == "%" and is_counter(key):
        return
    more = [] if "[" not in found["open"] else _listed(line, end)
    if more:
        yield Field(f"{key}[0]", start, end)
        yield from (Field(f"{key}[{place}]", *span) for place, span in enumerate(more, start=1))
        return
    yield Field(key, start, end)
    if found["of"] is not None:
        yield Field(f"{key}{OF}", found.start("of"), found.end("of"))


def _listed(line: str, end: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    while (found := _MORE.match(line, end)) and len(spans) < 16:
        spans.append(found.span(1))
        end = found.end()
    return spans


def _placed(found: re.Match[str], fields: list[Field]) -> Iterator[Field]:
    """A place without a name: of a progress bar, or behind an epoch."""
    if found["step"] is not None:
        yield Field("step", found.start("step"), found.end("step"))
        return
    name, kind = (BAR, "bar") if found["bar"] is not None else ("iter", "place")
    if kind == "place" and fields and _BETWEEN.fullmatch(found.string, fields[-1].end, found.start()):
        fields[-1] = fields[-1]._replace(key=fields[-1].key if counts(fields[-1].key, EPOCH) is not None else "epoch")
    yield Field(name, found.start(kind), found.end(kind))
    yield Field(f"{name}{OF}", found.start(f"{kind}_of"), found.end(f"{kind}_of"))


def _key(words: str) -> str:
    """A name without the words that only lead to it: "INFO step" is step, "validation loss at iteration" iteration."""
    name = words.rsplit(" at ", 1)[-1]
    before, _, last = name.rpartition(" ")
    leads = before and not _OTHER_COUNTS & set(before.lower().split())
    return last if leads and any(counts(last, unit) is not None for unit in COUNTERS) else name


def _first_of_each(fields: list[Field]) -> list[Field]:
    known: dict[str, Field] = {}
    for one in fields:
        known.setdefault(one.key, one)
    return list(known.values())


_DARKNET = re.compile(
    rf"\s*(?P<step>\d+):\s*(?P<loss>{NUMBER}),\s*(?P<average>{NUMBER}) avg(?: loss)?,\s*(?P<lr>{NUMBER}) rate"
    r"(?:,.* (?P<images>\d+) images)?"
)
_WORDS = re.compile(rf"(?P<step>\d+) (?:(?P<train>train)|(?P<val>val)) (?P<loss>{NUMBER})\s*$")
_SHORT = re.compile(rf"s:(?P<step>\d+) (?:tel:(?P<val>{NUMBER})|trl:(?P<loss>{NUMBER})(?: lr:(?P<lr>{NUMBER}))?)")


def _darknet(line: str) -> list[Field]:
    return _groups(_DARKNET.match(line), {"step": "step", "loss": "loss", "average": "avg loss", "lr": "rate (lr)"})


def _words(line: str) -> list[Field]:
    found = _WORDS.match(line)
    loss = "train loss" if found and found["train"] else "val loss"
    return _groups(found, {"step": "step", "loss": loss})


def _short(line: str) -> list[Field]:
    return _groups(_SHORT.match(line), {"step": "step", "loss": "train loss", "val": "val loss", "lr": "lr"})


def _groups(found: re.Match[str] | None, keys: dict[str, str]) -> list[Field]:
    if found is None:
        return []
    return [Field(key, *found.span(group)) for group, key in keys.items() if found[group] is not None]


FORMS = (
    Form("darknet", " 1128: 0.670639, 1.023025 avg loss, 0.001300 rate, 9.46 seconds, 72192 images", _darknet),
    Form("build-nanogpt", "250 train 5.912345", _words),
    Form("llm.c", "s:250 trl:5.9123 lr:0.000214 norm:1.2", _short),
    Form("names before their numbers", "step 10 | loss: 6.5 | lr 1.2e-05", _pairs),
)
"""Every form, the particular ones before the general one."""


def fields_of(line: str) -> list[Field]:
    """The numbers of a line that says something of a step, a learning rate or a loss; else none."""
    for form in FORMS:
        fields = form.read(line)
        if any(_tells(one.key) for one in fields):
            return fields
    return []


def _tells(key: str) -> bool:
    return is_rate(key) or is_loss(key) or any(counts(key, unit) is not None for unit in COUNTERS)


def is_counter(key: str) -> bool:
    """Whether a name counts something, or is how far that goes."""
    bare = key.removesuffix(OF)
    return bare == BAR or any(counts(bare, unit) is not None for unit in COUNTERS)
