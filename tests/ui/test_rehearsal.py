"""The rehearsal warms what the first visitor needs, and leaves torch alone."""

import subprocess
import sys

SCRIPT = """
import sys
from lrviz.ui.rehearsal import rehearse
rehearse()
from lrviz.simulate.single import trajectory_of
assert trajectory_of.cache_info().currsize == 4
assert "torch" not in sys.modules
"""


def test_rehearsal_without_torch() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
