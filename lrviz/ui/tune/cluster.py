"""Where a sweep of the page is computed: on this server, or on a Dask cluster that its visitor may use."""

from urllib.parse import urlsplit

import streamlit as st

from lrviz.serving.settings import is_loopback
from lrviz.serving.visits import is_from_this_machine
from lrviz.sweeps.offline import SCHEDULER, scheduler_address


def scheduler_control() -> str:
    """The widget that says where a sweep is computed: the address of a scheduler, or "" for this server.

    A scheduler can run code here. So only who sits at this machine may name one; others have the one that the server
    was started with, or none.

    Raises:
        ValueError: an address that may not be named.
    """
    named = scheduler_address(None) or ""
    if not is_from_this_machine(st.get_option("server.address") or "", st.context.headers):
        tip = "Off computes on this server."
        return named if named and st.toggle("On the server's Dask cluster", True, key="~cluster", help=tip) else ""
    tip = "A Dask scheduler on this machine, or the one that the server was started with; empty computes here."
    given = st.text_input("Dask scheduler", named, key="~scheduler", help=tip, placeholder="tcp://127.0.0.1:8786")
    check_scheduler(given.strip())
    return given.strip()


def check_scheduler(address: str) -> None:
    """Refuses a cluster that who sits at this machine may not send the server to.

    Raises:
        ValueError: the address is neither "", nor on this machine, nor the one that the server was started with.
    """
    if address in ("", scheduler_address(None)):
        return
    if not (address.startswith("tcp://") and is_loopback(urlsplit(address).hostname or "")):
        raise ValueError(
            f"the scheduler must be tcp:// on this machine or the server's own {SCHEDULER}, since a scheduler "
            f"can run code here, got {address}"
        )
