"""Gradient noise: reproducible, and the same for every run unless a scene asks otherwise."""

import numpy as np

from lrviz.arrays import Floats


def noise(seed: int, replicate: int, steps: int, scale: float) -> Floats:
    """Gaussian noise for the gradients of one stream.

    The stream is Philox with the key (seed, replicate), so more steps only append to fewer.

    Returns:
        shape (steps, 2): what joins the gradient at each step, standard deviation `scale` in each coordinate.
    """
    generator = np.random.Generator(np.random.Philox(key=np.array([seed, replicate], dtype=np.uint64)))
    return generator.standard_normal((steps, 2)) * scale
