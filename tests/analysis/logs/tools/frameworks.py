"""Forms of frameworks and trackers, whatever is trained, and of plain tables."""

import json
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
from tensorboardX import SummaryWriter

from tests.analysis.logs.tools.run import (
    BY_EPOCH,
    EPOCHS,
    EVERY,
    LENGTH,
    STEPS,
    Tool,
    csv,
    epoch_rate,
    epochs,
    logged,
    loss,
    of,
    rate,
    text,
)


def _keras_csv() -> str:
    rows = ((e, 0.5, epoch_rate(e), loss(e), 0.4, loss(e) + 1) for e in epochs())
    return csv("epoch,accuracy,learning_rate,loss,val_accuracy,val_loss", rows)


def _keras_printed() -> Iterator[str]:
    for e in epochs():
        yield f"Epoch {e + 1}/{EPOCHS}"
        bars = (
            f"\r{n}/100 \x1b[32m━━━━\x1b[0m\x1b[37m━━━\x1b[0m \x1b[1m0s\x1b[0m 9ms/step - loss: {loss(e) + 1:.4f}"
            for n in (1, 50)
        )
        told = f"accuracy: 0.5000 - loss: {loss(e):.4f} - val_accuracy: 0.4000 - val_loss: {loss(e) + 1:.4f}"
        last = f"\r100/100 \x1b[32m━━━━━━━\x1b[0m 1s 9ms/step - {told} - learning_rate: {epoch_rate(e):.6f}"
        yield f"{''.join(bars)}{last}"


def _keras_old() -> Iterator[str]:
    for e in epochs():
        yield f"Epoch {e + 1}/{EPOCHS}"
        told = f"loss: {loss(e):.4f} - accuracy: 0.5000 - val_loss: {loss(e) + 1:.4f} - lr: {epoch_rate(e):.6f}"
        yield f"100/100 [==============================] - 1s 9ms/step - {told}"


def _lightning_steps() -> str:
    rows: list[list[object]] = []
    for step in range(EVERY - 1, STEPS, EVERY):
        rows += [["", rate(step), step, "", ""], [step // LENGTH, "", step, loss(step + 1), ""]]
        if (step + 1) % LENGTH == 0:
            rows.append([step // LENGTH, "", step, "", loss(step) + 1])
    return csv("epoch,lr-AdamW,step,train_loss,val_loss", rows)


def _lightning_epochs() -> str:
    rows: list[list[object]] = []
    for e in epochs():
        rows.append(["", epoch_rate(e), epoch_rate(e) / 10, e * LENGTH, "", ""])
        rows += [[e, "", "", e * LENGTH + n, loss(e * LENGTH + n + 1), ""] for n in range(9, LENGTH, 10)]
        rows.append([e, "", "", (e + 1) * LENGTH - 1, "", loss(e) + 1])
    return csv("epoch,lr-SGD/pg1,lr-SGD/pg2,step,train_loss_step,val_loss", rows)


def _lightning_old() -> str:
    rows: list[list[object]] = []
    for e in epochs():
        rows.append(["", epoch_rate(e), e, "", ""])
        rows += [[e, "", e * LENGTH + n, loss(e * LENGTH + n + 1), ""] for n in (49, 99)]
        rows.append([e, "", (e + 1) * LENGTH, "", loss(e) + 1])
    return csv("epoch,lr-SGD,step,training_loss,validation_loss", rows)


def _lightning_bar() -> Iterator[str]:
    for e in epochs():
        for n in range(10, LENGTH + 1, 10):
            step = e * LENGTH + n
            told = f"[00:0{n // 20}<00:10,  9.81it/s, v_num=0, train_loss={loss(step):.4f}, lr={rate(step - 1):.6f}]"
            yield f"Epoch {e}: {n:3d}%|####      | {n}/{LENGTH} {told}"


def _wandb() -> str:
    run = "golden-sun-7 - train/"
    names = ["Step", *(f"{run}{what}{edge}" for what in ("lr", "loss") for edge in ("", "__MIN", "__MAX"))]
    lines = [",".join(f'"{name}"' for name in names)]
    for step in logged():
        cells = [step, *[rate(step)] * 3, *[loss(step)] * 3]
        lines.append(",".join(f'"{cell}"' for cell in cells))
    return text(lines)


def _tensorboard_csv() -> str:
    return csv("Wall time,Step,Value", ((1700000000.5 + step, step, rate(step)) for step in logged()))


def _tensorboard_json() -> str:
    return json.dumps([[1700000000.5 + step, step, rate(step)] for step in logged()])


@cache
def _event_file() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        writer = SummaryWriter(folder)
        for step in logged():
            writer.add_scalar("train/learning_rate", rate(step), step)
            writer.add_scalar("train/loss", loss(step), step)
            if step % LENGTH == 0:
                writer.add_scalar("eval/loss", loss(step) + 1, step)
                writer.add_histogram("weights", np.arange(9.0), step)
                writer.add_text("note", "all is well", step)
        writer.close()
        return next(Path(folder).iterdir()).read_bytes()


def _by(unit: str, each: int) -> str:
    return csv(f"{unit},lr,loss", ((step * each, rate(step), loss(step)) for step in logged()))


FRAMEWORKS: dict[str, Tool] = {
    "Keras, CSVLogger": Tool(_keras_csv, "epoch", BY_EPOCH, first_loss=loss(0), validation=10),
    "Keras, CSVLogger with semicolons": Tool(
        lambda: _keras_csv().replace(",", ";"), "epoch", BY_EPOCH, first_loss=loss(0), validation=10
    ),
    "Keras, printed": Tool(of(_keras_printed), "epoch", BY_EPOCH, first_loss=loss(0), validation=10),
    "Keras 2, printed": Tool(of(_keras_old), "epoch", BY_EPOCH, first_loss=loss(0), validation=10),
    "Lightning, each step": Tool(_lightning_steps, validation=10),
    "Lightning, each epoch": Tool(_lightning_epochs, entry=BY_EPOCH, validation=10, groups=2),
    "Lightning, epoch in the place of the step": Tool(_lightning_old, "epoch", BY_EPOCH, "", loss(100), 10),
    "Lightning, progress bar": Tool(of(_lightning_bar)),
    "W&B": Tool(_wandb),
    "TensorBoard, CSV": Tool(_tensorboard_csv, first_loss=None, name="run-.-tag-lr.csv"),
    "TensorBoard, JSON": Tool(_tensorboard_json, first_loss=None),
    "TensorBoard, event file": Tool(_event_file, name="events.out.tfevents.17.host", validation=10),
    "samples": Tool(lambda: _by("samples_seen", 32), "sample"),
    "tokens": Tool(lambda: _by("tokens", 32 * 64), "token"),
}
"""The forms, by the names of the tools."""
