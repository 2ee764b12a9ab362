"""The advice: every combination of answers has a recommendation, and every number that it tells is measured anew."""

import re
from itertools import chain
from string import Formatter

import pytest
import torch

from lrviz.analysis import traps
from lrviz.comparison import Entry, Plan, curve
from lrviz.figures.stage.view import SLOTS, View
from lrviz.lessons import ADVICE, LESSONS, english
from lrviz.lessons.advice.pick import Evidence, Pick
from lrviz.lessons.advice.rules import RULES
from lrviz.lessons.advice.sensitivity import SENSITIVITY
from lrviz.lessons.advice.shapes import SHAPES
from lrviz.optimizers import Optimizer

PICKS = {pick.key: pick for pick in (*RULES, *SHAPES)}
each = pytest.mark.parametrize("pick", PICKS.values(), ids=PICKS)
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
WORDS = {"one number": 1, "two numbers": 2, "three numbers": 3}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def evidence(pick: Pick[Optimizer]) -> list[tuple[Evidence, str]]:
    """What speaks for a pick and against it, each with the template of its text."""
    said = english.PICKS[pick.key]
    return [(pick.shows, said.shows), (pick.fails, said.fails)]


def test_every_combination_of_answers_has_a_recommendation_and_every_pick_is_advised_somewhere() -> None:
    advised = []
    for answers in ADVICE.all_answers():
        advised.append(ADVICE.recommend(answers))
        assert ADVICE.read(ADVICE.written(answers)) == answers
    assert len(advised) == 4 * 2 * 4 * 2
    assert {one.rule for one in advised} == set(RULES)
    assert {one.shape for one in advised} == set(SHAPES)
    assert set(PICKS) == set(english.PICKS)
    for one in advised:
        assert len(one.cautions()) == len(english.CAUTIONS)
        assert not any(re.search(r"[{}]", text) for text in (one.title(), one.why(), *chain(*one.cautions())))


def test_what_is_advised_for_what() -> None:
    cases = {
        "linear-little-even-known": "sgd cosine",
        "linear-much-noisy-known": "sgd step",
        "binary-little-even-known": "adam cosine",
        "binary-little-unsettled-known": "adamw cosine",
        "binary-much-even-known": "sgd step",
        "net-little-even-open": "adam plateau",
        "net-little-unsettled-known": "nadam cosine",
        "net-much-unsettled-known": "amsgrad cosine",
        "net-little-noisy-open": "adam stay-high",
        "net-little-sparse-known": "sparse-adam cosine",
        "linear-little-sparse-open": "adagrad none",
        "large-much-even-known": "adamw warmup-cosine",
    }
    for answers, advised in cases.items():
        found = ADVICE.recommend(ADVICE.read(answers))
        assert f"{found.rule.key} {found.shape.key}" == advised, answers


@pytest.mark.parametrize(
    "text", ["", "net", "net-little-even-later", "net-little-even-known-known", "even-net-little-known"]
)
def test_other_answers_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must"):
        ADVICE.read(text)
    with pytest.raises(ValueError, match="got nothing"):
        ADVICE.recommend({})


def test_what_is_advised_has_no_trap() -> None:
    for answers in ADVICE.all_answers():
        run = ADVICE.recommend(answers).run
        entry = Entry(run.schedule, run.optimizer.lr)
        assert traps(entry, Plan(), run.optimizer, curve(entry, Plan())) == (), answers


@each
def test_every_number_told_is_the_measured_one_and_none_stands_in_a_text(pick: Pick[Optimizer]) -> None:
    for one, text in evidence(pick):
        for claim in one.claims:
            assert claim.holds, f"{claim.key}: told {claim.says}, measured {claim.measured()}"
            assert claim.key in places(text)
        assert places(text) <= set(one.numbers)
        taught = one.lesson.claims if one.lesson else ()
        assert places(text) & {claim.key for claim in (*one.claims, *taught)}
        assert one.lesson is None or (one.lesson in LESSONS and one.scene is one.lesson.scene)
        assert len(one.scene.runs) <= len(SLOTS)
        assert set(one.look) <= set(View().arguments())
    for text in vars(english.PICKS[pick.key]).values():
        assert not re.search(r"[0-9]", re.sub(r"\{[^}]*\}|beta2", "", text)), text
    assert bool(english.PICKS[pick.key].kept) == isinstance(pick.value, Optimizer)


@each_rule
def test_the_good_range_told_is_that_of_a_sweep(rule: Pick[Optimizer]) -> None:
    for claim in SENSITIVITY.get(rule.key, ()):
        assert claim.holds, f"{claim.key}: told {claim.says}, measured {claim.measured()}"
    assert rule.key in SENSITIVITY or rule.key in english.MEASURED_AS


@each_rule
def test_what_is_kept_beside_each_weight_is_what_torch_keeps(rule: Pick[Optimizer]) -> None:
    weights = torch.ones(10, requires_grad=True)
    kind = getattr(torch.optim, str(rule.value.torch_name).removeprefix("torch.optim."))
    optimizer = kind([weights], **rule.value.torch_arguments())
    gradient = torch.ones(10)
    weights.grad = gradient.to_sparse() if rule.value.sparse_gradient else gradient
    optimizer.step()
    kept = [one for one in optimizer.state[weights].values() if torch.is_tensor(one) and one.numel() == 10]
    assert len(kept) == WORDS[english.PICKS[rule.key].kept]


def test_texts_of_questions_and_cautions_tell_no_number_of_their_own() -> None:
    assert set(english.QUESTIONS) == {question.key for question in ADVICE.questions}
    for question in ADVICE.questions:
        assert tuple(question.wording().answers) == question.choices
    asked = (text for said in english.QUESTIONS.values() for text in (said.asked, *said.answers.values()))
    for text in (english.LEAD, *asked, *chain(*english.CAUTIONS.values())):
        assert not re.search(r"[0-9]", re.sub(r"\{[^}]*\}", "", text)), text
