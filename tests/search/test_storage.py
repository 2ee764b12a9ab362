"""The file of searches: where it is, who may read it meanwhile, and what cannot be one."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import optuna
import pytest

from lrviz.search import default_storage, load_found, run_search, study_names
from lrviz.search.storage import StorageError, opened
from tests.search.test_running import SMALL


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with one search."""
    path = tmp_path / "searches.sqlite3"
    run_search(SMALL, path)
    return path


def test_it_is_in_the_users_data_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_storage() == tmp_path / "lrviz" / "searches.sqlite3"
    run_search(SMALL)
    assert study_names() == (SMALL.study_name,)
    assert len(load_found(SMALL.study_name).trials) == 20


@pytest.mark.parametrize(("system", "expected"), [("darwin", "Library/Application Support"), ("linux", ".local/share")])
def test_without_a_word_of_the_system(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: str, expected: str
) -> None:
    monkeypatch.setattr("sys.platform", system)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
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
    release.join()
    writer.close()


def test_a_file_locked_for_too_long_is_told(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="cannot be used: database is locked"), opened(file, 0.05) as storage:
            optuna.study.create_study(study_name="never", storage=storage)


def test_a_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="must be a file, got the directory"):
        run_search(SMALL, tmp_path)


def test_a_directory_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no directory")
    with pytest.raises(StorageError, match=r"the directory of .* cannot be made"):
        run_search(SMALL, tmp_path / "text" / "searches.sqlite3")


def test_another_kind_of_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes"
    path.write_text("not a database, and long enough to be taken for none " * 20)
    before = path.read_bytes()
    with pytest.raises(StorageError, match="cannot be used: file is not a database"):
        run_search(SMALL, path)
    assert path.read_bytes() == before


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE songs (title TEXT)")
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(StorageError, match="with other tables"):
        run_search(SMALL, path)
    assert path.read_bytes() == before


def test_reading_makes_no_file(tmp_path: Path) -> None:
    assert study_names(tmp_path / "none") == ()
    with pytest.raises(StorageError, match="must exist"):
        load_found("any", tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_study_is_told(file: Path) -> None:
    with pytest.raises(StorageError, match="must hold the study 'other'"):
        load_found("other", file)


def test_a_study_that_is_not_of_lrviz_is_neither_listed_nor_used(file: Path) -> None:
    with opened(file) as storage:
        foreign = optuna.create_study(study_name="foreign", storage=storage)
        foreign.add_trial(optuna.trial.create_trial(value=1.0))
    assert study_names(file) == (SMALL.study_name,)
    with pytest.raises(StorageError, match="not one of lrviz"):
        load_found("foreign", file)
    with pytest.raises(StorageError, match="another origin"):
        run_search(type(SMALL)(**SMALL.arguments() | {"name": "foreign"}), file)


def test_a_newer_file_is_told(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'v99.0.0'")
        connection.commit()
    with pytest.raises(StorageError, match="cannot be used"):
        load_found(SMALL.study_name, file)
