"""What a process does once so that each run begins at once."""

from lrviz.optimizers import SGD, Adam
from lrviz.scene import Run
from lrviz.tasks import Xor
from lrviz.training import Training, train
from lrviz.workers.training.messages import picture_to_bytes, record_to_bytes
from lrviz.workers.training.picture import Picture


def warm_up() -> None:
    """Loads torch, its first optimizer and whatever else a run needs, by training something small."""
    task = Xor(train=10, validation=10, hidden=(2,), batch=None, epochs=2)
    for record in train(Training(task, (Run(Adam()), Run(SGD())))):
        picture_to_bytes(Picture.of(record))
        record_to_bytes(record)
