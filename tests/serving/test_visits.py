"""A visit is from this machine only where nothing says otherwise: not the server, its proxy or the browser."""

from dataclasses import fields

import pytest

from lrviz.serving.settings import SHARED, Settings, is_loopback
from lrviz.serving.visits import is_from_this_machine

HERE = {"Host": "localhost:8501", "Origin": "http://localhost:8501"}


@pytest.mark.parametrize(
    ("listens", "headers", "here"),
    [
        ("127.0.0.1", HERE, True),
        ("localhost", {"host": "127.0.0.1:8501"}, True),
        ("::1", {"HOST": "[::1]:8501", "origin": "http://[::1]:8501"}, True),
        ("0.0.0.0", HERE, False),
        ("", HERE, False),
        ("192.168.0.7", HERE, False),
        ("127.0.0.1", {}, False),
        ("127.0.0.1", {"Host": "lrviz.school.example"}, False),
        ("127.0.0.1", {"Host": "[half"}, False),
        ("127.0.0.1", HERE | {"Origin": "https://lrviz.school.example"}, False),
        ("127.0.0.1", HERE | {"Origin": "null"}, False),
        ("127.0.0.1", HERE | {"X-Forwarded-For": "127.0.0.1"}, False),
        ("127.0.0.1", HERE | {"x-forwarded-proto": "https"}, False),
        ("127.0.0.1", HERE | {"X-Real-IP": "10.0.0.1"}, False),
        ("127.0.0.1", HERE | {"Forwarded": "for=10.0.0.1"}, False),
        ("127.0.0.1", HERE | {"Via": "1.1 proxy"}, False),
    ],
)
def test_a_visit_is_from_this_machine_where_nothing_says_otherwise(
    listens: str, headers: dict[str, str], here: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(SHARED, raising=False)
    assert is_from_this_machine(listens, headers) is here
    monkeypatch.setenv(SHARED, "1")
    assert not is_from_this_machine(listens, headers)


def test_a_server_is_shared_where_its_settings_say_so() -> None:
    own = {"host": ("localhost", "::1"), "port": (80,), "metrics": (True,), "frame_ancestors": (("'none'",),)}
    team = {
        "host": ("0.0.0.0", "::", "10.0.0.1", "example"),
        "base_path": ("/a",),
        "origins": (("https://a.example",),),
        "frame_ancestors": (("'self'", "https://moodle.example"),),
    }
    assert {*own, *team} == {field.name for field in fields(Settings)}
    for choices, shared in ((own, False), (team, True)):
        for name, values in choices.items():
            for value in values:
                assert Settings(**{name: value}).shared is shared, (name, value)
    assert not is_loopback("127.0.0.1.example")
