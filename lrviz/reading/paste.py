"""Reads a pasted text: as Python, as JSON, as settings one a line, or as a command line."""

from lrviz.comparison import EACH_EPOCH, EACH_STEP, Entry, Plan
from lrviz.reading.groups import grouped
from lrviz.reading.libraries import LIBRARIES
from lrviz.reading.lines import scheduled
from lrviz.reading.pasted import Pasted
from lrviz.reading.program import Program
from lrviz.reading.rate_function import rate_function
from lrviz.reading.refusal import PasteError, Place, refused
from lrviz.reading.resumed_code import resumed_run
from lrviz.reading.run import Run
from lrviz.reading.settings import configuration, in_dicts
from lrviz.reading.values import Curve, Made

LONGEST = 200_000
"""How many characters a text may have."""
MOST_ENTRIES = 12
"""How many schedules of a text are taken."""


def read_code(text: str, plan: Plan = Plan(), lr: float = 1e-3) -> Pasted:  # noqa: B008
    """The schedules that a text builds, and the run that it describes.

    Understood are Python with the schedulers of torch, transformers, timm, optax, Keras, fastai, Lightning, Accelerate
    and Ultralytics, the JSON of DeepSpeed, and the arguments of transformers' Trainer, of timm's train.py and of
    Ultralytics as JSON, as YAML or as a command line. No text is run.

    Args:
        text: the code or the configuration.
        plan: the run that stands in for what the text does not say, such as the number of epochs.
        lr: the base rate where the text says none.

    Raises:
        PasteError: the text cannot be read, or it builds no schedule; the message says the line and the column.
    """
    if len(text) > LONGEST:
        raise PasteError(f"A text must have at most {LONGEST:,} characters, got {len(text):,}.")
    if not text.strip():
        raise PasteError("There is no text.")
    if "\0" in text:
        raise PasteError("A text must have no zero bytes.")
    try:
        return _pasted(text, Run(plan, lr))
    except (RecursionError, MemoryError):
        raise refused(text, Place(), "the text is nested too deep to be read.") from None


def _pasted(text: str, run: Run) -> Pasted:
    form, made, rate = _read(text, run)
    entries = [_entry(one, run, rate, text) for one in made[:MOST_ENTRIES]]
    if len(made) > MOST_ENTRIES:
        run.leave_out(f"{len(made)} schedulers stand in the text; the first {MOST_ENTRIES} are taken.")
    return Pasted(form, tuple(entries), run.plan if run.said else None, tuple(run.notes), tuple(run.left_out))


def _read(text: str, run: Run) -> tuple[str, list[Made | Curve], float | None]:
    """What the text is, what it builds, and its optimizer's rate."""
    configured = configuration(text, run)
    if configured is not None:
        name, made = configured
        return name, [made], None
    calls = {name: call for library in LIBRARIES for name, call in library.calls.items()}
    returned = {name: made for library in LIBRARIES for name, made in library.returned.items()}
    program = Program(text, run, calls, returned)
    program.follow()
    found: list[Made | Curve] = [*resumed_run(program)] or program.whole or in_dicts(program) or rate_function(program)
    if not found:
        raise PasteError(
            "No schedule was found in the text. Known are the schedulers of torch, transformers, timm, optax, Keras "
            "and fastai, TrainingArguments, the arguments of Ultralytics and of timm's train.py, and DeepSpeed's JSON."
        )
    return "Python", found, program.rate


def _entry(one: Made | Curve, run: Run, rate: float | None, text: str) -> Entry:
    """The schedule on its base rate: its own, or the optimizer's, or the page's."""
    try:
        schedule, lr = scheduled(one.line) if isinstance(one, Curve) else (one.schedule, one.lr)
        lr = rate if lr is None else lr
        if lr is None:
            lr = run.lr if schedule.overwrites_lr else run.own_rate()
        if isinstance(one, Made) and one.calls and run.length_open:
            run.lasts(one.calls, "epochs" if one.stepped == EACH_EPOCH else "steps")
        entry = Entry(schedule, lr, stepped=one.stepped or EACH_STEP)
        return _grouped(entry, one, run) if isinstance(one, Made) else entry
    except (ValueError, ArithmeticError) as error:
        raise refused(text, one.place, str(error)) from None


def _grouped(entry: Entry, made: Made, run: Run) -> Entry:
    """The entry with the optimizer's groups, where it can have them."""
    try:
        return grouped(entry, made)
    except ValueError as error:
        run.leave_out(f"The groups of parameters are left out: {error}.")
        return entry
