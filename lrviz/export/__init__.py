"""What can be exported: PyTorch scripts that repeat what is shown, calls of other libraries, and tables."""

from lrviz.export.libraries import LIBRARIES, spellings
from lrviz.export.scene import to_csv, to_pytorch
from lrviz.export.schedules import schedule_script
from lrviz.export.training import training_script

__all__ = ["LIBRARIES", "schedule_script", "spellings", "to_csv", "to_pytorch", "training_script"]
