"""A log that a tool writes of a planned run agrees with the plan, in whatever form and unit."""

import numpy as np
import pytest

from lrviz import read_log
from lrviz.analysis.logs import in_steps
from lrviz.analysis.partings import parting
from tests.analysis.logs.tools import PLAN, TOOLS, Tool, planned


def _data(tool: Tool) -> bytes:
    written = tool.write()
    return written if isinstance(written, bytes) else written.encode()


@pytest.mark.parametrize("tool", TOOLS.values(), ids=TOOLS)
def test_a_log_of_a_planned_run_agrees_with_the_plan(tool: Tool) -> None:
    log = read_log(_data(tool), tool.name)
    assert log.unit == tool.unit
    rates = planned(tool.entry)
    verdict = parting(rates, in_steps(log, PLAN, rates))
    assert (verdict.step, verdict.share_agreeing) == (None, 1.0), verdict.sentence
    if tool.first_loss is None:
        assert log.losses is None
    else:
        assert log.losses is not None
        np.testing.assert_allclose(log.losses[0], tool.first_loss, rtol=1e-3)
        assert np.isfinite(log.losses).all()
    assert len(log.groups) == tool.groups
    held = next(iter(log.validation.values())) if log.validation else ()
    assert (len(held[0]) if held else 0) == tool.validation
