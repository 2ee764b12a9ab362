"""Under which addresses phones in the hall reach this machine."""

import socket
from collections.abc import Iterable, Iterator
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

import psutil

from lrviz.serving.settings import SettingError, Settings, is_loopback
from lrviz.serving.settings import origin as checked_origin

_EVERYWHERE = {"0.0.0.0": (4,), "::": (4, 6), "": (4, 6)}
"""What is listened to on every network, with the versions of the addresses that then answer."""

_INNER = ("docker", "br-", "veth", "virbr", "vboxnet", "vmnet", "cni", "flannel", "podman", "lxc", "utun", "tailscale")
"""How the networks are called that lie inside a machine or lead to another one, as a rule not into the hall."""

_AFAR = {4: "192.0.2.1", 6: "2001:db8::1"}
"""Addresses that belong to nobody: the way there is the way into the world, and nothing is sent."""

Address = IPv4Address | IPv6Address


def places(settings: Settings, origin: str = "") -> list[str]:
    """Where phones find the app, the likeliest first; empty where none can.

    Args:
        settings: how the server is run.
        origin: where the browser that asks has the page from; behind a proxy with a certificate it is the only one.
    """
    afar = list(_from_afar(origin))
    behind_proxy = any(one.startswith("https:") for one in afar)
    own = [] if behind_proxy else [f"http://{_written(host)}:{settings.port}" for host in _hosts(settings.host)]
    return [f"{place}{settings.base_path}" for place in dict.fromkeys([*afar, *own])]


def _from_afar(origin: str) -> Iterator[str]:
    with suppress(SettingError, ValueError):
        named = checked_origin(origin)
        if not is_loopback(urlsplit(named).hostname or ""):
            yield named


def _hosts(listens: str) -> list[str]:
    if listens in _EVERYWHERE:
        return [str(one) for one in ordered(_networks(), _outward()) if one.version in _EVERYWHERE[listens]]
    return [] if is_loopback(listens) else [listens]


def ordered(networks: Iterable[tuple[str, Address]], outward: Iterable[Address]) -> list[Address]:
    """The addresses that a phone may reach, the likeliest first.

    Those of IPv4 come first, of these the one that leads outward, and those of networks inside the machine last.

    Args:
        networks: the name of each network and an address of this machine in it.
        outward: those that lead to other machines.
    """
    ways = set(outward)
    known = [(one.version == 6, one not in ways, name.startswith(_INNER), one) for name, one in networks]
    return [one for *_, one in sorted(known, key=lambda row: row[:3]) if _is_reachable(one)]


def _is_reachable(address: Address) -> bool:
    return not (address.is_loopback or address.is_link_local or address.is_unspecified or address.is_multicast)


def _networks() -> Iterator[tuple[str, Address]]:
    states = psutil.net_if_stats()
    for name, known in psutil.net_if_addrs().items():
        if name in states and not states[name].isup:
            continue
        for one in known:
            with suppress(ValueError):  # hardware addresses are told too
                yield name, ip_address(one.address.partition("%")[0])


def _outward() -> Iterator[Address]:
    for family, afar in ((socket.AF_INET, _AFAR[4]), (socket.AF_INET6, _AFAR[6])):
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((afar, 9))
            yield ip_address(probe.getsockname()[0])


def _written(host: str) -> str:
    return f"[{host}]" if ":" in host else host
