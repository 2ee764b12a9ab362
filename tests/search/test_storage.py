"""The file of searches: where it is, who may read it meanwhile, and what cannot be one."""

import shutil
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import optuna
import pytest

from lrviz.search import default_storage, load_found, run_search, study_names
from lrviz.search.storage import StorageError, opened
from tests.search.test_running import SMALL


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with one search, to be copied."""
    path = tmp_path_factory.mktemp("searches") / "searches.sqlite3"
    run_search(SMALL, path)
    return path


@pytest.fixture
def file(written: Path, tmp_path: Path) -> Path:
    """A file with one search, for one test."""
    return Path(shutil.copy(written, tmp_path))


def test_it_is_in_the_users_data_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_storage() == tmp_path / "lrviz" / "searches.sqlite3"
    run_search(replace(SMALL, trials=2))
    assert study_names() == (SMALL.study_name,)
    assert len(load_found(SMALL.study_name).trials) == 2


def test_without_a_word_of_the_system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    for system, expected in (("darwin", "Library/Application Support"), ("linux", ".local/share")):
        monkeypatch.setattr("sys.platform", system)
        assert default_storage() == tmp_path / expected / "lrviz" / "searches.sqlite3"


def test_optuna_itself_opens_it(file: Path) -> None:
    storage = optuna.storages.RDBStorage(f"sqlite:///{file}")
    study = optuna.load_study(study_name=SMALL.study_name, storage=storage)
    best = load_found(SMALL.study_name, file).best
    assert best is not None
    assert (study.best_value, study.best_params) == (best.value, best.settings)
    storage.engine.dispose()


def test_others_read_while_it_is_written(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert len(load_found(SMALL.study_name, file).trials) == 20
        writer.execute("ROLLBACK")


def test_a_writer_waits_for_another(file: Path) -> None:
    writer = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    writer.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.3, lambda: writer.execute("ROLLBACK"))
    release.start()
    with opened(file) as storage:
        optuna.study.create_study(study_name="later", storage=storage)
        assert {study.study_name for study in storage.get_all_studies()} == {SMALL.study_name, "later"}
    release.join()
    writer.close()


def test_a_file_locked_for_too_long_is_told(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="cannot be used: database is locked"), opened(file, 0.05) as storage:
            optuna.study.create_study(study_name="never", storage=storage)


def test_a_directory_is_refused_and_one_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no directory")
    for path, words in ((tmp_path, "must be a file, got a dir"), (tmp_path / "text" / "file", "cannot be made")):
        with pytest.raises(StorageError, match=words):
            run_search(SMALL, path)


def test_another_kind_of_file_or_a_newer_one_is_refused_and_left_alone(file: Path, tmp_path: Path) -> None:
    notes, songs = tmp_path / "notes", tmp_path / "other.sqlite3"
    notes.write_text("not a database, and long enough to be taken for none " * 20)
    with closing(sqlite3.connect(songs)) as connection:
        connection.execute("CREATE TABLE songs (title TEXT)")
        connection.commit()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'v99.0.0'")
        connection.commit()
    for path, reason in (
        (notes, "used: file is not a database"),
        (songs, "got one with other tables"),
        (file, "be used: "),
    ):
        before = path.read_bytes()
        with pytest.raises(StorageError, match=reason):
            run_search(SMALL, path)
        assert path.read_bytes() == before


def test_reading_makes_no_file(tmp_path: Path) -> None:
    assert study_names(tmp_path / "none") == ()
    with pytest.raises(StorageError, match="must exist"):
        load_found("any", tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


def test_a_study_that_is_not_of_lrviz_is_neither_listed_nor_used(file: Path) -> None:
    with opened(file) as storage:
        foreign = optuna.create_study(study_name="foreign", storage=storage)
        foreign.add_trial(optuna.trial.create_trial(value=1.0))
    assert study_names(file) == (SMALL.study_name,)
    for name, words in (("foreign", "not one of lrviz"), ("other", "must hold the study 'other'")):
        with pytest.raises(StorageError, match=words):
            load_found(name, file)
    with pytest.raises(StorageError, match="another origin"):
        run_search(type(SMALL)(**SMALL.arguments() | {"name": "foreign"}), file)
