"""Whether a server can listen where it is told to, said in plain words before anything starts."""

import errno
import os
import socket

from lrviz.serving.settings import SettingError

_REASONS = {
    errno.EADDRINUSE: "is in use by another program: end that one, or choose another with --port",
    errno.EACCES: "may not be used by this user: choose one above 1023 with --port",
}


def check(host: str, port: int) -> None:
    """Looks whether a server could listen there.

    Raises:
        SettingError: it could not, and why.
    """
    no_host = SettingError(f"--host must be an address of this machine, such as 127.0.0.1 or 0.0.0.0, got {host!r}")
    try:
        (family, kind, protocol, _, address), *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise no_host from None
    with socket.socket(family, kind, protocol) as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise no_host from None
            reason = _REASONS.get(error.errno or 0, f"cannot be used: {error.strerror}")
            raise SettingError(f"port {port} of {host} {reason}") from None
