"""Reads pasted code and configurations of other libraries into schedules; nothing of them is ever run."""

from lrviz.reading.paste import LONGEST, read_code
from lrviz.reading.pasted import Pasted
from lrviz.reading.refusal import PasteError

__all__ = ["LONGEST", "PasteError", "Pasted", "read_code"]
