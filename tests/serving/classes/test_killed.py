"""A server that is killed in the middle of a class has it again; told to end, it ends whoever is connected."""

import signal
from contextlib import ExitStack

import psutil

from tests.browser.server import free_port, serving
from tests.load import servers
from tests.serving.classes.visiting import Class


def process_of(address: str) -> psutil.Process:
    """The process of a server."""
    (own,) = (process for process in servers(address) if process.ppid() == psutil.Process().pid)
    return own


def test_votes_that_were_kept_outlive_a_killed_server_which_then_ends_with_all_connected(tmp_path) -> None:
    port = free_port()
    with serving(data=str(tmp_path), port=port, base_path="/a") as address:
        server = process_of(address)
        opened = Class.opened(address.rstrip("/"))
        with opened.phone() as (phone, seat, _), opened.projector() as projector:
            projector.move(projector.state(phase="lobby"))
            phone.state(phase="asking")
            phone.say({"answer": {"item": 0, "round": 1, "value": 1, "n": 1}})
            phone.hear_until("kept")
            server.kill()
            server.wait()
    with serving(data=str(tmp_path), port=port, base_path="/a") as address:
        server = process_of(address)
        with ExitStack() as hall:
            _, same, state = hall.enter_context(opened.phone(seat))
            assert (same, state["phase"], state["mine"]) == (seat, "asking", 1)
            told = hall.enter_context(opened.projector()).state(phase="asking")
            assert told["people"] == {"here": 1, "seats": 1, "answered": 1}
            for _ in range(60):
                hall.enter_context(opened.phone())
            server.send_signal(signal.SIGINT)
            assert server.wait(timeout=60) is not None, "it ends, whoever is connected"
