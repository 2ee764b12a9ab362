"""The libraries whose code and configurations are read."""

from lrviz.reading.libraries import (
    accelerate,
    deepspeed,
    fastai,
    huggingface,
    keras,
    lightning,
    optax,
    pytorch,
    timm,
    timm_flags,
    ultralytics,
)
from lrviz.reading.libraries.library import Library

LIBRARIES: tuple[Library, ...] = (
    pytorch.LIBRARY,
    huggingface.LIBRARY,
    lightning.LIBRARY,
    accelerate.LIBRARY,
    deepspeed.LIBRARY,
    timm.LIBRARY,
    timm_flags.LIBRARY,
    fastai.LIBRARY,
    ultralytics.LIBRARY,
    keras.LIBRARY,
    optax.LIBRARY,
)

__all__ = ["LIBRARIES", "Library"]
