"""Reads configurations: JSON, settings one a line as in YAML, and command lines."""

import ast
import json
import re
import shlex
from collections.abc import Mapping
from typing import Any

from lrviz.reading.arguments import Given, build
from lrviz.reading.libraries import LIBRARIES, Library
from lrviz.reading.program import Program
from lrviz.reading.refusal import PasteError, Place, refused
from lrviz.reading.run import Run
from lrviz.reading.values import Curve, Made
from lrviz.source import parsed_expression

Settings = Mapping[str, Given]

_LINE = re.compile(r"^\s*(?:-\s+)?[\"']?([A-Za-z_][\w.\-/]*)[\"']?\s*:\s+(.+?)\s*$")
_ASSIGNED = re.compile(r"^([A-Za-z_][\w.]*)=(.+)$")
_OPTION = re.compile(r"^(--[A-Za-z]|-[A-Za-z]$)")
_ABOUT_RATES = ("lr", "learning_rate", "warmup", "sched", "decay", "cycle", "cooldown")


def configuration(text: str, run: Run) -> tuple[str, Made | Curve] | None:
    """What a configuration becomes, and whose it is; None where the text is none.

    Raises:
        PasteError: it is one, and cannot be read.
    """
    settings = _json(text) if text.lstrip().startswith("{") else _command(text) or _lines(text)
    if settings is None:
        return None
    library = _whose(settings)
    if library is None or library.configured is None:
        if text.lstrip().startswith("{"):
            raise PasteError(f"This JSON is no configuration that is known. {_known()}")
        return None
    place = min(settings[key].place or Place() for key in library.keys & settings.keys())
    made = build(library.configured, run, text, place, (), settings, library.name)
    _say_unused(settings, library, run)
    return f"a configuration of {library.name}", made


def in_dicts(program: Program) -> list[Made | Curve]:
    """What the dicts of a program become that are configurations, such as the one that DeepSpeed is given."""
    found: list[Made | Curve] = []
    for values, place in program.dicts:
        settings = {str(key): Given(value, place) for key, value in values.items()}
        library = _whose(settings)
        if library is not None and library.configured is not None:
            made = build(library.configured, program.run, program.text, place, (), settings, library.name)
            made.place = place
            found.append(made)
    return found


def _whose(settings: Settings) -> Library | None:
    return next((one for one in LIBRARIES if one.keys & settings.keys()), None)


def _known() -> str:
    names = [f"{one.name} ({', '.join(sorted(one.keys)[:3])})" for one in LIBRARIES if one.keys]
    return f"Known by their settings are {'; '.join(names)}."


def _say_unused(settings: Settings, library: Library, run: Run) -> None:
    """Names the settings on the rate that were not used."""
    code: Any = library.configured
    used = set(code.__signature__.parameters if hasattr(code, "__signature__") else code.__code__.co_varnames)
    for key, given in settings.items():
        if key not in used and any(key.startswith(word) for word in _ABOUT_RATES):
            run.leave_out(f"{str(given.place).capitalize()}: {key} is not understood and left out.")


def _json(text: str) -> Settings | None:
    """The settings of a JSON object; None where the text may be a dict of Python."""
    try:
        read = json.loads(text)
    except json.JSONDecodeError as error:
        if '"' not in text or re.search(r"\b(True|False|None)\b|#|'", text):
            return None
        raise refused(text, Place(error.lineno, error.colno), f"this is not JSON: {error.msg}.") from None
    except RecursionError:
        raise refused(text, Place(), "the JSON is nested too deep to be read.") from None
    return {key: Given(value, _place_of(text, f'"{key}"')) for key, value in read.items()}


def _place_of(text: str, word: str, start: int = 0) -> Place:
    index = text.find(word, start)
    index = max(index, 0)
    return Place(text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))


def _lines(text: str) -> Settings | None:
    """The settings of lines such as `lr0: 0.01`; None where the text has other lines."""
    settings: dict[str, Given] = {}
    for number, line in enumerate(text.splitlines(), 1):
        bare = re.sub(r"(^|\s)#.*$", "", line)
        match = _LINE.match(bare)
        if match:
            settings.setdefault(match[1], Given(_literal(match[2]), Place(number, line.index(match[1]) + 1)))
        elif re.match(r"\s*(def|class|for|if|import|from|return|with)\b|.*\)\s*$", bare):
            return None
    return settings or None


def _command(text: str) -> Settings | None:
    """The settings of a command line such as `--lr 0.1` or `lr0=0.01`; None where the text is none."""
    flat = text.replace("\\\r\n", "   ").replace("\\\n", "  ")
    if not re.search(r"(^|\s)--[A-Za-z]", flat) and not re.match(r"\s*\$?\s*(yolo\s|[A-Za-z_]\w*=\S+\s+\w+=)", flat):
        return None
    if re.search(r"^\s*(def |class |import |from \w+ import)", text, re.MULTILINE):
        return None
    try:
        words = shlex.split(flat, comments=True)
    except ValueError as error:
        raise refused(text, Place(), f"this is no command line: {error}.") from None
    settings: dict[str, Given] = {}
    position, key = 0, ""
    for word in words:
        found = text.find(word, position)
        position = found if found >= 0 else position
        place = _place_of(text, word, position)
        if _OPTION.match(word):
            key, _, value = word.lstrip("-").partition("=")
            key = key.replace("-", "_")
            settings[key] = Given(_literal(value) if value else True, place)
            key = "" if value else key
        elif assigned := _ASSIGNED.match(word):
            settings[assigned[1]] = Given(_literal(assigned[2]), place)
        elif key:
            settings[key] = Given(_joined(settings[key].value, _literal(word)), settings[key].place)
    return settings or None


def _joined(before: Any, value: Any) -> Any:
    """What an option has with one more word: the word, then a list of them."""
    if before is True:
        return value
    return [*before, value] if isinstance(before, list) else [before, value]


_PLAIN = {"true": True, "false": False, "null": None, "none": None, "~": None, "yes": True, "no": False}


def _literal(text: str) -> Any:
    """The value that a word writes."""
    text = text.strip().rstrip(",")
    if text.lower() in _PLAIN:
        return _PLAIN[text.lower()]
    try:
        return float(text) if re.fullmatch(r"[-+]?[\d._]+[eE][-+]?\d+", text) else _parsed(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text.strip("\"'")


def _parsed(text: str) -> Any:
    if text.startswith("{"):
        return json.loads(text)
    return ast.literal_eval(parsed_expression(text)) if len(text) < 2000 else text
