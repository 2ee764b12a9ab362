"""Work in the background steps back for what a page waits for."""

import os

_YIELDS = 10
"""How far, in the system's scale up to 19."""


def step_back() -> None:
    """From now on, this process gets the processor when no other one wants it; Windows knows no such scale."""
    if hasattr(os, "nice"):
        os.nice(_YIELDS)
