"""The address of a class as a QR code that a phone reads from the last row."""

import io
import re
from ipaddress import ip_address

import segno

from lrviz.serving.settings import is_loopback

_HOST = r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)"
_CLASS = re.compile(rf"https?://{_HOST}(?::\d{{1,5}})?(?:/[A-Za-z0-9._~-]+){{0,8}}/class/[A-Za-z0-9]{{1,12}}")
_LONGEST = 200


class NoAddressError(ValueError):
    """What was given is not the address of a class."""


def qr_svg(address: str) -> bytes:
    """The code as a picture, dark on light with a quiet edge, as large as it is shown.

    Raises:
        NoAddressError: it is not the address of a class, or only this machine understands it.
    """
    found = _CLASS.fullmatch(address[: _LONGEST + 1])
    if found is None or len(address) > _LONGEST:
        raise NoAddressError(f"the address must be like http://192.168.1.20:8501/class/KWXPD, got {address[:60]!r}")
    if is_only_here(found[1]):
        raise NoAddressError(f"the address must be one that a phone reaches, got {address!r}")
    drawn = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(drawn, kind="svg", border=4, dark="#000", light="#fff", omitsize=True, xmldecl=False, nl=False)
    return drawn.getvalue()


def is_only_here(host: str) -> bool:
    """Whether a host means another machine on each machine, or none."""
    try:
        return is_loopback(host) or ip_address(host.strip("[]")).is_unspecified
    except ValueError:
        return False
