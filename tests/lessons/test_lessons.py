"""Every lesson: each number told is measured anew, each text has its numbers, each task a solution."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise
from string import Formatter
from typing import Any

import pytest

from lrviz.figures.stage.view import SLOTS, View
from lrviz.lessons import CHAPTERS, LESSONS, Claim, Lesson, english
from lrviz.lessons.claim import written
from lrviz.lessons.lesson import chapter_title
from lrviz.lessons.task import Choose, PlaceStart, SetValue
from lrviz.simulate import simulate

LATEX = frozenset(
    re.findall(
        r"\w+",
        """alpha approx bar begin beta bigl bigr cases cdot cos dots end epsilon eta frac gamma ge gg hat iff infty
        kappa lVert lambda le left leftarrow lesssim log longrightarrow mathbb min mp mu ne operatorname pi prod qquad
        quad rVert right sigma sim sqrt sum text tfrac theta times to underbrace Delta Rightarrow""",
    )
)
"""The commands that formulas are made of; a misspelt one is shown in red."""

each = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.key)


def texts(lesson: Lesson) -> dict[str, str]:
    """The templates of a lesson by where they stand; of the choices only the right one may tell a number."""
    said = english.WORDINGS[lesson.key]
    told = {name: text for name, text in vars(said).items() if isinstance(text, str)}
    told |= {f"rows.{key}": text for key, text in said.rows.items()}
    told |= {f"hints.{index}": text for index, text in enumerate(said.hints)}
    if isinstance(lesson.task, Choose):
        told["right choice"] = said.choices[lesson.task.right]
    return told


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def differences(one: Any, other: Any, path: str = "") -> Iterator[str]:
    """Where two values of plain data differ."""
    if isinstance(one, dict) and isinstance(other, dict) and one.get("type") == other.get("type"):
        for key in one:
            yield from differences(one[key], other[key], f"{path}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and path.endswith("runs") and len(one) == len(other):
        for index, (mine, theirs) in enumerate(zip(one, other, strict=True)):
            yield from differences(mine, theirs, f"{path}.{index}")
    elif one != other:
        yield path


def test_lessons_come_by_chapters_and_every_key_has_its_texts() -> None:
    assert len(LESSONS) >= 30
    keys = [lesson.key for lesson in LESSONS]
    assert len(set(keys)) == len(keys)
    assert set(keys) == set(english.WORDINGS)
    assert not any(key.isdigit() for key in keys)
    assert len(CHAPTERS) == 5
    assert set(CHAPTERS) == set(english.CHAPTERS)
    assert sum(one.chapter != other.chapter for one, other in pairwise(LESSONS)) == len(CHAPTERS) - 1
    assert chapter_title("essentials") == "The essentials"


@each
def test_every_number_told_is_the_measured_one(lesson: Lesson) -> None:
    for claim in lesson.claims:
        assert claim.holds, f"{claim.key}: told {claim.says}, measured {claim.measured()}"


@each
def test_runs_end_as_declared(lesson: Lesson) -> None:
    assert 1 <= len(lesson.scene.runs) <= len(SLOTS)
    for scene, outcomes in ((lesson.scene, lesson.outcomes), (lesson.change.scene, lesson.change.outcomes)):
        assert tuple(path.outcome.kind for path in simulate(scene)) == outcomes


@each
def test_texts_tell_numbers_by_claims_alone_and_leave_none_out(lesson: Lesson) -> None:
    told = texts(lesson)
    for where, text in told.items():
        plain = re.sub(r"\{[^}]*\}|`[^`]*`", "", text)
        assert not re.search(r"[0-9]", plain), f"{where}: {text}"
    rows = {key for row in lesson.rows for key in (row.theory, row.here)}
    used = rows.union(*map(places, told.values()), *map(places, english.WORDINGS[lesson.key].choices))
    assert {claim.key for claim in lesson.claims} <= used
    assert {row.key for row in lesson.rows} == set(english.WORDINGS[lesson.key].rows)
    said = lesson.reveal
    for text in (lesson.title, lesson.question, said.answer, said.why, said.change, said.expect):
        assert text
        assert text[0].isupper() or not text[0].isalpha()
        assert not re.search(r"[{}]", text)
    assert said.formula.count("{") == said.formula.count("}")
    assert set(re.findall(r"\\([A-Za-z]+)", said.formula)) <= LATEX
    assert len(lesson.title) <= 50


@each
def test_claims_have_names_of_their_own(lesson: Lesson) -> None:
    keys = [claim.key for claim in lesson.claims]
    assert len(set(keys)) == len(keys)
    bare = replace(lesson, claims=())
    assert not set(keys) & set(bare.numbers)


@each
def test_the_task_has_a_solution_and_the_change_is_one(lesson: Lesson) -> None:
    task = lesson.task
    if isinstance(task, Choose):
        assert 2 <= len(lesson.choices) <= 4
        assert len(set(lesson.choices)) == len(lesson.choices)
        assert lesson.choices[task.right]
        assert len(lesson.wording().hints) <= len(lesson.choices)
        assert not lesson.wording().hint(task.right)
    else:
        assert lesson.choices == ()
        check_solutions(lesson, task)
    (changed,) = differences(lesson.scene.to_dict(), lesson.change.scene.to_dict())
    assert changed


def check_solutions(lesson: Lesson, task: SetValue | PlaceStart) -> None:
    """All that is accepted solves the task, what lies well outside does not, and the lesson does not open solved."""
    made = partial(task.made, lesson.scene)
    assert not task.solved(lesson.scene)
    assert task.solved(made(task.answer))
    if isinstance(task, PlaceStart):
        (low, high), (below, above) = task.accepted
        assert all(task.solved(made((x, y))) for x in (low, high) for y in (below, above))
        assert not any(task.solved(made((x, below))) for x in (low - 0.05, high + 0.05))
        return
    low, high = task.accepted
    assert all(task.solved(made(low + (high - low) * share)) for share in (0, 0.25, 0.5, 0.75, 1))
    assert not any(task.solved(made((edge + end) / 2)) for edge, end in zip(task.accepted, task.allowed, strict=True))


@each
def test_what_the_stage_shows_otherwise_is_a_view(lesson: Lesson) -> None:
    assert {**View().arguments(), **View(**lesson.look).arguments()}.items() >= lesson.look.items()
    assert set(lesson.look) <= set(View().arguments())


def test_numbers_are_written_for_readers() -> None:
    cases = {
        13_809: "13,809",
        0.0064: "0.0064",
        1.5e-7: "1.5 × 10⁻⁷",
        -2: "−2",
        1e-6: "10⁻⁶",
        100.0: "100",
        2e8: "2 × 10⁸",
    }
    for number, text in cases.items():
        assert written(number) == text


def test_a_claim_may_be_off_by_half_its_last_digit_and_a_count_not_at_all() -> None:
    assert Claim("a", 0.5, lambda: 0.549).holds
    assert not Claim("a", 0.5, lambda: 0.56).holds
    assert Claim("a", 177, lambda: 177).holds
    assert not Claim("a", 177, lambda: 178).holds
    assert Claim("a", 430, lambda: 433, 5).holds
