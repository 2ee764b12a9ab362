"""Writes a run down as the tools of the field do, in the forms of their files and of what they print."""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from tensorboardX import SummaryWriter

from lrviz.arrays import Floats
from lrviz.comparison import Entry, Plan, curve
from lrviz.comparison.entry import EACH_EPOCH, EACH_STEP
from lrviz.schedules import CosineAnnealingLR, Warmup

EPOCHS, LENGTH, EVERY = 10, 100, 10
STEPS = EPOCHS * LENGTH
PLAN = Plan(budget=float(EPOCHS), unit="epochs", samples=3200, batch_size=32, tokens_per_sample=64)
BY_STEP = Entry(Warmup(CosineAnnealingLR(T_max=900), steps=100), lr=0.01, stepped=EACH_STEP)
BY_EPOCH = Entry(Warmup(CosineAnnealingLR(T_max=8), steps=2), lr=0.01, stepped=EACH_EPOCH)


@cache
def planned(entry: Entry) -> Floats:
    """The rates of the plan, for every optimizer step."""
    return curve(entry, PLAN).rates


def rate(step: int) -> float:
    """The rate of an optimizer step, from 0; the last one's after the end."""
    return float(planned(BY_STEP)[min(step, STEPS - 1)])


def epoch_rate(epoch: int) -> float:
    """The rate of an epoch, from 0."""
    return float(planned(BY_EPOCH)[epoch * LENGTH])


def loss(step: float) -> float:
    """The loss after so many steps."""
    return round(2 + 8 / (1 + step / 100), 4)


@dataclass(frozen=True)
class Tool:
    """A form in which a tool writes.

    Attributes:
        write: the log of the run.
        unit: what it counts.
        entry: what the plan was.
        name: of the file.
        first_loss: the first loss logged beside a rate; None where there is none.
        validation: how many validations it holds.
        groups: how many groups of parameters.
    """

    write: Callable[[], str | bytes]
    unit: str = "step"
    entry: Entry = BY_STEP
    name: str = ""
    first_loss: float | None = loss(10)
    validation: int = 0
    groups: int = 1


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"


def _logged() -> range:
    """The steps that are logged, from 1."""
    return range(EVERY, STEPS + 1, EVERY)


def _dicts(as_text: bool) -> Iterator[str]:
    yield "The following columns in the training set don't have a corresponding argument: text."
    for step in _logged():
        row = {"loss": loss(step), "grad_norm": 1.25, "learning_rate": rate(step), "epoch": round(step / LENGTH, 2)}
        words = {key: f"{value:.4g}" for key, value in row.items()}
        bar = f"\r {100 * step // STEPS}%|###   | {step}/{STEPS} [00:05<00:15,  9.81it/s]\r"
        yield f"{bar if step % 3 else ''}{words if as_text else row}"
        if step % LENGTH == 0:
            yield str(
                {"eval_loss": loss(step) + 1, "eval_runtime": 3.2, "eval_steps_per_second": 5.1, "epoch": step / LENGTH}
            )
    yield str({"train_runtime": 61.2, "train_samples_per_second": 52.3, "train_loss": 3.1, "epoch": 10.0})


def _state() -> str:
    rows = []
    for step in _logged():
        rows.append(
            {"epoch": step / LENGTH, "grad_norm": 1.5, "learning_rate": rate(step), "loss": loss(step), "step": step}
        )
        if step % LENGTH == 0:
            rows.append({"epoch": step / LENGTH, "eval_loss": loss(step) + 1, "eval_runtime": 1.0, "step": step})
    return json.dumps({"best_metric": None, "epoch": 10.0, "global_step": STEPS, "log_history": rows}, indent=2)


def _llama_factory() -> Iterator[str]:
    for step in _logged():
        known = {"current_steps": step, "total_steps": STEPS, "loss": loss(step), "lr": rate(step)}
        yield json.dumps(known | {"epoch": step / LENGTH, "percentage": step / 10, "elapsed_time": "0:00:01"})
    yield json.dumps({"current_steps": STEPS, "total_steps": STEPS, "epoch": 10.0, "percentage": 100.0})


