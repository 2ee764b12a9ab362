"""What the modes of the page Train have in common: each is asked for by widgets, and drawn."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from lrviz.ui.kit.link import Link
from lrviz.ui.train.controls import Setup


class Mode(ABC):
    """A mode of the page Train; the final ones declare their title, which stands in links, and are named in `MODES`.

    Attributes:
        title: what the menu calls it.
        caption: what it is for, a sentence.
        own: whether it brings its own task and runs, so that the page asks for none.
    """

    title: ClassVar[str]
    caption: ClassVar[str]
    own: ClassVar[bool] = False

    @classmethod
    @abstractmethod
    def controls(cls, link: Link, setup: Setup) -> Any:
        """The widgets of what it alone asks for; what is asked.

        Raises:
            ValueError: the settings do not go together.
        """

    @classmethod
    @abstractmethod
    def show(cls, setup: Setup, asked: Any) -> None:
        """Draws what it gives.

        Args:
            setup: what is trained.
            asked: what its controls say.

        Raises:
            ValueError: it can give nothing.
        """
