"""The data of all pictures, which the browser then draws; nothing here needs Streamlit."""

from lrviz.figures.board.payload import Board, Line, ListedEntry, Mark, Panel, board_payload
from lrviz.figures.kit.standalone import standalone
from lrviz.figures.kit.style import STYLES, Drawn, Style
from lrviz.figures.lesson.page import chapter_file, lesson_file
from lrviz.figures.stage.caption import caption
from lrviz.figures.stage.page import scene_file
from lrviz.figures.stage.payload import Cue, payload
from lrviz.figures.stage.runs import drawn

__all__ = [
    "STYLES",
    "Board",
    "Cue",
    "Drawn",
    "Line",
    "ListedEntry",
    "Mark",
    "Panel",
    "Style",
    "board_payload",
    "caption",
    "chapter_file",
    "drawn",
    "lesson_file",
    "payload",
    "scene_file",
    "standalone",
]
