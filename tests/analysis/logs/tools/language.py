"""Forms of what trains language models."""

import json
from collections.abc import Iterator

from tests.analysis.logs.tools.run import EVERY, LENGTH, STEPS, Tool, csv, logged, loss, of, rate, text


def _dicts(as_text: bool) -> Iterator[str]:
    yield "The following columns in the training set don't have a corresponding argument: text."
    for step in logged():
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
    for step in logged():
        rows.append(
            {"epoch": step / LENGTH, "grad_norm": 1.5, "learning_rate": rate(step), "loss": loss(step), "step": step}
        )
        if step % LENGTH == 0:
            rows.append({"epoch": step / LENGTH, "eval_loss": loss(step) + 1, "eval_runtime": 1.0, "step": step})
    return json.dumps({"best_metric": None, "epoch": 10.0, "global_step": STEPS, "log_history": rows}, indent=2)


def _llama_factory() -> Iterator[str]:
    for step in logged():
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
    for step in logged():
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
    for step in logged():
        head = f"[2023-07-24 12:{step // 60 % 60:02d}:{step % 60:02d},424] [INFO]"
        rates = f"lr=[{rate(step)!r}, {rate(step)!r}], mom=[(0.9, 0.999), (0.9, 0.999)]"
        yield f"{head} [logging.py:96:log_dist] [Rank 0] step={step}, skipped=0, {rates}"
        speeds = "RunningAvgSamplesPerSec=5720.51, CurrSamplesPerSec=5370.4, MemAllocated=0.01GB, MaxMemAllocated=0.1GB"
        yield f"{head} [timer.py:215:stop] epoch=0/micro_step={step}/global_step={step}, {speeds}"


def _torchtune() -> Iterator[str]:
    for step in logged():
        speed = f"tokens_per_second_per_gpu:{1000.5 + step} peak_memory_active:20.75"
        yield f"Step {step} | loss:{loss(step)} lr:{rate(step - 1)!r} {speed} "


def _fairseq_json() -> Iterator[str]:
    head = "2021-03-08 12:31:36 | INFO |"
    yield "2021-03-08 12:31:30 | INFO | fairseq.trainer | NOTE: gradient overflow detected, setting loss scale to: 32.0"
    for step in logged():
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
    for step in logged():
        e = (step - 1) // LENGTH + 1
        place = f"epoch {e:03d}: {(step - 1) % LENGTH + 1:6d} / {LENGTH} loss={loss(step)}, ppl=91.2, wps=0, ups=0"
        told = f"wpb=16384, bsz=8, num_updates={step}, lr={rate(step):g}, gnorm=20.7, wall=105"
        yield f"{head} train_inner | {place}, {told}"
        if step % LENGTH == 0:
            held = f"epoch {e:03d} | valid on 'valid' subset | loss {loss(step) + 1} | nll_loss 5.2 | ppl 91.2"
            yield f"{head} valid | {held} | num_updates {step} | best_loss 2.5"


