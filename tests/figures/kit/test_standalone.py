"""A page that needs no network: everything that is imported is in it, and names cannot break out of it."""

import base64
import json
import re
import zlib
from typing import Any

import pytest

from lrviz.figures import standalone
from lrviz.paths import assets

HOSTILE = "</title></script><script>alert(1)</script> & \"more\" </style> 'x'"


def inflated(letters: str) -> str:
    """What stands in a page deflated."""
    return zlib.decompress(base64.b64decode(letters)).decode()


def program(page: str) -> Any:
    """The style and the modules that a page brings along."""
    return json.loads(inflated(page.split("data-picture=")[1].split(">")[1].split(" ")[0]))


@pytest.mark.parametrize("component", ["stage", "board", "tune"])
def test_a_page_has_all_that_it_imports(component: str) -> None:
    page = standalone(HOSTILE, HOSTILE, component, HOSTILE.encode())
    modules = program(page)["modules"]
    assert {f"{component}/main.js", f"{component}/payload.js", "kit/theme.js"} <= set(modules)
    for name, source in modules.items():
        code = [line for line in source.splitlines() if not line.lstrip().startswith(("*", "/*"))]
        imported = re.findall(r'(?:from |import |import\()"([^"]+)"', "\n".join(code))
        assert set(imported) <= set(modules), name
        assert len(source.splitlines()) == len((assets() / name).read_text("utf-8").splitlines())
    assert base64.b64encode(HOSTILE.encode()).decode() in page


def test_hostile_titles_do_not_break_out() -> None:
    page, plain = (standalone(title, title, "stage", b"") for title in (HOSTILE, "plain"))
    assert [page.count(mark) for mark in ("<script", "</")] == [plain.count(mark) for mark in ("<script", "</")]
    assert "<script>alert" not in page
    assert not re.search(r"<(script|link)[^>]*(src|href)=(?!\"data:)", page)


def test_both_parts_of_plotly_are_of_one_version_and_stand_in_the_page_unread() -> None:
    files = sorted((assets() / "plotly").glob("*.js"))
    heads = [file.read_text("utf-8")[:200] for file in files]
    versions = {version for head in heads for version in re.findall(r"plotly\.js \(\w+ - minified\) (v[\d.]+)", head)}
    assert len(files) == 2
    assert len(versions) == 1, "renew both together"
    page = standalone("", "", "stage", b"")
    parts = re.findall(r'<script type="text/plain" data-plotly="(\w+)">([^<]+)</script>', page)
    assert [f"plotly-{part}.min.js" for part, _ in parts] == [file.name for file in files]
    assert [inflated(letters) for _, letters in parts] == [file.read_text("utf-8") for file in files]
