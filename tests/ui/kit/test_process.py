"""What is done once for the whole server process."""

import platform
import subprocess
import sys

import pytest

GLIBC = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="elsewhere memory is managed otherwise")

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


@GLIBC
def test_what_is_freed_goes_back_to_the_system() -> None:
    freed = [_printed(KEPT, *words) for words in ([], ["told"])]
    assert freed[0] < 10
    assert freed[1] > 50


SCATTERED = """
import sys
import psutil
from lrviz.ui.kit.process import give_memory_back, give_scattered_memory_back

give_memory_back()
blocks = [bytearray(20_000) for _ in range(4000)]
kept = blocks[::2]
before = psutil.Process().memory_info().rss
blocks.clear()
if sys.argv[1:]:
    give_scattered_memory_back()
print((before - psutil.Process().memory_info().rss) // 1_000_000)
"""


@GLIBC
def test_what_lies_between_what_is_used_goes_back_too() -> None:
    freed = [_printed(SCATTERED, *words) for words in ([], ["told"])]
    assert freed[0] < 10
    assert freed[1] > 20


HEAPS = """
import sys
from threading import Barrier, Thread

import psutil
from lrviz.ui.kit.process import give_memory_back

if sys.argv[1:]:
    assert give_memory_back()
together = Barrier(8)

def take():
    together.wait()
    held = [bytes(2000) for _ in range(1000)]
    together.wait()

threads = [Thread(target=take) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
places = [int(region.addr.split("-")[0], 16) for region in psutil.Process().memory_maps(grouped=False)]
print(sum(place % 2**26 == 0 for place in places))  # each heap of a thread begins at a multiple of 64 MiB
"""


@GLIBC
def test_threads_share_their_heaps() -> None:
    by_itself, told = (_printed(HEAPS, *words) for words in ([], ["told"]))
    assert by_itself >= 6
    assert told <= 2


def _printed(code: str, *words: str) -> int:
    return int(subprocess.run([sys.executable, "-c", code, *words], check=True, capture_output=True).stdout)
