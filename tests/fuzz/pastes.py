"""Made-up code and configurations, most of them damaged."""

from hypothesis import strategies as st

from lrviz.comparison import Plan, curve
from lrviz.reading import read_code
from tests.fuzz.hunting import Kind
from tests.fuzz.texts import marred
from tests.reading.test_forms import ACCELERATE, LIGHTNING, TRAINER, deepspeed
from tests.reading.test_functions import FACTOR, FACTORS, NANOGPT
from tests.reading.test_refusals import CALLS, STRANGE

SOUND = (
    NANOGPT,
    FACTOR + "LambdaLR(optimizer, factor)",
    *(f"LambdaLR(optimizer, {source})" for source in FACTORS[:6]),
    ACCELERATE.format(""),
    LIGHTNING.format('{"optimizer": optimizer, "lr_scheduler": {"scheduler": scheduler, "interval": "step"}}'),
    *TRAINER.values(),
    deepspeed("WarmupDecayLR", warmup_num_steps=9, total_num_steps=99),
    "python train.py /data --sched cosine --lr 0.1 --epochs 9 --warmup-epochs 2",
    "yolo train lr0=0.02 lrf=0.1 epochs=2 warmup_epochs=1.5 optimizer=SGD",
    "learn.fit(3, cbs=ParamScheduler({'lr': combine_scheds([0.5, 0.5], [SchedCos(0, 1), SchedExp(1, 0.1)])}))",
)

VALUES = st.sampled_from([*STRANGE, "3", "10", "0.1", "30 * 2", "1e-3", "[3, 9]", "lambda t: t"])
CALLED = st.builds(
    lambda name, given: f"s = {name}({', '.join(('opt', *given))})",
    st.sampled_from([name for name, _ in CALLS]),
    st.lists(VALUES, max_size=6),
)
WRITTEN = st.sampled_from(SOUND) | CALLED
CASES = st.one_of(WRITTEN, marred(WRITTEN), marred(WRITTEN))
PLAN = Plan(60, samples=60, batch_size=6)


def run(text: str) -> None:
    """Reads a text, and draws what it becomes."""
    pasted = read_code(text, PLAN)
    for entry in pasted.entries:
        curve(entry, PLAN)


KIND = Kind(CASES, run)
