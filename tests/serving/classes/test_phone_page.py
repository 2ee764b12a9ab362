"""The students' page is one small file that may load nothing."""

import gzip
import re
from pathlib import Path

import pytest

from lrviz.serving.classes import phone_page as module
from lrviz.serving.classes.phone_page import phone_page, phone_policy
from lrviz.serving.kept import CODINGS

MOST_BYTES = 15_000


def test_it_is_small_and_names_no_other_file() -> None:
    page = phone_page("/tools/lrviz")
    assert len(gzip.compress(page.encode(), 6)) <= MOST_BYTES
    assert len(CODINGS["br"](page.encode())) <= MOST_BYTES
    assert re.findall(r'(?:src|href)="([^"]*)"', page) == ["data:,"]
    assert not re.search(r"^\s*(?:import|export)\b|//#|@import|url\(|\{\{", page, re.MULTILINE)


def test_where_the_app_lies_is_told_and_never_markup() -> None:
    assert 'data-base="/tools/lrviz"' in phone_page("/tools/lrviz")
    assert 'data-base="/&quot;&gt;&lt;script&gt;"' in phone_page('/"><script>')


def test_its_policy_allows_what_stands_in_it_alone() -> None:
    policy = dict(part.split(" ", 1) for part in phone_policy(phone_page(""), ["'self'"]).split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'self'"
    for kind in ("script-src", "style-src"):
        assert re.fullmatch(r"'sha256-[\w+/]{43}='", policy[kind]), policy[kind]


@pytest.mark.parametrize(
    ("sources", "told"),
    [
        ({"main.js": 'import { one } from "./a.js";\nconst one = 2;\n', "a.js": "export const one = 1;\n"}, "got one"),
        ({"main.js": 'import { one as two } from "./a.js";\n', "a.js": "export const one = 1;\n"}, "one as two"),
    ],
)
def test_names_of_modules_must_not_meet(
    sources: dict[str, str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tmp_path / "class" / "phone"
    room.mkdir(parents=True)
    for name, source in {"index.html": '<script type="module" src="main.js"></script>', **sources}.items():
        (room / name).write_text(source)
    monkeypatch.setattr(module, "assets", lambda: tmp_path)
    with pytest.raises(ValueError, match=told):
        phone_page("")
