"""What version a package has is known also while another thread changes where Python looks for packages."""

import sys
from importlib.metadata import PackageNotFoundError, version
from threading import Event, Thread

import pytest

from lrviz.version import version_of


def test_versions_are_those_of_the_metadata() -> None:
    for package in ("torch", "streamlit", "numpy"):
        assert version_of(package) == version(package)


def test_what_is_not_installed_is_named() -> None:
    with pytest.raises(PackageNotFoundError, match="no-such-package"):
        version_of("no-such-package")


def test_a_path_that_changes_meanwhile_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", ["/nowhere/first", *sys.path])
    done = Event()

    def change() -> None:
        while not done.is_set():
            sys.path.remove("/nowhere/first")
            sys.path.insert(0, "/nowhere/first")

    changing = Thread(target=change)
    changing.start()
    try:
        for _ in range(400):
            version_of.cache_clear()
            assert version_of("torch")
    finally:
        done.set()
        changing.join()
