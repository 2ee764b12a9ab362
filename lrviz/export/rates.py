"""A sensitivity and its range tests as a table, and the code that measures them with the library."""

from collections.abc import Iterator, Sequence

from lrviz.spreadsheet import Cell, csv_text
from lrviz.training import RangeTest, Sensitivity
from lrviz.training.stacked import ENDS

_COLUMNS = ("kind", "run", "rate", "seed", *ENDS, "batch_loss", "smoothed")


def rates_to_csv(measured: Sequence[tuple[str, Sensitivity]], tests: Sequence[tuple[str, RangeTest]]) -> str:
    """A row for each training, and one for each step of each range test; what diverged has empty cells.

    Args:
        measured: the name of each run and how it ends at each rate.
        tests: the name of each run and its range test.
    """
    rows = [*(row for one in measured for row in _trainings(*one)), *(row for one in tests for row in _steps(*one))]
    return csv_text(_COLUMNS, rows)


def _trainings(name: str, found: Sensitivity) -> Iterator[list[Cell]]:
    for row, rate in enumerate(found.rates.tolist()):
        for column, seed in enumerate(found.seeds):
            if found.done[row, column]:
                ends = [float(getattr(found, end)[row, column]) for end in ENDS]
                yield ["training", name, rate, seed, *map(_cell, ends), None, None]


def _steps(name: str, test: RangeTest) -> Iterator[list[Cell]]:
    columns = zip(test.rates.tolist(), test.losses.tolist(), test.smoothed.tolist(), strict=True)
    for rate, loss, smoothed in columns:
        yield ["range test", name, rate, test.record.training.seed, *[None] * len(ENDS), _cell(loss), _cell(smoothed)]


def _cell(value: float) -> Cell:
    return value if value - value == 0 else None


def rates_code(rates: Sequence[float], seeds: Sequence[int], steps: int, file: str) -> str:
    """Python that measures the same with the library.

    Args:
        rates: as `lrviz.training.sensitivity` takes them.
        seeds: likewise.
        steps: of the range test.
        file: the training as JSON.
    """
    return f'''from pathlib import Path

from lrviz.training import Training, range_test, sensitivity

training = Training.from_json(Path("{file}").read_text(encoding="utf-8"))
rates = {list(rates)!r}
for found in sensitivity(training, rates, seeds={tuple(seeds)!r}):
    print(found.run.label, found.losses.tolist(), found.scores.tolist())
for test in range_test(training, low=rates[0], high=rates[-1], steps={steps}):
    print(test.record.run.label, test.sentence)
'''
