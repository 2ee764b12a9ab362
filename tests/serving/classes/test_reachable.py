"""Phones are told addresses that lead to this machine from elsewhere, the likeliest first, and no other."""

from ipaddress import ip_address

import pytest

from lrviz.serving.classes import reachable
from lrviz.serving.classes.reachable import ordered, places
from lrviz.serving.settings import Settings

NETWORKS = [
    ("lo", "127.0.0.1"),
    ("lo", "::1"),
    ("docker0", "172.17.0.1"),
    ("eth0", "169.254.3.4"),
    ("eth0", "fe80::1"),
    ("eth0", "2001:db8::7"),
    ("eth1", "192.168.7.5"),
    ("wlan0", "10.20.30.40"),
]
HERE = [(name, ip_address(address)) for name, address in NETWORKS]
OUTWARD = [ip_address("10.20.30.40")]


@pytest.fixture(autouse=True)
def networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reachable, "_networks", lambda: iter(HERE))
    monkeypatch.setattr(reachable, "_outward", lambda: iter(OUTWARD))


def test_the_one_that_leads_outward_is_first_and_those_inside_the_machine_are_last() -> None:
    known = [str(one) for one in ordered(HERE, OUTWARD)]
    assert known == ["10.20.30.40", "192.168.7.5", "172.17.0.1", "2001:db8::7"]
    assert ordered(HERE[:2], []) == []


def test_a_server_that_listens_everywhere_is_found_in_each_network() -> None:
    four = [f"http://{host}:8501/a" for host in ("10.20.30.40", "192.168.7.5", "172.17.0.1")]
    assert places(Settings(host="0.0.0.0", base_path="/a")) == four
    assert places(Settings(host="::", base_path="/a")) == [*four, "http://[2001:db8::7]:8501/a"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_a_server_that_listens_on_this_machine_alone_is_found_nowhere(host: str) -> None:
    assert places(Settings(host=host)) == []
    assert places(Settings(host=host), "http://localhost:8501") == []
    assert places(Settings(host=host), "http://127.0.0.1:8501") == []


def test_a_server_that_listens_at_one_address_is_found_there() -> None:
    assert places(Settings(host="192.168.7.5", port=80)) == ["http://192.168.7.5:80"]
    assert places(Settings(host="fd00::5")) == ["http://[fd00::5]:8501"]
    assert places(Settings(host="lectern.school.example")) == ["http://lectern.school.example:8501"]


def test_where_the_browser_has_the_page_from_comes_first_behind_a_proxy_too() -> None:
    behind = Settings(host="127.0.0.1", base_path="/tools/lrviz")
    assert places(behind, "https://lrviz.school.example") == ["https://lrviz.school.example/tools/lrviz"]
    assert places(Settings(host="0.0.0.0"), "https://school.example") == ["https://school.example"]
    assert places(Settings(host="0.0.0.0"), "http://192.168.7.5:8501")[:2] == [
        "http://192.168.7.5:8501",
        "http://10.20.30.40:8501",
    ]


@pytest.mark.parametrize("origin", ["", "null", "http://", "javascript:alert(1)", "http://a b", "http://a/<script>"])
def test_what_is_no_origin_is_told_to_nobody(origin: str) -> None:
    assert places(Settings(), origin) == []


def test_this_machine_tells_its_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert not {"127.0.0.1", "0.0.0.0", "::1"} & {
        str(one) for one in ordered(reachable._networks(), reachable._outward())
    }