def _litgpt() -> str:
    rows = (((n - 1) // LENGTH, n, 0.1, rate(n - 1), loss(n), "", n - 1, n * 2048, "") for n in logged())
    held = [((LENGTH - 1) // LENGTH, "", "", "", "", "", 99, "", loss(100) + 1)]
    header = "epoch,iter,iter_time,learning_rate,loss,remaining_time,step,tokens,val_loss"
    return csv(header, [*rows, *held])


def _composer() -> Iterator[str]:
    for step in logged():
        yield f"[batch={step}/{STEPS}]:"
        yield f"\t Train time/epoch: {step // LENGTH}"
        yield f"\t Train time/batch: {step - 1}"
        yield f"\t Train time/token: {step * 2048}"
        yield f"\t Train loss/train/total: {loss(step):.4f}"
        yield f"\t Train lr-DecoupledAdamW/group0: {rate(step - 1):.6f}"


def _olmo() -> Iterator[str]:
    for step in logged():
        yield f"[2024-04-17 09:42:26] INFO     [olmo.train:816, rank=0] [step={step}/{STEPS},epoch=0]"
        yield f"    optim/learning_rate_group0={rate(step - 1):.6f}"
        yield f"    train/CrossEntropyLoss={loss(step):.4f}"
        yield f"    throughput/total_tokens={step * 4194304:,}"


def _paddle_nlp() -> Iterator[str]:
    yield "[2022-08-31 17:07:52,653] [    INFO] -   Total optimization steps = 1000.0"
    yield "[2022-08-31 17:07:52,653] [    INFO] -   Total num train samples = 60480"
    for step in logged():
        told = f"loss: {loss(step)}, learning_rate: {rate(step)!r}, global_step: {step}, interval_runtime: 3.084"
        yield f"[2022-08-31 17:07:55,738] [    INFO] - {told}, interval_steps_per_second: 3.243, epoch: {step / LENGTH}"


def _torchtitan() -> Iterator[str]:
    for step in logged():
        head = "[rank0]:[titan] 2024-01-01 10:00:00,123 - root - INFO"
        told = f"\x1b[32mloss: {loss(step):7.4f}  \x1b[38;2;54;234;195mlr: {rate(step - 1):.6f}"
        memory = f"\x1b[34mmemory: 20.5GiB(21.5%)  tps: {4200 + step:,}\x1b[39m"
        yield f"{head} - \x1b[31mstep: {step:2d}  {told}  {memory}"


def _nemo() -> Iterator[str]:
    for n in range(0, STEPS, EVERY):
        told = f"lr: {rate(n):.4g} | global_batch_size: 32 | global_step: {n} | reduced_train_loss: {loss(n + 10):.4g}"
        timing = f"train_step_timing in s: 5.2 | consumed_samples: {(n + 1) * 32}"
        yield f"Training epoch 0, iteration {n}/{STEPS - 1} | {told} | {timing}"


def _marian() -> Iterator[str]:
    for step in logged():
        told = f"Ep. 1 : Up. {step} : Sen. {step * 6400:,} : Cost {loss(step):.8f} : Time 20.10s : 12000.55 words/s"
        yield f"[2020-01-01 10:00:00] {told} : gNorm 1.2345 : L.r. {rate(step - 1):.4e}"


def _opennmt() -> Iterator[str]:
    for step in logged():
        told = f"acc: 5.2; ppl: 91.2; xent: {loss(step)}; lr: {rate(step - 1):.5f}; sents: {step * 64}; 1000/2000 tok/s"
        yield f"[2023-01-01 10:00:00,123 INFO] Step {step}/{STEPS}; {told}; {step:6d} sec;"


LANGUAGE: dict[str, Tool] = {
    "Hugging Face, printed": Tool(lambda: text(_dicts(False)), "epoch", validation=10),
    "Hugging Face, numbers as text": Tool(lambda: text(_dicts(True)), "epoch", validation=10),
    "trainer_state.json": Tool(_state, validation=10),
    "LLaMA-Factory": Tool(of(_llama_factory)),
    "nanoGPT": Tool(of(_nanogpt), first_loss=loss(0), validation=10),
    "build-nanogpt": Tool(of(_build_nanogpt), first_loss=loss(0), validation=10),
    "llm.c, printed": Tool(of(_llm_c), first_loss=loss(1), validation=10),
    "llm.c, main.log": Tool(of(_llm_c_file), first_loss=loss(1), validation=10),
    "Megatron-LM": Tool(of(_megatron), validation=10),
    "DeepSpeed": Tool(of(_deepspeed), first_loss=None, groups=2),
    "torchtune": Tool(of(_torchtune)),
    "fairseq, JSON": Tool(of(_fairseq_json), validation=10),
    "fairseq, printed": Tool(of(_fairseq_printed), validation=10),
    "litgpt": Tool(_litgpt, validation=1),
    "Composer": Tool(of(_composer), "batch"),
    "OLMo": Tool(of(_olmo)),
    "PaddleNLP": Tool(of(_paddle_nlp)),
    "torchtitan": Tool(of(_torchtitan)),
    "NeMo": Tool(of(_nemo)),
    "Marian": Tool(of(_marian)),
    "OpenNMT": Tool(of(_opennmt)),
}
"""The forms, by the names of the tools."""
