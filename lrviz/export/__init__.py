"""What can be exported: PyTorch scripts that repeat what is shown, calls of other libraries, and tables."""

from lrviz.export.event_files import event_files
from lrviz.export.libraries import LIBRARIES, spellings
from lrviz.export.scene import to_csv, to_pytorch
from lrviz.export.schedules import schedule_script, schedule_setup
from lrviz.export.snippets import assembled, function_code
from lrviz.export.training import training_script

__all__ = [
    "LIBRARIES",
    "assembled",
    "event_files",
    "function_code",
    "schedule_script",
    "schedule_setup",
    "spellings",
    "to_csv",
    "to_pytorch",
    "training_script",
]
