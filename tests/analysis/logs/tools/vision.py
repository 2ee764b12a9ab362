"""Forms of what trains on images."""

import json
from collections.abc import Iterator

from tests.analysis.logs.tools.run import (
    BY_EPOCH,
    EPOCHS,
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


def _darknet() -> Iterator[str]:
    for step in range(1, STEPS + 1):
        told = f"{loss(step):f}, {loss(step) + 0.1:f} avg loss, {rate(step):f} rate"
        yield f"\n {step}: {told}, 3.2 seconds, {step * 64} images"
        yield "Loaded: 0.000062 seconds"


def _timm_summary() -> str:
    rows = ((e, loss(e), loss(e) + 1, 60, 90.0, epoch_rate(e)) for e in epochs())
    return csv("epoch,train_loss,eval_loss,eval_top1,eval_top5,lr", rows)


def _timm_printed() -> Iterator[str]:
    for e in epochs():
        for n in (0, 50, 99):
            step = e * LENGTH + n
            told = f"Loss: {loss(step):#.3g} ({loss(step) + 0.1:#.3g})  Time: 0.521s,  245.68/s  (0.530s,  241.51/s)"
            head = f"Train: {e} [{n:>4d}/{LENGTH} ({100 * n / 99:>3.0f}%)]"
            yield f"{head}  {told}  LR: {rate(step):.3e}  Data: 0.010 (0.012)"
        told = f"Loss:   {loss(e) + 1:>6.3f} ({loss(e) + 1:>6.3f})  Acc@1:  60.000 ( 61.000)"
        yield f"Test: [  10/10]  Time: 0.100 (0.110)  {told}"


def _ultralytics(header: str, first: int, width: int) -> str:
    names = [name.strip() for name in header.split(",")]
    lines = [",".join(name.rjust(width) for name in names)]
    for e in epochs():
        bias = epoch_rate(e) if e >= 2 else 0.1 - 0.045 * e
        last = [bias, epoch_rate(e), epoch_rate(e)]
        middle = [loss(e)] * (len(names) - 4)
        lines.append(",".join(f"{value:.5g}".rjust(width) for value in [e + first, *middle, *last]))
    return text(lines)


_NEW = (
    "epoch,time,train/box_loss,train/cls_loss,train/dfl_loss,metrics/precision(B),metrics/recall(B),"
    "val/box_loss,val/cls_loss,val/dfl_loss,lr/pg0,lr/pg1,lr/pg2"
)


_V5 = (
    "epoch,train/box_loss,train/obj_loss,train/cls_loss,metrics/precision,metrics/recall,"
    "val/box_loss,val/obj_loss,val/cls_loss,x/lr0,x/lr1,x/lr2"
)


def _mmcv_json() -> Iterator[str]:
    yield json.dumps({"env_info": "sys.platform: linux\nPython: 3.8", "seed": 0, "exp_name": "cfg.py"})
    for e in range(1, EPOCHS + 1):
        for n in range(20, LENGTH + 1, 20):
            step = (e - 1) * LENGTH + n
            row = {"mode": "train", "epoch": e, "iter": n, "lr": rate(step - 1), "memory": 3060, "data_time": 0.003}
            yield json.dumps(
                row | {"loss_cls": loss(step) / 2, "loss_bbox": loss(step) / 2, "loss": loss(step), "time": 0.1}
            )
        yield json.dumps({"mode": "val", "epoch": e, "iter": 30, "lr": rate(e * LENGTH - 1), "accuracy_top-1": 61.0})


def _mmcv_printed() -> Iterator[str]:
    for e in range(1, EPOCHS + 1):
        for n in range(20, LENGTH + 1, 20):
            step = (e - 1) * LENGTH + n
            head = f"2023-01-01 10:{e:02d}:{n % 60:02d},123 - mmcls - INFO - Epoch [{e}][{n}/{LENGTH}]"
            told = f"time: 0.125, data_time: 0.003, memory: 3060, loss: {loss(step):.4f}"
            yield f"{head}\tlr: {rate(step - 1):.3e}, eta: 0:{10 - e:02d}:00, {told}"
        yield f"2023-01-01 10:{e:02d}:59,123 - mmcls - INFO - Epoch(val) [{e}][{LENGTH}]\taccuracy_top-1: 61.0000"


def _mmengine_json() -> Iterator[str]:
    for step in logged():
        row = {"base_lr": rate(step - 1), "lr": rate(step - 1), "data_time": 0.01, "loss": loss(step), "time": 0.1}
        yield json.dumps(row | {"epoch": (step - 1) // LENGTH + 1, "iter": step, "memory": 597, "step": step})
        if step % LENGTH == 0:
            yield json.dumps({"accuracy/top1": 61.0, "data_time": 0.1, "time": 0.2, "step": step // LENGTH})


def _mmengine_printed() -> Iterator[str]:
    for e in range(1, EPOCHS + 1):
        for n in range(10, LENGTH + 1, 10):
            step = (e - 1) * LENGTH + n
            head = f"08/18 11:{e:02d}:{n % 60:02d} - mmengine - INFO - Epoch(train)  [{e}][{n:3d}/{LENGTH}]"
            told = f"lr: {rate(step - 1):.4e}  eta: 0:10:31  time: 0.3238  data_time: 0.0344  memory: 597"
            yield f"{head}  {told}  loss: {loss(step):.4f}"
        told = "accuracy/top1: 61.0000  data_time: 0.1"
        yield f"08/18 11:{e:02d}:59 - mmengine - INFO - Epoch(val) [{e}][30/30]    {told}"


def _detectron_json() -> Iterator[str]:
    for step in range(19, STEPS, 20):
        row = {"data_time": 0.01, "eta_seconds": 90.5, "iteration": step, "loss_box_reg": loss(step + 1) / 4}
        yield json.dumps(row | {"loss_cls": loss(step + 1) * 3 / 4, "lr": rate(step), "total_loss": loss(step + 1)})
        if (step + 1) % LENGTH == 0:
            yield json.dumps({"bbox/AP": 40.1, "iteration": step, "validation_loss": loss(step) + 1})


def _detectron_printed() -> Iterator[str]:
    for step in range(19, STEPS, 20):
        parts = f"total_loss: {loss(step + 1):.4g}  loss_cls: 0.5  loss_box_reg: 0.25  time: 0.3301  data_time: 0.0104"
        head = f"[01/12 10:00:{step % 60:02d} d2.utils.events]:  eta: 0:10:31  iter: {step}"
        yield f"{head}  {parts}  lr: {rate(step):.5g}  max_mem: 3000M"


def _paddle_clas() -> Iterator[str]:
    for e in range(1, EPOCHS + 1):
        for n in range(0, LENGTH, 10):
            step = (e - 1) * LENGTH + n
            head = f"[2022/09/01 13:{e:02d}:{n % 60:02d}] ppcls INFO: [Train][Epoch {e}/{EPOCHS}][Iter: {n}/{LENGTH}]"
            told = (
                f"lr(LinearWarmup): {rate(step):.8f}, top1: 0.50000, CELoss: {loss(step):.5f}, loss: {loss(step):.5f}"
            )
            yield f"{head}{told}, batch_cost: 0.53062s, reader_cost: 0.11223, ips: 241.22737 samples/s, eta: 4:57:50"
        told = f"CELoss: {loss(step) + 1:.5f}, loss: {loss(step) + 1:.5f}, top1: 0.4"
        yield f"[2022/09/01 13:{e:02d}:59] ppcls INFO: [Eval][Epoch {e}][Avg]{told}"


def _paddle_detection() -> Iterator[str]:
    for e in range(EPOCHS):
        for n in range(0, LENGTH, 10):
            step = e * LENGTH + n
            place = f"Epoch: [{e}] [{n:3d}/{LENGTH}] learning_rate: {rate(step):.6f}"
            head = f"[12/08 17:37:05] ppdet.engine INFO: {place}"
            told = f"loss_rpn_cls: 0.077478 loss_bbox_reg: 0.05 loss: {loss(step):.6f} eta: 1 day, 10:05:31"
            yield f"{head} {told} batch_cost: 8.6236 data_cost: 0.0000 ips: 0.1160 images/s"


def _paddle_ocr() -> Iterator[str]:
    for step in logged():
        place = f"epoch: [{(step - 1) // LENGTH + 1}/{EPOCHS}], global_step: {step}"
        told = f"lr: {rate(step - 1):.6f}, loss: {loss(step):.6f}, avg_reader_cost: 0.1 s, eta: 0:10:31"
        yield f"[2022/09/01 13:00:{step % 60:02d}] ppocr INFO: {place}, {told}"


def _torchvision() -> Iterator[str]:
    for e in range(EPOCHS):
        for n in range(0, LENGTH, 10):
            step = e * LENGTH + n
            told = f"eta: 0:01:00  lr: {rate(step):.6f}  loss: {loss(step):.4f} ({loss(step) + 0.1:.4f})  time: 0.5012"
            yield f"Epoch: [{e}]  [{n:3d}/{LENGTH}]  {told}  data: 0.0101  max mem: 3060"
        yield f"Test:  [ 0/10]  eta: 0:00:01  loss: {loss(step) + 1:.4f} ({loss(step) + 1:.4f})  acc1: 60.0  time: 0.1"


def _clu() -> Iterator[str]:
    for step in logged():
        told = f"learning_rate={rate(step - 1)}, train_loss={loss(step)}"
        yield f"I1126 10:00:00.123456 140 logging_writer.py:48] [{step}] {told}"


VISION: dict[str, Tool] = {
    "darknet": Tool(of(_darknet), first_loss=loss(1)),
    "timm, summary.csv": Tool(_timm_summary, "epoch", BY_EPOCH, first_loss=loss(0), validation=10),
    "timm, printed": Tool(of(_timm_printed), first_loss=10.0, validation=10),
    "Ultralytics": Tool(lambda: _ultralytics(_NEW, 1, 0), "epoch", BY_EPOCH, "results.csv", loss(0), 10, 3),
    "Ultralytics, with spaces": Tool(
        lambda: _ultralytics(_NEW, 1, 23), "epoch", BY_EPOCH, "results.csv", loss(0), 10, 3
    ),
    "YOLOv5": Tool(lambda: _ultralytics(_V5, 0, 20), "epoch", BY_EPOCH, "results.csv", loss(0), 10, 3),
    "mmcv 1, JSON": Tool(of(_mmcv_json), first_loss=loss(20), validation=10),
    "mmcv 1, printed": Tool(of(_mmcv_printed), first_loss=loss(20), validation=10),
    "mmengine, JSON": Tool(of(_mmengine_json)),
    "mmengine, printed": Tool(of(_mmengine_printed), validation=10),
    "detectron2, metrics.json": Tool(of(_detectron_json), first_loss=loss(20), validation=10),
    "detectron2, printed": Tool(of(_detectron_printed), first_loss=loss(20)),
    "PaddleClas": Tool(of(_paddle_clas), first_loss=loss(0), validation=10),
    "PaddleDetection": Tool(of(_paddle_detection), first_loss=loss(0)),
    "PaddleOCR": Tool(of(_paddle_ocr)),
    "torchvision": Tool(of(_torchvision), first_loss=loss(0), validation=10),
    "clu": Tool(of(_clu)),
}
"""The forms, by the names of the tools."""
