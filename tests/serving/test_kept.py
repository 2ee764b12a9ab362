"""What never changes is compressed once, and kept by browsers; all other text is compressed too."""

import gzip

import brotli
import pytest

from lrviz.serving.kept import Kept, coding_of
from tests.serving.asking import MODULE, TEXT, App, ask

UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}


@pytest.mark.parametrize("coding", UNPACK)
def test_text_with_a_lasting_address_is_compressed_once_and_sent_as_often_as_asked(coding: str) -> None:
    app = App()
    kept = Kept(app)
    answers = [ask(kept, MODULE, accept_encoding=coding) for _ in range(3)]
    for answer in answers:
        assert answer.status == 200
        assert UNPACK[coding](answer.body).decode() == TEXT
        assert answer.headers.get("content-encoding", "") == coding
        assert answer.headers["content-length"] == str(len(answer.body))
        assert answer.headers["content-type"] == "application/javascript"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["vary"] == "Accept-Encoding"
    assert app.asked == [MODULE] * (1 if coding else 3)


def test_each_coding_and_each_path_has_its_own_answer() -> None:
    app = App()
    kept = Kept(app, base_path="/tools/lrviz")
    assert ask(kept, f"/tools/lrviz{MODULE}", accept_encoding="br").headers["content-encoding"] == "br"
    assert ask(kept, f"/tools/lrviz{MODULE}", accept_encoding="gzip").headers["content-encoding"] == "gzip"
    assert "immutable" not in ask(kept, MODULE, accept_encoding="br").headers["cache-control"]
    assert len(app.asked) == 3


def test_what_is_not_text_or_not_there_or_a_page_is_not_kept_and_not_immutable_unless_it_lasts() -> None:
    app = App()
    kept = Kept(app)
    for _ in range(2):
        font = ask(kept, "/static/media/a.woff2", accept_encoding="br")
        assert (len(font.body), "content-encoding" in font.headers) == (1000, False)
        assert "immutable" in font.headers["cache-control"]
        gone = ask(kept, f"{MODULE}-gone", accept_encoding="br")
        assert (gone.status, gone.body, "cache-control" in gone.headers) == (404, b"not found", False)
        fallen_back = ask(kept, "/static/js/a.css", accept_encoding="br")
        assert fallen_back.headers["cache-control"] == "no-cache"
        page = ask(kept, "/schedules", accept_encoding="gzip")
        assert page.headers["content-encoding"] == "gzip"
        assert page.headers["cache-control"] == "no-cache"
    assert len(app.asked) == 8


def test_other_names_of_a_file_and_more_than_there_is_room_for_are_answered_and_not_kept() -> None:
    app = App()
    kept = Kept(app)
    for other in (MODULE.replace("/kit/", "//kit/"), MODULE.replace("/kit/", "/./kit/")):
        assert all(ask(kept, other, accept_encoding="br").status == 200 for _ in range(2))
    assert len(app.asked) == 4
    full = Kept(app, most_bytes=10)
    assert all(brotli.decompress(ask(full, MODULE, accept_encoding="br").body).decode() == TEXT for _ in range(2))
    assert len(app.asked) == 6


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""),
        ("gzip, deflate", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("identity", ""),
        ("br; q=0", ""),
        (";;,,", ""),
    ],
)
def test_the_best_coding_that_a_browser_accepts_is_taken(accepted: str, coding: str) -> None:
    assert coding_of(accepted) == coding
