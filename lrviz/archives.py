"""Arrays that were written as an archive of numpy, read so that no other thread is disturbed."""

import io
from typing import Any

import numpy as np

from lrviz.source.parsing import ALONE


def arrays_in(content: bytes) -> dict[str, Any]:
    """The arrays that `numpy.savez` wrote, by their names, without pickles.

    Raises:
        ValueError, OSError, EOFError, zipfile.BadZipFile: these are no bytes of an archive.
    """
    with ALONE, np.load(io.BytesIO(content), allow_pickle=False) as archive:  # numpy has Python parse each array's head
        return {name: archive[name] for name in archive.files}
