"""The projector is made of files that last, and has scenes, paths, table and record for its token."""

import json
import re

import pytest
from starlette.exceptions import HTTPException

from lrviz.serving.classes.files import Files
from lrviz.serving.settings import Settings
from tests.serving.classes.conftest import BASE
from tests.serving.classes.visiting import Class, ask, origin_of


def test_stage_crowd_table_and_record_are_the_projectors(opened: Class) -> None:
    assert opened.ask(f"record/{opened.code}").status == 404
    with opened.phone() as (phone, _, _), opened.projector() as projector:
        told = projector.move(projector.state(phase="lobby"))
        phone.state(phase="asking")
        phone.say({"answer": {"item": 0, "round": 1, "value": 1, "n": 1}})
        phone.hear_until("kept")
        projector.move(told)
    table = opened.ask(f"table/{opened.code}")
    assert table.headers["content-type"].startswith("text/csv")
    assert "A choice" in table.body.decode()
    assert len(opened.ask(f"stage/{opened.code}/0").body) > 1000
    assert len(opened.ask(f"crowd/{opened.code}/2").body) > 10
    assert opened.ask(f"stage/{opened.code}/3").status == 404
    record = opened.ask(f"record/{opened.code}").body
    again = json.loads(ask(f"{opened.address}/class/open", record, Origin=origin_of(opened.address)).body)
    shown = Class(opened.address, again["code"], again["token"], again)
    with shown.projector() as projector:
        told = projector.state(phase="lobby")
        while not told["votes"].get("counts"):
            told = projector.move(told)
        assert told["votes"]["counts"] == [0, 1]


def test_the_projector_is_made_of_files_that_last(shared: Class) -> None:
    shell = ask(f"{shared.address}/class/projector")
    assert shell.headers["cache-control"] == "no-cache"
    assert "script-src 'self' 'wasm-unsafe-eval';" in shell.headers["content-security-policy"]
    page = shell.body.decode()
    assert "{{" not in page
    asked = [path for path in re.findall(r'(?:src|href)="([^"]+)"', page) if not path.startswith("data:")]
    assert len(asked) >= 2
    for path in asked:
        assert path.startswith(f"{BASE}/class/assets/")
        file = ask(origin_of(shared.address) + path)
        assert file.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path",
    [
        "../app.css",
        "class/../../app.py",
        "..%2f..%2fapp.py",
        "/etc/passwd",
        "class/phone/index.html",
        "",
        "class",
        "a\0b",
    ],
)
def test_no_other_file_is_found(path: str) -> None:
    files = Files(Settings())
    word = re.search(r"/class/assets/(\w+)/", files._shell)
    assert word is not None
    assert files.file(word[1], "stage/stage.css").status_code == 200
    for prefix in (word[1], "0" * 16):
        with pytest.raises(HTTPException):
            files.file(prefix, path)
