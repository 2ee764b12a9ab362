"""Pages for phones and projector, what the projector asks for with its token, and what nobody gets without it."""

import gzip
import json
import re

import pytest

from lrviz.serving.settings import SEVERAL
from lrviz.version import __version__
from tests.serving.classes.conftest import BASE
from tests.serving.classes.visiting import PLAN, Class, ask, origin_of


def test_the_page_of_the_phones_is_small_whole_and_asks_for_nothing(shared: Class) -> None:
    first = ask(f"{shared.address}/class", Accept_Encoding="gzip")
    page = gzip.decompress(first.body).decode()
    assert first.headers["content-type"].startswith("text/html")
    assert len(first.body) <= 15_000
    assert not re.findall(r'(?:src|href)="(?!data:)[^"]', page)
    assert BASE in page
    again = ask(f"{shared.address}/class/{shared.code}", Accept_Encoding="gzip", If_None_Match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    plain = ask(f"{shared.address}/class/{shared.code}")
    assert plain.body.decode() == page
    policy = first.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy


def test_the_server_says_that_it_serves_classes_and_where(shared: Class) -> None:
    about = json.loads(ask(f"{shared.address}/class/about").body)
    assert about == {"class": True, "version": __version__, "local": True, "workers": False, "addresses": []}
    named = json.loads(ask(f"{shared.address}/class/about", Host="lrviz.school.example").body)
    assert (named["local"], named["addresses"]) == (False, [f"http://lrviz.school.example{BASE}"])
    assert (shared.told["local"], shared.told["addresses"]) == (True, [])


def test_a_class_is_opened_by_pages_of_this_server_alone(server: str) -> None:
    plan = PLAN.to_json().encode()
    for headers in (
        {},
        {"Origin": "http://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": f"{origin_of(server)}0"},
    ):
        assert ask(f"{server}/class/open", plan, **headers).status == 403


def test_several_processes_open_no_class(monkeypatch: pytest.MonkeyPatch, server: str) -> None:
    monkeypatch.setenv(SEVERAL, "1")
    refused = ask(f"{server}/class/open", PLAN.to_json().encode(), Origin=origin_of(server))
    assert refused.status == 409
    assert "--workers" in json.loads(refused.body)["why"]
    assert json.loads(ask(f"{server}/class/about").body)["workers"] is True


@pytest.mark.parametrize("what", ["stage/{}/0", "crowd/{}/2", "table/{}", "record/{}"])
def test_what_the_projector_asks_for_needs_the_token(shared: Class, what: str) -> None:
    own = what.format(shared.code)
    assert ask(f"{shared.address}/class/{own}").status == 403
    assert shared.ask(own, token="0" * 32).status == 403
    assert shared.ask(what.format("QQQQQ")).status == 403
    assert ask(f"{shared.address}/class/{own}?token={shared.token}").status == 403


def test_the_qr_code_is_a_picture_or_a_reason(shared: Class) -> None:
    drawn = ask(f"{shared.address}/class/qr?at=http://192.168.1.20:8501/class/{shared.code}")
    assert (drawn.status, drawn.headers["content-type"]) == (200, "image/svg+xml")
    assert ask(f"{shared.address}/class/qr?at=http://192.168.1.20").status == 400
