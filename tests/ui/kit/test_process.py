"""What is done once for the whole server process."""

import platform
import subprocess
import sys

import pytest

KEPT = """
import sys
import psutil
from lrviz.ui.kit.process import give_memory_back

if sys.argv[1:]:
    assert give_memory_back()
bytearray(20_000_000)  # glibc learns from it
large = [bytearray(1_000_000) for _ in range(60)]
last = bytearray(1_000_000)
before = psutil.Process().memory_info().rss
del large
print((before - psutil.Process().memory_info().rss) // 1_000_000)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other systems give memory back by themselves")
def test_what_is_freed_goes_back_to_the_system() -> None:
    freed = [
        int(subprocess.run([sys.executable, "-c", KEPT, *told], check=True, capture_output=True).stdout)
        for told in ([], ["told"])
    ]
    assert freed[0] < 10
    assert freed[1] > 50