def _nanogpt() -> Iterator[str]:
    yield from ("tokens per iteration will be: 491,520", "number of parameters: 123.59M", "using fused AdamW: True")
    for step in range(0, STEPS, EVERY):
        if step % LENGTH == 0:
            yield f"step {step}: train loss {loss(step):.4f}, val loss {loss(step) + 1:.4f}"
        yield f"iter {step}: loss {loss(step):.4f}, time {230.11 + step:.2f}ms, mfu 35.21%, lr {rate(step):.6e}"


def _build_nanogpt() -> Iterator[str]:
    for step in range(0, STEPS, EVERY):
        if step % LENGTH == 0:
            yield f"validation loss: {loss(step) + 1:.4f}"
        told = f"step {step:5d} | loss: {loss(step):.6f} | lr {rate(step):.4e} | norm: 1.2345"
        yield f"{told} | dt: {300.5:.2f}ms | tok/sec: {1700000.25 + step:.2f}"


def _llm_c() -> Iterator[str]:
    for step in range(1, STEPS + 1):
        told = f"step {step:4d}/{STEPS} | loss {loss(step):7.6f} (+1.25z)| norm 15.3000 (+nanz)"
        yield f"{told}| lr {rate(step - 1):.2e} | {2000 + step % 7:.2f} ms | 54.5% bf16 MFU | 262144 tok/s"
        if step % LENGTH == 0:
            yield f"val loss {loss(step) + 1:.6f}"


def _llm_c_file() -> Iterator[str]:
    for step in range(1, STEPS + 1):
        yield f"s:{step} trl:{loss(step):.4f} lr:{rate(step - 1):.6f} norm:1.20"
        if step % LENGTH == 0:
            yield f"s:{step} tel:{loss(step) + 1:.4f}"


def _megatron() -> Iterator[str]:
    for step in _logged():
        yield (
            f" [2026-01-01 10:{step // 60 % 60:02d}:{step % 60:02d}] iteration {step:8d}/{STEPS:8d} | "
            f"consumed samples: {step * 32:12d} | elapsed time per iteration (ms): 2064.3 | "
            f"learning rate: {rate(step - 1):.6E} | global batch size:    32 | lm loss: {loss(step):.6E} | "
            "loss scale: 1.0 | grad norm: 1.381 | number of skipped iterations:   0 | number of nan iterations:   0 |"
        )
        if step % LENGTH == 0:
            yield "-" * 90
            held = f"lm loss value: {loss(step) + 1:.6E} | lm loss PPL: 2.4E+01 | "
            yield f" validation loss at iteration {step} | {held}"
            yield "-" * 90


def _deepspeed() -> Iterator[str]:
    for step in _logged():
        head = f"[2023-07-24 12:{step // 60 % 60:02d}:{step % 60:02d},424] [INFO]"
        rates = f"lr=[{rate(step)!r}, {rate(step)!r}], mom=[(0.9, 0.999), (0.9, 0.999)]"
        yield f"{head} [logging.py:96:log_dist] [Rank 0] step={step}, skipped=0, {rates}"
        speeds = "RunningAvgSamplesPerSec=5720.51, CurrSamplesPerSec=5370.4, MemAllocated=0.01GB, MaxMemAllocated=0.1GB"
        yield f"{head} [timer.py:215:stop] epoch=0/micro_step={step}/global_step={step}, {speeds}"


def _torchtune() -> Iterator[str]:
    for step in _logged():
        speed = f"tokens_per_second_per_gpu:{1000.5 + step} peak_memory_active:20.75"
        yield f"Step {step} | loss:{loss(step)} lr:{rate(step - 1)!r} {speed} "


def _darknet() -> Iterator[str]:
    for step in range(1, STEPS + 1):
        told = f"{loss(step):f}, {loss(step) + 0.1:f} avg loss, {rate(step):f} rate"
        yield f"\n {step}: {told}, 3.2 seconds, {step * 64} images"
        yield "Loaded: 0.000062 seconds"


def _csv(header: str, rows: Iterable[Iterable[object]], comma: str = ",") -> str:
    return _text([header, *(comma.join(str(cell) for cell in row) for row in rows)])


def _epochs() -> range:
    return range(EPOCHS)


def _keras_csv() -> str:
    rows = ((e, 0.5, epoch_rate(e), loss(e), 0.4, loss(e) + 1) for e in _epochs())
    return _csv("epoch,accuracy,learning_rate,loss,val_accuracy,val_loss", rows)


