"""Logs of the one allowed directory are listed and read as they grow, and no other file is."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from lrviz.serving.following import FollowError, Growing, followed_directory, logs_in
from lrviz.serving.settings import FOLLOW, SettingError, followed

MOST = 10_000


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """A directory with a log, beside one with a secret."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.csv").write_text("step,lr\n0,9\n")
    place = tmp_path / "runs"
    (place / "first" / "deep").mkdir(parents=True)
    (place / "run.csv").write_text("step,lr\n0,0.1\n")
    (place / "first" / "deep" / "run.jsonl").write_text('{"step": 0, "lr": 0.1}\n')
    return place


def test_the_directory_is_what_the_command_said(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for said, expected in (("", None), (str(runs / "none"), None), (str(runs / "run.csv"), None), (str(runs), runs)):
        monkeypatch.setenv(FOLLOW, said)
        assert followed_directory() == expected
    link = runs.parent / "link"
    link.symlink_to(runs)
    assert followed(str(link)) == str(runs)
    for wrong in (str(runs / "run.csv"), str(runs / "none"), "a\0b"):
        with pytest.raises(SettingError, match="must be a directory"):
            followed(wrong)


def test_logs_are_listed_the_latest_first_and_nothing_else(runs: Path) -> None:
    for name in ("weights.pt", ".hidden.csv", "first/notes"):
        (runs / name).write_text("")
    (runs / "outside.csv").symlink_to(runs.parent / "elsewhere" / "secret.csv")
    (runs / "outside").symlink_to(runs.parent / "elsewhere")
    os.mkfifo(runs / "pipe.csv")
    (runs / "a" / "b" / "c" / "d").mkdir(parents=True)
    (runs / "a" / "b" / "c" / "d" / "far.csv").write_text("")
    os.utime(runs / "run.csv", (1, 1))
    assert logs_in(runs) == ["first/deep/run.jsonl", "run.csv"]
    assert logs_in(runs / "none") == []


def _links(runs: Path) -> None:
    (runs / "outside.csv").symlink_to(runs.parent / "elsewhere" / "secret.csv")
    (runs / "inside.csv").symlink_to(runs / "run.csv")
    (runs / "outside").symlink_to(runs.parent / "elsewhere")
    os.mkfifo(runs / "pipe.csv")


OUTSIDE = (
    *("../elsewhere/secret.csv", "first/../../elsewhere/secret.csv", "/etc/passwd", "", ".", "..", "C:/run.csv"),
    *("outside.csv", "inside.csv", "outside/secret.csv", "pipe.csv", "first", "none.csv", "run.csv/x", "a\0b", "..\\a"),
)


@pytest.mark.parametrize("name", [*OUTSIDE, "x" * 5000])
def test_no_way_leads_out_of_the_directory_or_over_a_link(runs: Path, name: str) -> None:
    _links(runs)
    growing = Growing(runs, name, MOST)
    with pytest.raises(FollowError):
        growing.look()
    assert growing.data == b""


def test_a_file_in_the_place_of_a_directory_is_not_followed_over_a_link_put_there_later(runs: Path) -> None:
    growing = Growing(runs, "first/deep/run.jsonl", MOST)
    assert growing.look()
    (runs / "first").rename(runs / "moved")
    (runs / "first").symlink_to(runs / "moved")
    with pytest.raises(FollowError):
        growing.look()


def read(growing: Growing, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many bytes a look reads."""
    counts: list[int] = []
    plain: Callable[[int, int], bytes] = os.read

    def counting(file: int, most: int) -> bytes:
        part = plain(file, most)
        counts.append(len(part))
        return part

    with monkeypatch.context() as patch:
        patch.setattr(os, "read", counting)
        growing.look()
    return sum(counts)


def test_each_look_reads_what_is_new_up_to_the_last_whole_line(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, growing = runs / "run.csv", Growing(runs, "run.csv", MOST)
    assert growing.look()
    assert not growing.look()
    assert read(growing, monkeypatch) == 0
    with path.open("a") as file:
        file.write("1,0.2\n" * 500 + "2,0.")
    before = path.stat().st_size
    assert growing.look()
    assert growing.data.endswith(b"1,0.2\n")
    with path.open("a") as file:
        file.write("3\n")
    assert read(growing, monkeypatch) <= path.stat().st_size - before + 64
    assert growing.data == path.read_bytes()


def test_a_log_that_is_written_anew_is_read_anew(runs: Path) -> None:
    path, growing = runs / "run.csv", Growing(runs, "run.csv", MOST)
    growing.look()
    for text in ("step,lr\n0,0.5\n1,0.5\n", "step,lr\n0,0.7\n1,0.7\n", "step,lr\n"):
        path.write_text(text)
        os.utime(path, ns=(0, path.stat().st_mtime_ns + 1000))
        assert growing.look()
        assert growing.data == text.encode()
    other = runs / "other"
    other.write_text("step,lr\n0,0.9\n")
    other.replace(path)
    assert growing.look()
    assert growing.data.endswith(b"0.9\n")
    whole = Growing(runs, "state.json", MOST)
    for text in ('{"log_history": [{"step": 1}]}', '{"best": 1, "log_history": [{"step": 1}, {"step": 2}]}'):
        (runs / "state.json").write_text(text)
        whole.look()
        assert whole.data == text.encode()


def test_of_a_file_that_is_too_long_no_more_is_read_than_shows_that(
    runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (runs / "run.csv").write_bytes(b"1\n" * MOST)
    growing = Growing(runs, "run.csv", MOST)
    assert read(growing, monkeypatch) == MOST + 1
    with (runs / "run.csv").open("ab") as file:
        file.write(b"2\n" * MOST)
    assert read(growing, monkeypatch) <= 65
