"""Puts the students' page together: one file of HTML that asks the server for nothing else."""

import base64
import hashlib
import html
import posixpath
import re
from collections.abc import Iterable

from lrviz.classroom import ALPHABET
from lrviz.paths import assets

_ROOM = "class/phone"
_SHEET = re.compile(r'<link rel="stylesheet" href="([^"]+)">')
_PROGRAM = re.compile(r'<script type="module" src="([^"]+)"></script>')
_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[^"]+)";\n', re.MULTILINE)
_NAMED = re.compile(r"^(?:export )?(?:async )?(?:const|let|class|function\*?) ([\w$]+)", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?:/\*.*?\*/|//[^\n]*)[ \t]*\n", re.MULTILINE | re.DOTALL)
_INDENT = re.compile(r"^[ \t]+|\n(?=\n)", re.MULTILINE)
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_SCRIPT = re.compile(r'<script type="module">(.*?)</script>', re.DOTALL)


def phone_page(base_path: str) -> str:
    """The page that a phone opens, with its style and its modules inside.

    Args:
        base_path: the path below which the app lies, "" or one that begins with a slash.
    """
    page = _SHEET.sub(lambda found: f"<style>\n{_sheet(found[1])}</style>", _asset(f"{_ROOM}/index.html"))
    page = _PROGRAM.sub(lambda found: f'<script type="module">\n{_program(found[1])}</script>', page)
    told = {"{{base}}": base_path, "{{alphabet}}": ALPHABET}
    return re.sub(r"\{\{\w+\}\}", lambda place: html.escape(told[place[0]]), page)


def phone_policy(page: str, frame_ancestors: Iterable[str]) -> str:
    """The content security policy of such a page: nothing but what stands in it, and a line to the server.

    "'self'" allows no WebSocket in Safari before 15.4, hence the schemes.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_digests(_SCRIPT, page)}",
            f"style-src {_digests(_STYLE, page)}",
            "img-src data:",
            "connect-src 'self' ws: wss:",
            "base-uri 'none'",
            "form-action 'none'",
            f"frame-ancestors {' '.join(frame_ancestors)}",
        )
    )


def _digests(kind: re.Pattern[str], page: str) -> str:
    digests = (hashlib.sha256(inside.encode()).digest() for inside in kind.findall(page))
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def _asset(file: str) -> str:
    return (assets() / file).read_text("utf-8")


def _sheet(name: str) -> str:
    return _packed(_asset(f"{_ROOM}/{name}"))


def _program(name: str) -> str:
    """A module and all that it imports as one, each behind those that it needs."""
    sources: dict[str, str] = {}
    _add(f"{_ROOM}/{name}", sources)
    named = [one for source in sources.values() for one in _NAMED.findall(source)]
    if twice := sorted({one for one in named if named.count(one) > 1}):
        raise ValueError(f"modules of the students' page must not share names, got {', '.join(twice)} twice")
    return _packed("\n".join(re.sub(r"^export ", "", source, flags=re.MULTILINE) for source in sources.values()))


def _add(name: str, sources: dict[str, str]) -> None:
    """Adds a module, unless it is there, and before it what it imports."""
    source = _COMMENT.sub("", _asset(name))
    for names, path in _IMPORT.findall(source):
        if " as " in names:
            raise ValueError(
                f"modules of the students' page must keep the names that they import, got {names} in {name}"
            )
        other = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
        if other not in sources:
            _add(other, sources)
    sources[name] = _IMPORT.sub("", source)


def _packed(source: str) -> str:
    """Without comments, indents and empty lines, none of which stands inside a text of several lines."""
    return _INDENT.sub("", _COMMENT.sub("", source))
