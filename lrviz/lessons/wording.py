"""What a lesson or a term says, in one language: templates whose places are filled with claimed numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

Language = Literal["en"]


@dataclass(frozen=True)
class Wording:
    """All texts of one lesson. A number stands as the place `{name}` of a claim or of a setting of the scene.

    Attributes:
        title: a few words, for lists.
        question: what is asked before anything runs.
        answer: what is told at once when it has run, a sentence or two.
        why: the reason, two or three sentences.
        change: the one change to make next, as an order.
        expect: what that shows.
        choices: what may be chosen; empty where a value is set or a start placed.
        hints: for a wrong choice what it overlooks, in the order of the choices; fewer or empty where nothing is said.
        rows: what each row of theory beside measurement is about, by the row's key.
    """

    title: str
    question: str
    answer: str
    why: str
    change: str
    expect: str
    choices: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    rows: Mapping[str, str] = field(default_factory=dict)

    def filled(self, numbers: Mapping[str, str]) -> "Wording":
        """The texts with their numbers.

        Raises:
            KeyError: a place has no number.
        """
        texts = {name: getattr(self, name) for name in ("title", "question", "answer", "why", "change", "expect")}
        return replace(
            self,
            **{name: text.format_map(numbers) for name, text in texts.items()},
            choices=tuple(text.format_map(numbers) for text in self.choices),
            hints=tuple(text.format_map(numbers) for text in self.hints),
            rows={key: text.format_map(numbers) for key, text in self.rows.items()},
        )

    def hint(self, choice: int) -> str:
        """What a wrong choice overlooks; empty where nothing is said of it."""
        return self.hints[choice] if choice < len(self.hints) else ""


@dataclass(frozen=True)
class TermWording:
    """All texts of one term of the glossary, with places for numbers as in `Wording`.

    Attributes:
        name: the word itself.
        meaning: what it means, a sentence or two.
        see: what its scene shows.
        criterion: for a word that says how a run ended, when exactly a run is called so; its places are those of the
            criteria.
        also: other forms and names of the word, by which it is found in labels.
    """

    name: str
    meaning: str
    see: str
    criterion: str = ""
    also: tuple[str, ...] = ()

    def filled(self, numbers: Mapping[str, str], criteria: Mapping[str, str]) -> "TermWording":
        """The texts with their numbers.

        Raises:
            KeyError: a place has no number.
        """
        name, meaning, see = (text.format_map(numbers) for text in (self.name, self.meaning, self.see))
        return TermWording(name, meaning, see, self.criterion.format_map(criteria), self.also)


@dataclass(frozen=True)
class PickWording:
    """All texts of one optimizer or schedule that is advised, with places for numbers as in `Wording`.

    Attributes:
        name: what it is called in a sentence.
        why: when it is advised and for what reason, one sentence.
        shows: what the scene shows that speaks for it.
        fails: what the scene shows where the same advice is bad.
        nets: what was seen of it when real networks were trained; empty where nothing was.
        kept: for an optimizer, how many numbers it keeps beside each weight, in words.
    """

    name: str
    why: str
    shows: str
    fails: str
    nets: str = ""
    kept: str = ""

    def filled(self, shown: Mapping[str, str], failed: Mapping[str, str]) -> "PickWording":
        """The texts with the numbers of the scene that speaks for it, and of the one where it fails.

        Raises:
            KeyError: a place has no number.
        """
        return replace(self, shows=self.shows.format_map(shown), fails=self.fails.format_map(failed))


@dataclass(frozen=True)
class FindingWording:
    """What is said of a rule and of its two experiments on real networks.

    Attributes:
        title: the rule in a few words, for lists.
        rule: the rule, a sentence.
        shows: what is compared where it holds, and what is to be expected.
        fails: what is compared where it fails, and what is to be expected.
    """

    title: str
    rule: str
    shows: str
    fails: str


@dataclass(frozen=True)
class QuestionWording:
    """A question of the advice.

    Attributes:
        asked: the question.
        answers: what may be answered, by key.
    """

    asked: str
    answers: Mapping[str, str]


@dataclass(frozen=True)
class EntryWording:
    """What an entry of the reference says beside its declaration.

    Attributes:
        good_for: what it is good for, a sentence or two; empty where nothing has been written yet.
        goes_wrong: what goes wrong with it, likewise.
        title: what it is called, where not as menus call the class.
        sentence: what it does, where not what the class's caption says.
        also: other names by which people look for it, beside those that the class declares.
    """

    good_for: str = ""
    goes_wrong: str = ""
    title: str = ""
    sentence: str = ""
    also: tuple[str, ...] = ()
