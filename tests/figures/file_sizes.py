"""How many bytes leave in a file, and in a cell of a notebook: `python -m tests.figures.file_sizes`."""

import re
from collections.abc import Iterator

from lrviz import Run, Scene, simulate
from lrviz.comparison import Comparison, Entry, Plan
from lrviz.figures import chapter_file, lesson_file
from lrviz.figures.pages import page_of
from lrviz.lessons import CHAPTERS, LESSONS
from lrviz.objectives import Rosenbrock
from lrviz.optimizers import Adam
from lrviz.schedules import CosineAnnealingLR, OneCycleLR, ReduceLROnPlateau

SCENE = Scene(Rosenbrock(), steps=500, runs=tuple(Run(Adam(lr=0.01 * number)) for number in range(1, 7)))
SCHEDULES = CosineAnnealingLR(T_max=100), OneCycleLR(max_lr=0.1, total_steps=300), ReduceLROnPlateau()


def pages() -> Iterator[tuple[str, str]]:
    """What leaves, by what it is called."""
    yield "a scene, 6 runs × 500 steps", page_of(SCENE)
    lessons = sorted((lesson_file(lesson) for lesson in LESSONS), key=len)
    yield "a lesson: the smallest", lessons[0]
    yield "a lesson: the largest", lessons[-1]
    chapters = sorted((chapter_file(chapter) for chapter in CHAPTERS), key=len)
    yield "a chapter: the smallest", chapters[0]
    yield "a chapter: the largest", chapters[-1]
    yield "three schedules × 1000 steps", page_of(Comparison(tuple(map(Entry, SCHEDULES)), Plan(budget=1000)))


def main() -> None:
    """Prints the bytes of each page and of Plotly.js in it, and of a notebook's cell."""
    for name, page in pages():
        plotly = sum(map(len, re.findall(r'data-plotly="\w+">([^<]*)<', page)))
        print(f"{name:32} {len(page.encode()):>10,} of which Plotly.js {plotly:>10,}")
    for name, cell in (("scene", SCENE), ("simulate(scene)", simulate(SCENE))):
        print(f"a cell of a notebook: {name:10} {len(cell._repr_html_().encode()):>10,}")


if __name__ == "__main__":
    main()
