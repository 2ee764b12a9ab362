"""How the server is run: what the command line may choose, checked, with what is wrong in plain words."""

import os
import re
from dataclasses import dataclass
from ipaddress import ip_address

READ_ONLY_SEARCHES = "LRVIZ_READ_ONLY_SEARCHES"
"""The environment variable that keeps visitors from starting searches; "1" where it is so."""

BASE_PATH = "LRVIZ_BASE_PATH"
"""The environment variable that names the path below which the app lies, where the command line names none."""

SHARED = "LRVIZ_SHARED"
"""The environment variable that says that others than who has started the server visit it; "1" where it is so."""

FOLLOW = "LRVIZ_FOLLOW"
"""The environment variable that names the directory whose logs visitors may follow."""

SEVERAL = "LRVIZ_SEVERAL"
"""The environment variable that says that several processes share the visitors; "1" where it is so."""

_PATH = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")
_HOST = r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?"
_SCHEDULER = re.compile(r"(tcp|tls|ucx|ws|wss)://(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):\d{1,5}")
_ORIGIN = re.compile(rf"https?://{_HOST}", re.IGNORECASE)
_FRAME = re.compile(rf"'self'|'none'|https?://(\*\.)?{_HOST}")


class SettingError(ValueError):
    """A setting of the server is refused; the message says what is allowed and what came."""


@dataclass(frozen=True)
class Settings:
    """What is chosen for one server.

    Attributes:
        host: the address to listen on.
        port: the port to listen on.
        base_path: below which path the app lies, "" or "/a/path".
        origins: where else than at its own address a browser may have the page from.
        frame_ancestors: which pages may show the app in a frame.
        metrics: whether /_stcore/metrics answers.
    """

    host: str = "127.0.0.1"
    port: int = 8501
    base_path: str = ""
    origins: tuple[str, ...] = ()
    frame_ancestors: tuple[str, ...] = ("'self'",)
    metrics: bool = False

    @property
    def address(self) -> str:
        """Where a browser on this machine finds it."""
        host = "localhost" if self.host in ("0.0.0.0", "::") else f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}{self.base_path}"

    @property
    def shared(self) -> bool:
        """Whether anything says that others than who starts it are to visit it."""
        framed = any(who not in ("'self'", "'none'") for who in self.frame_ancestors)
        return bool(self.base_path or self.origins or framed or not is_loopback(self.host))


def port(text: str) -> int:
    """A port.

    Raises:
        SettingError: it is none.
    """
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:6]) <= 65535:
        raise SettingError(f"a port must be a whole number in [1, 65535], got {text!r}")
    return int(text)


def base_path(text: str) -> str:
    """A path below which the app lies, with a slash in front and none behind.

    Raises:
        SettingError: it is none.
    """
    path = "/" + text.strip("/") if text.strip("/") else ""
    if not _PATH.fullmatch(path):
        raise SettingError(f"a base path must be like /tools/lrviz (letters, digits and . _ ~ -), got {text!r}")
    return path


def origin(text: str) -> str:
    """An origin, as browsers send it.

    Raises:
        SettingError: it is none.
    """
    if not _ORIGIN.fullmatch(text):
        raise SettingError(f"an origin must be like https://school.example:8443, without a path, got {text!r}")
    return text.lower()


def frame_ancestor(text: str) -> str:
    """Who may show the app in a frame, as a content security policy names it.

    Raises:
        SettingError: it is none.
    """
    named = f"'{text}'" if text in ("self", "none") else text
    if not _FRAME.fullmatch(named):
        raise SettingError(f"a frame ancestor must be self, none or like https://*.school.example, got {text!r}")
    return named


def scheduler(text: str) -> str:
    """The address of a Dask scheduler; "" is none.

    Raises:
        SettingError: it is no address.
    """
    if text and not _SCHEDULER.fullmatch(text):
        raise SettingError(f"a scheduler must be an address like tcp://10.0.0.1:8786, got {text!r}")
    return text


def followed(text: str) -> str:
    """A directory whose logs may be followed, as its real path; "" is none.

    Raises:
        SettingError: there is no such directory.
    """
    if not text:
        return ""
    if "\0" in text or not os.path.isdir(text):
        raise SettingError(f"what may be followed must be a directory, got {text!r}")
    return os.path.realpath(text)


def is_loopback(host: str) -> bool:
    """Whether a host is this very machine, which nobody reaches from elsewhere."""
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_shared() -> bool:
    """Whether the server was started for others to visit."""
    return os.environ.get(SHARED, "") not in ("", "0")


def is_one_of_several() -> bool:
    """Whether other processes serve the same address, so that two visitors may meet different ones."""
    return os.environ.get(SEVERAL, "") not in ("", "0")


def searches_are_read_only() -> bool:
    """Whether visitors may look at stored searches and not start or change any."""
    return os.environ.get(READ_ONLY_SEARCHES, "") not in ("", "0")