def _keras_printed() -> Iterator[str]:
    for e in _epochs():
        yield f"Epoch {e + 1}/{EPOCHS}"
        bars = (
            f"\r{n}/100 \x1b[32m━━━━\x1b[0m\x1b[37m━━━\x1b[0m \x1b[1m0s\x1b[0m 9ms/step - loss: {loss(e) + 1:.4f}"
            for n in (1, 50)
        )
        told = f"accuracy: 0.5000 - loss: {loss(e):.4f} - val_accuracy: 0.4000 - val_loss: {loss(e) + 1:.4f}"
        last = f"\r100/100 \x1b[32m━━━━━━━\x1b[0m 1s 9ms/step - {told} - learning_rate: {epoch_rate(e):.6f}"
        yield f"{''.join(bars)}{last}"


def _keras_old() -> Iterator[str]:
    for e in _epochs():
        yield f"Epoch {e + 1}/{EPOCHS}"
        told = f"loss: {loss(e):.4f} - accuracy: 0.5000 - val_loss: {loss(e) + 1:.4f} - lr: {epoch_rate(e):.6f}"
        yield f"100/100 [==============================] - 1s 9ms/step - {told}"


def _timm_summary() -> str:
    rows = ((e, loss(e), loss(e) + 1, 60, 90.0, epoch_rate(e)) for e in _epochs())
    return _csv("epoch,train_loss,eval_loss,eval_top1,eval_top5,lr", rows)


def _timm_printed() -> Iterator[str]:
    for e in _epochs():
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
    for e in _epochs():
        bias = epoch_rate(e) if e >= 2 else 0.1 - 0.045 * e
        last = [bias, epoch_rate(e), epoch_rate(e)]
        middle = [loss(e)] * (len(names) - 4)
        lines.append(",".join(f"{value:.5g}".rjust(width) for value in [e + first, *middle, *last]))
    return _text(lines)


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
    for step in _logged():
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


