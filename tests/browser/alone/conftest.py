"""The files that leave, each made once."""

from pathlib import Path

import pytest

from lrviz import Run, Scene, show
from lrviz.comparison import Comparison, Entry, Plan
from lrviz.figures import chapter_file
from lrviz.lessons import LESSONS
from lrviz.objectives import Rosenbrock
from lrviz.optimizers import SGD
from lrviz.schedules import CosineAnnealingLR, StepLR

SCENE = Scene(Rosenbrock(), steps=120, runs=(Run(SGD(lr=1e-3, momentum=0.9)),))
SCHEDULES = Comparison((Entry(CosineAnnealingLR(T_max=100)), Entry(StepLR(step_size=30))), Plan(budget=100))
CHAPTER = "noise"
VALUE = next(lesson for lesson in LESSONS if lesson.key == "one-step")
NOTEBOOK = "<!doctype html><title>notebook</title><link rel=icon href=data:,><body style='background: #111111'>"


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A scene, a lesson with choices and one with a value, a chapter, and a dark notebook with two cells."""
    folder = tmp_path_factory.mktemp("files")
    for name, value in (("scene", SCENE), ("lesson", LESSONS[0]), ("value", VALUE)):
        show(value, folder / f"{name}.html")
    (folder / "chapter.html").write_text(chapter_file(CHAPTER), "utf-8")
    cells = SCENE._repr_html_() + SCHEDULES._repr_html_()
    (folder / "notebook.html").write_text(f"{NOTEBOOK}{cells}", "utf-8")
    return {file.stem: file for file in folder.iterdir()}
