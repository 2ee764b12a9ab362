"""A page that needs no network: everything that is imported is in it, and names cannot break out of it."""

import base64
import json
import re

import pytest

from lrviz.figures import standalone
from lrviz.paths import assets

HOSTILE = "</title></script><script>alert(1)</script> & \"more\" </style> 'x'"


@pytest.mark.parametrize("component", ["stage", "board", "tune"])
def test_a_page_has_all_that_it_imports(component: str) -> None:
    page = standalone(HOSTILE, HOSTILE, component, HOSTILE.encode())
    modules = json.loads(page.split('<script type="importmap">')[1].split("</script>")[0])["imports"]
    assert {f"{component}/main.js", f"{component}/payload.js", "kit/theme.js"} <= set(modules)
    for name, url in modules.items():
        head, coded = url.split(",")
        assert head == "data:text/javascript;base64"
        source = base64.b64decode(coded).decode()
        code = [line for line in source.splitlines() if not line.lstrip().startswith(("*", "/*"))]
        imported = re.findall(r'(?:from |import |import\()"([^"]+)"', "\n".join(code))
        assert set(imported) <= set(modules), name
        assert len(source.splitlines()) == len((assets() / name).read_text("utf-8").splitlines())
    assert base64.b64encode(HOSTILE.encode()).decode() in page


def test_hostile_titles_do_not_break_out() -> None:
    page, plain = (standalone(title, title, "stage", b"") for title in (HOSTILE, "plain"))
    assert [page.count(mark) for mark in ("<script", "</")] == [plain.count(mark) for mark in ("<script", "</")]
    assert "alert(1)" not in page.split("<title>")[1].split("</title>")[1]
    assert not re.search(r"<(script|link)[^>]*(src|href)=(?!\"data:)", page)


def test_both_parts_of_plotly_are_of_one_version_and_stand_in_the_page_unread() -> None:
    files = sorted((assets() / "plotly").glob("*.js"))
    heads = [file.read_text("utf-8")[:200] for file in files]
    versions = {version for head in heads for version in re.findall(r"plotly\.js \(\w+ - minified\) (v[\d.]+)", head)}
    assert len(files) == 2
    assert len(versions) == 1, "renew both together"
    page = standalone("", "", "stage", b"")
    parts = re.findall(r'<script type="text/plain" data-plotly="(\w+)">', page)
    assert [f"plotly-{part}.min.js" for part in parts] == [file.name for file in files]