def _lightning_steps() -> str:
    rows: list[list[object]] = []
    for step in range(EVERY - 1, STEPS, EVERY):
        rows += [["", rate(step), step, "", ""], [step // LENGTH, "", step, loss(step + 1), ""]]
        if (step + 1) % LENGTH == 0:
            rows.append([step // LENGTH, "", step, "", loss(step) + 1])
    return _csv("epoch,lr-AdamW,step,train_loss,val_loss", rows)


def _lightning_epochs() -> str:
    rows: list[list[object]] = []
    for e in _epochs():
        rows.append(["", epoch_rate(e), epoch_rate(e) / 10, e * LENGTH, "", ""])
        rows += [[e, "", "", e * LENGTH + n, loss(e * LENGTH + n + 1), ""] for n in range(9, LENGTH, 10)]
        rows.append([e, "", "", (e + 1) * LENGTH - 1, "", loss(e) + 1])
    return _csv("epoch,lr-SGD/pg1,lr-SGD/pg2,step,train_loss_step,val_loss", rows)


def _lightning_old() -> str:
    rows: list[list[object]] = []
    for e in _epochs():
        rows.append(["", epoch_rate(e), e, "", ""])
        rows += [[e, "", e * LENGTH + n, loss(e * LENGTH + n + 1), ""] for n in (49, 99)]
        rows.append([e, "", (e + 1) * LENGTH, "", loss(e) + 1])
    return _csv("epoch,lr-SGD,step,training_loss,validation_loss", rows)


def _lightning_bar() -> Iterator[str]:
    for e in _epochs():
        for n in range(10, LENGTH + 1, 10):
            step = e * LENGTH + n
            told = f"[00:0{n // 20}<00:10,  9.81it/s, v_num=0, train_loss={loss(step):.4f}, lr={rate(step - 1):.6f}]"
            yield f"Epoch {e}: {n:3d}%|####      | {n}/{LENGTH} {told}"


def _wandb() -> str:
    run = "golden-sun-7 - train/"
    names = ["Step", *(f"{run}{what}{edge}" for what in ("lr", "loss") for edge in ("", "__MIN", "__MAX"))]
    lines = [",".join(f'"{name}"' for name in names)]
    for step in _logged():
        cells = [step, *[rate(step)] * 3, *[loss(step)] * 3]
        lines.append(",".join(f'"{cell}"' for cell in cells))
    return _text(lines)


def _tensorboard_csv() -> str:
    return _csv("Wall time,Step,Value", ((1700000000.5 + step, step, rate(step)) for step in _logged()))


def _tensorboard_json() -> str:
    return json.dumps([[1700000000.5 + step, step, rate(step)] for step in _logged()])


@cache
def _event_file() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        writer = SummaryWriter(folder)
        for step in _logged():
            writer.add_scalar("train/learning_rate", rate(step), step)
            writer.add_scalar("train/loss", loss(step), step)
            if step % LENGTH == 0:
                writer.add_scalar("eval/loss", loss(step) + 1, step)
                writer.add_histogram("weights", np.arange(9.0), step)
                writer.add_text("note", "all is well", step)
        writer.close()
        return next(Path(folder).iterdir()).read_bytes()


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


def _fairseq_json() -> Iterator[str]:
    head = "2021-03-08 12:31:36 | INFO |"
    yield "2021-03-08 12:31:30 | INFO | fairseq.trainer | NOTE: gradient overflow detected, setting loss scale to: 32.0"
    for step in _logged():
        row = {
            "epoch": (step - 1) // LENGTH + 1,
            "update": round(step / LENGTH, 3),
            "loss": f"{loss(step)}",
            "ppl": "91.2",
        }
        told = {"num_updates": f"{step}", "lr": f"{rate(step):g}", "gnorm": "20.7", "loss_scale": "4", "wall": "105"}
        yield f"{head} train_inner | {json.dumps(row | told)}"
        if step % LENGTH == 0:
            held = {"epoch": step // LENGTH, "valid_loss": f"{loss(step) + 1}", "valid_num_updates": f"{step}"}
            yield f"{head} valid | {json.dumps(held)}"


def _fairseq_printed() -> Iterator[str]:
    head = "2023-01-01 12:31:36 | INFO |"
    for step in _logged():
        e = (step - 1) // LENGTH + 1
        place = f"epoch {e:03d}: {(step - 1) % LENGTH + 1:6d} / {LENGTH} loss={loss(step)}, ppl=91.2, wps=0, ups=0"
        told = f"wpb=16384, bsz=8, num_updates={step}, lr={rate(step):g}, gnorm=20.7, wall=105"
        yield f"{head} train_inner | {place}, {told}"
        if step % LENGTH == 0:
            held = f"epoch {e:03d} | valid on 'valid' subset | loss {loss(step) + 1} | nll_loss 5.2 | ppl 91.2"
            yield f"{head} valid | {held} | num_updates {step} | best_loss 2.5"


def _litgpt() -> str:
    rows = (((n - 1) // LENGTH, n, 0.1, rate(n - 1), loss(n), "", n - 1, n * 2048, "") for n in _logged())
    held = [((LENGTH - 1) // LENGTH, "", "", "", "", "", 99, "", loss(100) + 1)]
    header = "epoch,iter,iter_time,learning_rate,loss,remaining_time,step,tokens,val_loss"
    return _csv(header, [*rows, *held])


def _composer() -> Iterator[str]:
    for step in _logged():
        yield f"[batch={step}/{STEPS}]:"
        yield f"\t Train time/epoch: {step // LENGTH}"
        yield f"\t Train time/batch: {step - 1}"
        yield f"\t Train time/token: {step * 2048}"
        yield f"\t Train loss/train/total: {loss(step):.4f}"
        yield f"\t Train lr-DecoupledAdamW/group0: {rate(step - 1):.6f}"


def _olmo() -> Iterator[str]:
    for step in _logged():
        yield f"[2024-04-17 09:42:26] INFO     [olmo.train:816, rank=0] [step={step}/{STEPS},epoch=0]"
        yield f"    optim/learning_rate_group0={rate(step - 1):.6f}"
        yield f"    train/CrossEntropyLoss={loss(step):.4f}"
        yield f"    throughput/total_tokens={step * 4194304:,}"


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


def _paddle_nlp() -> Iterator[str]:
    yield "[2022-08-31 17:07:52,653] [    INFO] -   Total optimization steps = 1000.0"
    yield "[2022-08-31 17:07:52,653] [    INFO] -   Total num train samples = 60480"
    for step in _logged():
        told = f"loss: {loss(step)}, learning_rate: {rate(step)!r}, global_step: {step}, interval_runtime: 3.084"
        yield f"[2022-08-31 17:07:55,738] [    INFO] - {told}, interval_steps_per_second: 3.243, epoch: {step / LENGTH}"


def _paddle_ocr() -> Iterator[str]:
    for step in _logged():
        place = f"epoch: [{(step - 1) // LENGTH + 1}/{EPOCHS}], global_step: {step}"
        told = f"lr: {rate(step - 1):.6f}, loss: {loss(step):.6f}, avg_reader_cost: 0.1 s, eta: 0:10:31"
        yield f"[2022/09/01 13:00:{step % 60:02d}] ppocr INFO: {place}, {told}"


def _torchtitan() -> Iterator[str]:
    for step in _logged():
        head = "[rank0]:[titan] 2024-01-01 10:00:00,123 - root - INFO"
        told = f"\x1b[32mloss: {loss(step):7.4f}  \x1b[38;2;54;234;195mlr: {rate(step - 1):.6f}"
        memory = f"\x1b[34mmemory: 20.5GiB(21.5%)  tps: {4200 + step:,}\x1b[39m"
        yield f"{head} - \x1b[31mstep: {step:2d}  {told}  {memory}"


def _nemo() -> Iterator[str]:
    for n in range(0, STEPS, EVERY):
        told = f"lr: {rate(n):.4g} | global_batch_size: 32 | global_step: {n} | reduced_train_loss: {loss(n + 10):.4g}"
        timing = f"train_step_timing in s: 5.2 | consumed_samples: {(n + 1) * 32}"
        yield f"Training epoch 0, iteration {n}/{STEPS - 1} | {told} | {timing}"


def _torchvision() -> Iterator[str]:
    for e in range(EPOCHS):
        for n in range(0, LENGTH, 10):
            step = e * LENGTH + n
            told = f"eta: 0:01:00  lr: {rate(step):.6f}  loss: {loss(step):.4f} ({loss(step) + 0.1:.4f})  time: 0.5012"
            yield f"Epoch: [{e}]  [{n:3d}/{LENGTH}]  {told}  data: 0.0101  max mem: 3060"
        yield f"Test:  [ 0/10]  eta: 0:00:01  loss: {loss(step) + 1:.4f} ({loss(step) + 1:.4f})  acc1: 60.0  time: 0.1"


def _clu() -> Iterator[str]:
    for step in _logged():
        told = f"learning_rate={rate(step - 1)}, train_loss={loss(step)}"
        yield f"I1126 10:00:00.123456 140 logging_writer.py:48] [{step}] {told}"


def _marian() -> Iterator[str]:
    for step in _logged():
        told = f"Ep. 1 : Up. {step} : Sen. {step * 6400:,} : Cost {loss(step):.8f} : Time 20.10s : 12000.55 words/s"
        yield f"[2020-01-01 10:00:00] {told} : gNorm 1.2345 : L.r. {rate(step - 1):.4e}"


def _opennmt() -> Iterator[str]:
    for step in _logged():
        told = f"acc: 5.2; ppl: 91.2; xent: {loss(step)}; lr: {rate(step - 1):.5f}; sents: {step * 64}; 1000/2000 tok/s"
        yield f"[2023-01-01 10:00:00,123 INFO] Step {step}/{STEPS}; {told}; {step:6d} sec;"


def _by(unit: str, each: int) -> str:
    return _csv(f"{unit},lr,loss", ((step * each, rate(step), loss(step)) for step in _logged()))


def _of(lines: Callable[[], Iterator[str]]) -> Callable[[], str]:
    return lambda: _text(lines())


TOOLS: dict[str, Tool] = {
    "Hugging Face, printed": Tool(lambda: _text(_dicts(False)), "epoch", validation=10),
    "Hugging Face, numbers as text": Tool(lambda: _text(_dicts(True)), "epoch", validation=10),
    "trainer_state.json": Tool(_state, validation=10),
    "LLaMA-Factory": Tool(_of(_llama_factory)),
    "nanoGPT": Tool(_of(_nanogpt), first_loss=loss(0), validation=10),
    "build-nanogpt": Tool(_of(_build_nanogpt), first_loss=loss(0), validation=10),
    "llm.c, printed": Tool(_of(_llm_c), first_loss=loss(1), validation=10),
    "llm.c, main.log": Tool(_of(_llm_c_file), first_loss=loss(1), validation=10),
    "Megatron-LM": Tool(_of(_megatron), validation=10),
    "DeepSpeed": Tool(_of(_deepspeed), first_loss=None, groups=2),
    "torchtune": Tool(_of(_torchtune)),
    "darknet": Tool(_of(_darknet), first_loss=loss(1)),
    "Keras, CSVLogger": Tool(_keras_csv, "epoch", BY_EPOCH, first_loss=loss(0), validation=10),
    "Keras, CSVLogger with semicolons": Tool(
        lambda: _keras_csv().replace(",", ";"), "epoch", BY_EPOCH, first_loss=loss(0), validation=10
    ),
    "Keras, printed": Tool(_of(_keras_printed), "epoch", BY_EPOCH, first_loss=loss(0), validation=10),
    "Keras 2, printed": Tool(_of(_keras_old), "epoch", BY_EPOCH, first_loss=loss(0), validation=10),
    "timm, summary.csv": Tool(_timm_summary, "epoch", BY_EPOCH, first_loss=loss(0), validation=10),
    "timm, printed": Tool(_of(_timm_printed), first_loss=10.0, validation=10),
    "Ultralytics": Tool(lambda: _ultralytics(_NEW, 1, 0), "epoch", BY_EPOCH, "results.csv", loss(0), 10, 3),
    "Ultralytics, with spaces": Tool(
        lambda: _ultralytics(_NEW, 1, 23), "epoch", BY_EPOCH, "results.csv", loss(0), 10, 3
    ),
    "YOLOv5": Tool(lambda: _ultralytics(_V5, 0, 20), "epoch", BY_EPOCH, "results.csv", loss(0), 10, 3),
    "mmcv 1, JSON": Tool(_of(_mmcv_json), first_loss=loss(20), validation=10),
    "mmcv 1, printed": Tool(_of(_mmcv_printed), first_loss=loss(20), validation=10),
    "mmengine, JSON": Tool(_of(_mmengine_json)),
    "mmengine, printed": Tool(_of(_mmengine_printed), validation=10),
    "Lightning, each step": Tool(_lightning_steps, validation=10),
    "Lightning, each epoch": Tool(_lightning_epochs, entry=BY_EPOCH, validation=10, groups=2),
    "Lightning, epoch in the place of the step": Tool(_lightning_old, "epoch", BY_EPOCH, "", loss(100), 10),
    "Lightning, progress bar": Tool(_of(_lightning_bar)),
    "W&B": Tool(_wandb),
    "TensorBoard, CSV": Tool(_tensorboard_csv, first_loss=None, name="run-.-tag-lr.csv"),
    "TensorBoard, JSON": Tool(_tensorboard_json, first_loss=None),
    "TensorBoard, event file": Tool(_event_file, name="events.out.tfevents.17.host", validation=10),
    "detectron2, metrics.json": Tool(_of(_detectron_json), first_loss=loss(20), validation=10),
    "detectron2, printed": Tool(_of(_detectron_printed), first_loss=loss(20)),
    "fairseq, JSON": Tool(_of(_fairseq_json), validation=10),
    "fairseq, printed": Tool(_of(_fairseq_printed), validation=10),
    "litgpt": Tool(_litgpt, validation=1),
    "Composer": Tool(_of(_composer), "batch"),
    "OLMo": Tool(_of(_olmo)),
    "PaddleClas": Tool(_of(_paddle_clas), first_loss=loss(0), validation=10),
    "PaddleDetection": Tool(_of(_paddle_detection), first_loss=loss(0)),
    "PaddleNLP": Tool(_of(_paddle_nlp)),
    "PaddleOCR": Tool(_of(_paddle_ocr)),
    "torchtitan": Tool(_of(_torchtitan)),
    "NeMo": Tool(_of(_nemo)),
    "torchvision": Tool(_of(_torchvision), first_loss=loss(0), validation=10),
    "clu": Tool(_of(_clu)),
    "Marian": Tool(_of(_marian)),
    "OpenNMT": Tool(_of(_opennmt)),
    "samples": Tool(lambda: _by("samples_seen", 32), "sample"),
    "tokens": Tool(lambda: _by("tokens", 32 * 64), "token"),
}
"""The forms, by the names of the tools."""
