"""What is done once for the whole server process."""

import gc
from functools import cache


@cache
def freeze_imports(after: str) -> None:
    """Takes everything imported so far out of the garbage collector's sight, once for each occasion.

    Streamlit collects after every run of a script and holds the interpreter; with the imports frozen that is free.

    Args:
        after: the occasion, such as "imports".
    """
    gc.collect()
    gc.freeze()
