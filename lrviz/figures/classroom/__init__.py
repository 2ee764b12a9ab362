"""What the projector of a class draws, as bytes."""

from lrviz.figures.classroom.crowd import crowd_payload
from lrviz.figures.classroom.payload import item_payload

__all__ = ["crowd_payload", "item_payload"]
