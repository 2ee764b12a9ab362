"""What the columns of a log are called by the tools that write them."""

import re

STEP, BATCH, SAMPLE, TOKEN, EPOCH = UNITS = ("step", "batch", "sample", "token", "epoch")
"""What a column may count: optimizer steps, batches of which several may make a step, samples, tokens, epochs."""

BAR = "bar"
"""The column of the place that a progress bar shows."""

COUNTERS = {
    STEP: (
        *("global_step", "step", "steps", "iteration", "iterations", "iter", "iters", "it", "optimizer_step"),
        *("num_updates", "update", "updates", "up", "_step", "global_steps", "step_num", "iter_num", "n_iter"),
    ),
    BATCH: ("batch", "batches", "batch_idx", "micro_step", "micro_steps", "micro_batch"),
    EPOCH: ("epoch", "epochs", "ep", "epoch_num", "epoch_idx"),
    SAMPLE: ("consumed_samples", "samples", "samples_seen", "num_samples", "sample", "examples", "images", "sen"),
    TOKEN: (
        *("tokens", "tokens_seen", "consumed_tokens", "num_tokens", "total_tokens", "token", "n_tokens"),
        *("num_input_tokens_seen", "tokens_trained"),
    ),
}
"""The usual names of each unit's column, the more usual first; the units in the order in which they are taken."""

RATE_NAMES = ("learning_rate", "lr")
LOSS_NAMES = (
    *("loss", "train_loss", "training_loss", "total_loss", "lm_loss", "reduced_train_loss", "loss_total"),
    *("train_total_loss", "train_loss_step", "train_loss_epoch"),
)
MODES = frozenset({"mode", "split", "phase", "prefix", "stage", "subset"})

_BEFORE = re.compile(r"^(?:train|training|trainer|current|curr)_")
_RATE = re.compile(r"(?<![a-z])(?:train_?)?(?:lr|learning[ _-]?rates?|l\.r\.?)(?![a-z])")
_NO_RATE = re.compile(
    r"momentum|weight[ _-]?decay|beta|sched|"
    r"(?<![a-z])(?:min|max|mult|multiplier|scale|ratio|kind|type|init|initial|target|end|final)(?![a-z])"
)
_HELD_OUT = re.compile(r"(?<![a-z])(e?val|valid|validation|evaluation|held[ _-]?out|test|dev)(?![a-z])")
_LOSS = re.compile(r"loss|crossentropy|cross_entropy|(?<![a-z])(?:nll|xent|cost)(?![a-z])")
_NO_LOSS = re.compile(
    r"scale|scaling|(?<![a-z])(?:time|gate|aux|weight)(?![a-z])|loss_w(?![a-z])|batch_cost|reader_cost|data_cost"
)
_ASIDE = re.compile(
    r"time|runtime|per[ _]second|memory|"
    r"(?<![a-z])(?:eta|wall|wps|ups|wpb|bsz|step|steps|iter|epoch|batch|samples|tokens|of)(?![a-z])"
)
_ENVELOPE = ("__min", "__max")


def own(column: str) -> str:
    """The name in small letters without the run's name, which Weights & Biases puts before " - "."""
    return column.rsplit(" - ", 1)[-1].strip().lower()


def run_of(column: str) -> str:
    """The run's name that Weights & Biases puts before the column's; empty without one."""
    return column.rpartition(" - ")[0]


def tail(column: str) -> str:
    """The last part of a name, in one spelling: "Train/Learning Rate" is learning_rate."""
    last = re.sub(r"\([^()]*\)", "", own(column)).rsplit("/", 1)[-1]
    return re.sub(r"[ -]+", "_", last.strip()).rstrip(".:")


def counts(column: str, unit: str) -> int | None:
    """How unusual the name is for a column that counts a unit, from 0; None where it is no such name."""
    known = COUNTERS[unit]
    for name in (tail(column), _BEFORE.sub("", tail(column))):
        if name in known:
            return known.index(name)
    return None


def is_rate(column: str) -> bool:
    """Whether a column may be a learning rate."""
    name = own(column)
    return _RATE.search(name) is not None and _NO_RATE.search(name) is None and not is_envelope(column)


def rate_family(column: str) -> str:
    """What the columns of one optimizer's parameter groups have in common: the name up to the word for the rate."""
    name = own(column)
    found = _RATE.search(name)
    return run_of(column) + " - " + re.sub(r"\d+", "#", name[: found.end()] if found else name)


def is_loss(column: str) -> bool:
    """Whether a column may be a loss, of the training or of a validation."""
    name = own(column)
    return _LOSS.search(name) is not None and _NO_LOSS.search(name) is None and not is_envelope(column)


def is_held_out(column: str) -> bool:
    """Whether a name speaks of data that is not trained on."""
    return _HELD_OUT.search(own(column)) is not None


def is_aside(column: str) -> bool:
    """Whether a column of a validation's rows tells nothing of how good the model is."""
    return _ASIDE.search(own(column)) is not None or is_rate(column)


def is_envelope(column: str) -> bool:
    """Whether it is the lower or upper edge of a column, as Weights & Biases exports them beside it."""
    return column.lower().endswith(_ENVELOPE)
