"""What the server is told is taken, or refused in plain words: what, what is allowed, what came."""

import socket

import pytest

from lrviz.serving import settings, workers
from lrviz.serving.addresses import LASTING, fingerprint
from lrviz.serving.ports import check
from lrviz.serving.settings import SettingError, Settings

REFUSED = {
    settings.port: ["0", "65536", "x", "", "-1", "1e3", "٣", "9" * 5000],
    settings.base_path: ["/a b", "/../a", "/.", "//evil.example/a b", "/a?b", "http://a", "/ä"],
    settings.origin: ["", "school.example", "https://school.example/", "https://a b", "*", "ftp://a", "https://u@a"],
    settings.frame_ancestor: ["", "*", "everybody", "https://a; script-src *", "'unsafe-inline'", "https://a,b"],
    settings.scheduler: [
        "x",
        "10.0.0.1:8786",
        "tcp://10.0.0.1",
        "http://a:1",
        "tcp://a:1/x",
        "tcp://a b:1",
        "tcp://:1",
    ],
    workers.worker_count: ["0", "65", "x", "", "-1", "2.5", "9" * 5000],
}


@pytest.mark.parametrize(("read", "text"), [(read, text) for read, texts in REFUSED.items() for text in texts])
def test_what_is_refused_is_said(read, text: str) -> None:
    with pytest.raises(SettingError, match="must be") as refusal:
        read(text)
    assert f"got {text!r}" in str(refusal.value)


def test_what_is_taken_is_written_in_one_way() -> None:
    assert settings.port("8501") == 8501
    assert [settings.base_path(text) for text in ("", "/", "tools", "/tools/lrviz/")] == [
        "",
        "",
        "/tools",
        "/tools/lrviz",
    ]
    assert settings.origin("HTTPS://School.example:8443") == "https://school.example:8443"
    assert settings.origin("http://[::1]:8501") == "http://[::1]:8501"
    names = ("self", "'self'", "none", "https://*.school.example")
    assert [settings.frame_ancestor(text) for text in names] == ["'self'", "'self'", "'none'", names[3]]
    addresses = ("", "tcp://10.0.0.1:8786", "tls://cluster.school.example:8786", "tcp://[::1]:8786")
    assert tuple(map(settings.scheduler, addresses)) == addresses
    assert workers.worker_count("4") == 4


def test_the_address_is_one_that_a_browser_can_open() -> None:
    assert Settings(host="0.0.0.0", port=80, base_path="/a").address == "http://localhost:80/a"
    assert Settings(host="::1").address == "http://[::1]:8501"


def test_a_port_in_use_and_a_host_that_is_not_here_are_said() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SettingError, match=f"port {port} of 127.0.0.1 is in use by another program"):
            check("127.0.0.1", port)
    for host in ("203.0.113.9", "a" * 300):
        with pytest.raises(SettingError, match="--host must be an address of this machine"):
            check(host, port)
    check("127.0.0.1", port)


def test_a_fingerprint_changes_with_names_and_contents(tmp_path) -> None:
    (tmp_path / "kit").mkdir()
    file = tmp_path / "kit" / "a.js"
    file.write_text("1")
    first = fingerprint([tmp_path / "kit"])
    assert LASTING.fullmatch(f"/_stcore/bidi-components/lrviz-{first}.stage/kit/a.js")
    assert fingerprint([tmp_path / "kit"]) == first
    file.write_text("2")
    second = fingerprint([tmp_path / "kit"])
    file.rename(tmp_path / "kit" / "b.js")
    assert len({first, second, fingerprint([tmp_path / "kit"]), fingerprint([tmp_path / "kit" / "b.js"])}) == 4


def test_without_caddy_several_workers_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SettingError, match=r"several workers need Caddy on the PATH.*got none: install it"):
        workers.run(Settings(), 2, [], lambda: None)
