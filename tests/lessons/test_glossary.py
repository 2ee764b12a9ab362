"""Every term: its numbers are measured anew, its scene shows it, and its criterion's numbers are those of the code."""

import re
from string import Formatter
from typing import get_args

import pytest

from lrviz.comparison import Entry
from lrviz.figures.stage.view import View
from lrviz.hyperparameters import hyperparameters
from lrviz.lessons import LESSONS, english
from lrviz.lessons.criteria import CRITERIA
from lrviz.lessons.glossary import ENDINGS, TERMS, WORDS, note, term_of
from lrviz.lessons.spotting import terms_in, tip_in, tips_of
from lrviz.lessons.term import Term
from lrviz.objectives import OBJECTIVES
from lrviz.optimizers import OPTIMIZERS
from lrviz.scene import Scene
from lrviz.schedules import SCHEDULES
from lrviz.simulate import simulate
from lrviz.simulate.outcomes import Kind
from lrviz.simulate.outcomes.measures import CLOSE, tail
from lrviz.ui.kit.texts import explained

each = pytest.mark.parametrize("term", TERMS.values(), ids=TERMS)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_kind_of_outcome_has_a_term_with_its_word_and_every_term_its_texts() -> None:
    assert len(TERMS) == len(WORDS) + len(ENDINGS)
    assert set(TERMS) == set(english.TERMS)
    for kind in get_args(Kind):
        assert term_of(kind).kind == kind
        assert bool(term_of(kind).criterion)
    assert all(term.criterion for term in ENDINGS)


@each
def test_each_scene_shows_its_term(term: Term) -> None:
    assert 0 <= term.run <= len(term.scene.runs)
    assert term.lesson is None or (term.lesson in LESSONS and term.scene is term.lesson.scene)
    assert set(term.look) <= set(View().arguments())
    if term.kind is not None:
        outcome = simulate(term.scene)[term.run - 1].outcome
        assert outcome.kind == term.kind
        if term.key != "noise-floor":
            assert term.name.lower() == outcome.word


@each
def test_every_number_told_is_the_measured_one_and_none_stands_in_a_text(term: Term) -> None:
    for claim in term.claims:
        assert claim.holds, f"{claim.key}: told {claim.says}, measured {claim.measured()}"
        assert claim.key in places(english.TERMS[term.key].see)
    said = english.TERMS[term.key]
    for text in (said.name, said.meaning, said.see, said.criterion, *said.also):
        assert not re.search(r"[0-9]", re.sub(r"\{[^}]*\}", "", text)), text
    for text in (term.name, term.meaning, term.see, term.criterion, term.tip):
        assert not re.search(r"[{}]", text)


def test_criteria_tell_the_numbers_of_the_code_and_no_other() -> None:
    used = places(english.NOTE).union(*(places(said.criterion) for said in english.TERMS.values()))
    assert used == set(CRITERIA)
    assert CRITERIA["close"] == f"{100 * CLOSE:g} %"
    assert (CRITERIA["tail"], CRITERIA["tail_least"]) == (f"{tail(1000) / 10:g} %", f"{tail(20)}")
    assert CRITERIA["tail"] in note()


def test_fields_that_a_term_explains_say_so_in_their_tips() -> None:
    kinds = (*OPTIMIZERS, *SCHEDULES, *OBJECTIVES, Scene, Entry, View)
    marked = [field for kind in kinds for field in hyperparameters(kind) if field.term]
    assert {field.term for field in marked} >= {"learning-rate", "momentum", "warmup", "cooldown", "effective-rate"}
    for field in marked:
        assert TERMS[field.term].meaning in explained(field)
        assert field.allowed in explained(field).replace("\\$", "$")


def test_no_two_terms_are_called_alike() -> None:
    forms = [form.lower() for said in english.TERMS.values() for form in (said.name, *said.also)]
    assert len(set(forms)) == len(forms)


def test_terms_are_found_in_labels_the_longer_name_first() -> None:
    cases = {
        "warmup_steps": ["warmup", "step"],
        "Effective rate": ["effective-rate"],
        "largest stable rate where the best run ends": ["stability-limit"],
        "ReduceLROnPlateau": [],
        "momentum, then MOMENTA": ["momentum"],
        "Stalled away from a minimum": ["stalled"],
    }
    for label, keys in cases.items():
        assert [term.key for term in terms_in(label)] == keys
        assert all(TERMS[key].tip in tip_in(label) for key in keys)
    assert tip_in("Momentum") == TERMS["momentum"].tip
    assert list(tips_of(["warmup_steps", "Rate"])) == ["warmup", "steps", "rate"]
