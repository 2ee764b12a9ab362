"""From one page to another out of a fragment."""

from types import SimpleNamespace
from typing import Any

import pytest

from lrviz.ui.trajectories import handover


@pytest.mark.parametrize(("state", "given_up"), [({}, 0), ({handover.WANTED: handover.TRAJECTORIES}, 1)])
def test_fragments_are_given_up_only_for_another_page(
    monkeypatch: pytest.MonkeyPatch, state: dict[str, Any], given_up: int
) -> None:
    done: list[str] = []
    storage = SimpleNamespace(clear=lambda: done.append("given up"))
    monkeypatch.setattr(handover, "get_script_run_ctx", lambda: SimpleNamespace(fragment_storage=storage))
    monkeypatch.setattr(handover, "st", SimpleNamespace(session_state=state, rerun=lambda: done.append("whole page")))
    handover.run_whole_page()
    assert done == ["given up"] * given_up + ["whole page"]
