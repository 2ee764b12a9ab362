"""Browsers are told to trust nothing but this server; it lets in pages of its own and of named origins alone."""

import pytest
from streamlit import net_util
from streamlit.web.server.starlette.starlette_websocket import _is_origin_allowed

from lrviz.serving.guard import Guard, policy
from lrviz.serving.settings import Settings
from tests.serving.asking import MODULE, App, ask

STREAM = "/_stcore/stream"


def guarded(app: App, settings: Settings | None = None) -> Guard:
    return Guard(app, settings or Settings(), "<script>first()</script>")


def test_every_answer_has_its_headers() -> None:
    page, module = (ask(guarded(App()), path) for path in ("/", MODULE))
    assert page.headers["content-security-policy"].endswith("frame-ancestors 'self'")
    assert {page.headers["x-content-type-options"], module.headers["x-content-type-options"]} == {"nosniff"}
    assert "content-security-policy" not in module.headers


def test_a_page_that_brings_a_policy_of_its_own_keeps_it() -> None:
    headers = ask(guarded(App()), "/strict").headers
    assert headers["content-security-policy"] == "default-src 'none'"
    assert headers["x-content-type-options"] == "nosniff"


def test_the_policy_names_the_scripts_of_the_page_and_who_may_frame_it() -> None:
    told = dict(part.split(" ", 1) for part in policy("<script>a()</script>", ("'none'",)).split("; "))
    assert told["script-src"] == "'self' 'wasm-unsafe-eval' 'sha256-qVpDBgj7bpq5hMAcGp3AOc79J3Y1Z4HvySTwKrWDoy4='"
    assert told["default-src"] == "'self'"
    assert told["frame-ancestors"] == "'none'"
    assert "'unsafe-eval'" not in str(told), "no text becomes a script; modules that the server has made may run"


def test_measurements_of_the_server_are_not_found_unless_asked_for() -> None:
    app = App()
    assert ask(guarded(app, Settings(base_path="/a")), "/a/_stcore/metrics").status == 404
    assert ask(guarded(app, Settings(base_path="/a")), "/a/_stcore/metrics/").status == 404
    assert app.asked == []
    assert ask(guarded(app, Settings(metrics=True)), "/_stcore/metrics").status == 200


@pytest.mark.parametrize(
    ("origin", "status", "seen"),
    [
        ("http://here:8501", 101, "http://here:8501"),
        ("HTTP://HERE:8501", 101, "HTTP://HERE:8501"),
        ("https://school.example", 101, None),
        ("http://school.example", 403, None),
        ("https://school.example.evil.example", 403, None),
        ("http://here:9999", 403, None),
        ("null", 403, None),
    ],
)
def test_only_pages_of_this_server_and_of_named_origins_connect(origin: str, status: int, seen: str | None) -> None:
    app = App()
    guard = guarded(app, Settings(origins=("https://school.example",)))
    assert ask(guard, STREAM, "websocket", host="here:8501", origin=origin).status == status
    assert app.origins == ([seen] if status == 101 else [])


def test_no_origin_makes_the_server_ask_the_internet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit asks two services for the machine's address before it allows or refuses another origin."""
    asked: list[str] = []
    monkeypatch.setattr(net_util, "_make_blocking_http_get", lambda url, **_: asked.append(url))
    monkeypatch.setattr(net_util, "_external_ip", None)
    assert not _is_origin_allowed("https://elsewhere.example", "here")
    assert asked
    asked.clear()
    app = App()
    for origin in ("https://elsewhere.example", "https://school.example", "http://here"):
        ask(
            guarded(app, Settings(origins=("https://school.example",))), STREAM, "websocket", host="here", origin=origin
        )
    assert all(_is_origin_allowed(origin, "here") for origin in app.origins)
    assert (len(app.origins), asked) == (2, [])
