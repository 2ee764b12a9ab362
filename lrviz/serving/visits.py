"""Whether whoever visits sits at the server's own machine, as far as a request can tell."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from lrviz.serving.settings import is_loopback, is_shared

_PASSED_ON = ("x-forwarded", "forwarded", "via", "x-real-ip")
"""How the headers begin that a proxy adds."""


def is_from_this_machine(listens: str, headers: Mapping[str, str]) -> bool:
    """Whether nothing says that a visit comes from elsewhere.

    A server that listens on this machine alone is also visited through a proxy beside it. That one is known by what it
    adds to a request, or by the name under which it was asked for, which browsers tell.

    Args:
        listens: the address that the server listens on; "" is every one.
        headers: of the visitor's request, in any case.
    """
    told = {name.lower(): value for name, value in headers.items()}
    if is_shared() or not is_loopback(listens) or any(name.startswith(_PASSED_ON) for name in told):
        return False
    names = [f"//{told.get('host', '')}", *([told["origin"]] if "origin" in told else [])]
    return all(is_loopback(_host(name)) for name in names)


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
