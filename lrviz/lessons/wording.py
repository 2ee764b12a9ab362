"""What a lesson says, in one language: templates whose places are filled with the numbers that are claimed."""

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
