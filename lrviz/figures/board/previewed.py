"""What code does as a file: the board with a line for each parameter group, alone or beside a plan's schedules."""

from collections.abc import Mapping, Sequence

from lrviz.arrays import Floats
from lrviz.comparison import Comparison, Entry, Metric, Plan
from lrviz.figures.board.page import LOOKS, marks
from lrviz.figures.board.payload import Board, Line, ListedEntry, Mark, Panel, board_payload
from lrviz.figures.board.quantities import MAIN, MOMENTUM, Plotted, each_drawn, main_panel, momentum_panel, plotted
from lrviz.figures.board.view import SLOTS, BoardView
from lrviz.figures.kit.standalone import standalone
from lrviz.figures.kit.style import STYLES
from lrviz.previewing import Preview


def preview_file(preview: Preview, planned: Comparison | None = None) -> str:
    """A preview as an HTML file, at the steps where its scheduler stands.

    Args:
        preview: what was read.
        planned: schedules that are drawn first.

    Raises:
        ValueError: they take all the places of the board.
    """
    some = enumerate(planned.entries, 1) if planned else ()
    plan, metric = (planned.plan, planned.metric) if planned else (Plan(), Metric())
    drawn = [plotted(slot, entry, plan, metric=metric) for slot, entry in some]
    free = SLOTS[len(drawn) :]
    if not free:
        raise ValueError(f"beside a preview at most {len(SLOTS) - 1} schedules are drawn, got {len(drawn)}")
    shown = dict(zip(preview.groups, free, strict=False))
    long = plan.steps if planned else 0
    whole = Plan(budget=max(long, preview.start + len(preview.rates)))
    panels, lines = _plots(drawn, preview, shown)
    entries = [*(one.shown for one in drawn), *(_listed(preview, group, slot) for group, slot in shown.items())]
    view = {name: value for name, value in BoardView().arguments().items() if name in LOOKS}
    board = Board(whole, panels, entries, [*marks(each_drawn(drawn)), *_end(preview, free[0])], view)
    left_out = len(preview.groups) - len(shown)
    note = f" The first {len(shown)} groups are drawn." if left_out else ""
    return standalone(preview.name, preview.sentence + note, "board", board_payload(board, lines))


def _plots(drawn: Sequence[Plotted], preview: Preview, shown: Mapping[str, int]) -> tuple[list[Panel], list[Line]]:
    main, lines = main_panel(each_drawn(drawn), MAIN, "automatic", 1)
    lines += _lines(preview, MAIN, preview.groups, shown)
    cycled = momentum_panel(each_drawn(drawn))
    moving = _lines(preview, MOMENTUM, preview.group_momenta, shown)
    if cycled is None and not moving:
        return [main], lines
    panel, others = cycled or (Panel(MOMENTUM, "momentum", "linear", 0.35), [])
    return [main, panel], [*lines, *others, *moving]


def _lines(preview: Preview, panel: str, columns: Mapping[str, Floats], shown: Mapping[str, int]) -> list[Line]:
    return [
        Line(slot, panel, _label(preview, group), STYLES[slot - 1], columns[group], preview.steps)
        for group, slot in shown.items()
        if group in columns
    ]


def _label(preview: Preview, group: str) -> str:
    return f"{preview.name} · {group}" if len(preview.groups) > 1 else preview.name


def _listed(preview: Preview, group: str, slot: int) -> ListedEntry:
    entry: Entry | None = preview.entry
    base = entry.lr if entry is not None else float(preview.groups[group][0])
    return ListedEntry(slot, _label(preview, group), STYLES[slot - 1], base, preview.problem)


def _end(preview: Preview, slot: int) -> list[Mark]:
    return [Mark(slot, int(preview.steps[-1]), preview.problem, "end")] if preview.problem else []
