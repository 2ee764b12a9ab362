"""Writes a schedule as arguments of the Trainer of Hugging Face."""

from typing import Any

from lrviz.export.configurations.asked import Asked, Configuration, LackingError
from lrviz.export.layout import laid_out
from lrviz.export.libraries.huggingface import call_of
from lrviz.export.libraries.transformers_names import CHOICES
from lrviz.export.libraries.wanted import Call

_OTHERWISE = "Give the Trainer torch's scheduler: Trainer(optimizers=(optimizer, scheduler))."


def write(asked: Asked) -> str:
    """`TrainingArguments` whose scheduler has the curve.

    Raises:
        LackingError: no arguments have.
    """
    call, plan = call_of(asked.wanted), asked.plan
    if call is None:
        raise LackingError(f"transformers has no scheduler with this curve. {_OTHERWISE}")
    if asked.each_epoch != asked.entry.schedule.feedback:
        raise LackingError(
            "The Trainer steps ReduceLROnPlateau after each evaluation, here once an epoch, and all others at each "
            f"optimizer step. {_OTHERWISE}"
        )
    arguments = {"output_dir": "run", "max_steps": plan.steps, "learning_rate": asked.entry.lr}
    arguments |= _scheduler(call, plan.steps)
    if asked.entry.schedule.feedback:
        arguments["eval_strategy"] = "epoch"
    sizes = {"per_device_train_batch_size": plan.batch_size, "gradient_accumulation_steps": plan.accumulation}
    return f"from transformers import TrainingArguments\n\n{laid_out(_assigned(arguments | sizes))}\n"


def _assigned(arguments: dict[str, Any]) -> str:
    return f"arguments = {Call('TrainingArguments', arguments).source()}"


def _scheduler(call: Call, steps: int) -> dict[str, Any]:
    """The arguments that say the scheduler; the Trainer gives it the steps of the whole run."""
    values = dict(call.arguments)
    total = values.pop("num_training_steps", steps)
    warmup = values.pop("num_warmup_steps", 0)
    if call.name == "get_wsd_schedule" and warmup + values["num_stable_steps"] + values["num_decay_steps"] == steps:
        values.pop("num_stable_steps")
    if total != steps:
        raise LackingError(
            f"The Trainer gives its scheduler the steps of the whole run, {steps:,}, and this one is planned for "
            f"{total:,}. {_OTHERWISE}"
        )
    said: dict[str, Any] = {"lr_scheduler_type": CHOICES[call.name]}
    if warmup:
        said["warmup_steps"] = warmup
    if values:
        said["lr_scheduler_kwargs"] = values
    return said


CONFIGURATION = Configuration("Hugging Face Trainer", write)
