"""What is advised for which answers, and what to be careful of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from lrviz.lessons import english
from lrviz.lessons.advice.pick import Pick
from lrviz.lessons.advice.rules import ADAGRAD, ADAM, ADAMW, AMSGRAD, NADAM, PLAIN, SPARSE_ADAM
from lrviz.lessons.advice.sensitivity import ranges
from lrviz.lessons.advice.shapes import COSINE, NONE, ON_METRIC, STAY_HIGH, STEP, WARM_COSINE
from lrviz.lessons.wording import Language, QuestionWording
from lrviz.optimizers import Optimizer
from lrviz.scene import Run
from lrviz.schedules import Schedule

_QUESTIONS, _LEADS, _CAUTIONS = {"en": english.QUESTIONS}, {"en": english.LEAD}, {"en": english.CAUTIONS}
_MEASURED_AS = {"en": english.MEASURED_AS}
_BETWEEN = "-"


@dataclass(frozen=True)
class Question:
    """A question of the advice.

    Attributes:
        key: its name.
        choices: the keys of what may be answered; the first is what stands at first.
    """

    key: str
    choices: tuple[str, ...]

    def wording(self, language: Language = "en") -> QuestionWording:
        """The question, and what may be answered."""
        return _QUESTIONS[language][self.key]


@dataclass(frozen=True)
class Recommendation:
    """An optimizer and a schedule for it.

    Attributes:
        rule: the optimizer.
        shape: the schedule.
    """

    rule: Pick[Optimizer]
    shape: Pick[Schedule]

    @property
    def run(self) -> Run:
        """Both, ready to run."""
        return Run(self.rule.value, self.shape.value)

    def title(self, language: Language = "en") -> str:
        """Both by name."""
        return f"{self.rule.wording(language).name} · {self.shape.wording(language).name}"

    def why(self, language: Language = "en") -> str:
        """Two sentences: one of the optimizer, one of the schedule."""
        return f"{self.rule.wording(language).why} {self.shape.wording(language).why}"

    def cautions(self, language: Language = "en") -> tuple[tuple[str, str], ...]:
        """What to be careful of: titles and texts."""
        said, key = self.rule.wording(language), self.rule.key
        measured = _MEASURED_AS[language].get(key, said.name)
        numbers = {"rule": said.name, "kept": said.kept, "measured": measured, **ranges(key)}
        return tuple((title, text.format_map(numbers)) for title, text in _CAUTIONS[language].values())


QUESTIONS = (
    Question("model", ("linear", "binary", "net", "large")),
    Question("data", ("little", "much")),
    Question("gradients", ("even", "noisy", "sparse", "unsettled")),
    Question("budget", ("known", "open")),
)


def _rule(model: str, data: str, gradients: str) -> Pick[Optimizer]:
    """The optimizer for some answers."""
    if gradients == "sparse":
        return ADAGRAD if model in ("linear", "binary") else SPARSE_ADAM
    if gradients == "unsettled":
        return {"binary": ADAMW, "net": NADAM if data == "little" else AMSGRAD}.get(model, AMSGRAD)
    if model == "linear" or (data == "much" and (model == "binary" or (model == "net" and gradients == "noisy"))):
        return PLAIN
    return ADAM if data == "little" and model != "large" else ADAMW


def _shape(model: str, data: str, gradients: str, budget: str, rule: Pick[Optimizer]) -> Pick[Schedule]:
    """The schedule for some answers and their optimizer."""
    if rule is ADAGRAD:
        return NONE
    if budget == "open":
        return STAY_HIGH if model == "large" or gradients == "noisy" else ON_METRIC
    if model == "large":
        return WARM_COSINE
    return STEP if rule is PLAIN and data == "much" else COSINE


@dataclass(frozen=True)
class Advice:
    """Questions whose answers lead to a recommendation.

    Attributes:
        questions: in the order in which they are asked.
    """

    questions: tuple[Question, ...]

    @property
    def usual(self) -> dict[str, str]:
        """The answers that stand at first, by the keys of the questions."""
        return {question.key: question.choices[0] for question in self.questions}

    def all_answers(self) -> Iterator[dict[str, str]]:
        """Every combination of answers."""
        for answers in product(*(question.choices for question in self.questions)):
            yield dict(zip((question.key for question in self.questions), answers, strict=True))

    def recommend(self, answers: Mapping[str, str]) -> Recommendation:
        """What is advised for some answers, by the keys of the questions.

        Raises:
            ValueError: an answer is missing or unknown.
        """
        given = [_checked(question, answers.get(question.key, "")) for question in self.questions]
        model, data, gradients, budget = given
        rule = _rule(model, data, gradients)
        return Recommendation(rule, _shape(model, data, gradients, budget, rule))

    def written(self, answers: Mapping[str, str]) -> str:
        """Answers as a link writes them."""
        return _BETWEEN.join(answers[question.key] for question in self.questions)

    def read(self, text: str) -> dict[str, str]:
        """The answers that a link writes.

        Raises:
            ValueError: it writes others, or not as many as there are questions.
        """
        parts = text.split(_BETWEEN)
        if len(parts) != len(self.questions):
            raise ValueError(f"advice must have {len(self.questions)} answers, got {len(parts)}")
        return {one.key: _checked(one, part) for one, part in zip(self.questions, parts, strict=True)}

    def lead(self, language: Language = "en") -> str:
        """What the advice is, and what it is not."""
        return _LEADS[language]


def _checked(question: Question, answer: str) -> str:
    if answer not in question.choices:
        raise ValueError(f"{question.key} must be one of {', '.join(question.choices)}, got {answer or 'nothing'}")
    return answer


ADVICE = Advice(QUESTIONS)
"""The advice of the page Learn."""
