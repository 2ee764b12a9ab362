# %% [markdown]
# # See the learning rates of the code that trains
#
# `preview` reads them off the very scheduler or function that your training uses, from where it stands. It is put back
# afterwards, and so is its optimizer.

# %%
import math
from typing import Any

import torch

import lrviz
from lrviz.comparison import Comparison, Entry, Plan
from lrviz.schedules import CosineAnnealingLR

model = torch.nn.Linear(4, 2)
optimizer = torch.optim.AdamW(
    [{"params": [model.weight], "lr": 1e-3}, {"params": [model.bias], "lr": 1e-2, "weight_decay": 0.0}]
)
warmup = torch.optim.lr_scheduler.LinearLR(optimizer, 0.01, total_iters=100)
decay = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=900)
scheduler = torch.optim.lr_scheduler.SequentialLR(optimizer, [warmup, decay], [100])

seen = lrviz.preview(scheduler, steps=1000)
print(seen.sentence)
print({group: rates.max() for group, rates in seen.groups.items()})
seen

# %% [markdown]
# It was recognised: `entry` is the same schedule as lrviz declares it. Beside what was planned:

# %%
print(seen.entry)
seen.beside(Comparison((Entry(CosineAnnealingLR(T_max=1000), lr=1e-3),), Plan(1000)))

# %% [markdown]
# After 300 steps of training it goes on from there:

# %%
for _ in range(300):
    optimizer.step()
    scheduler.step()
print(lrviz.preview(scheduler, steps=700).sentence)

# %% [markdown]
# Any function of the step can be read, and one that sets the rates of an optimizer:


# %%
def half_cosine(step: int) -> float:
    """From 0.1 to 0 in 500 steps."""
    return 0.05 * (1 + math.cos(math.pi * min(step, 500) / 500))


def adjust_learning_rate(optimizer: Any, epoch: int) -> None:
    """A tenth of it every 30 epochs."""
    for group in optimizer.param_groups:
        group["lr"] = 0.1 * 0.1 ** (epoch // 30)


print(lrviz.preview(half_cosine, steps=600).sentence)
print(lrviz.preview(adjust_learning_rate, steps=90, optimizer=optimizer).entry)

# %% [markdown]
# ReduceLROnPlateau looks at a metric: give the one that you expect.

# %%
plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=3)
print(lrviz.preview(plateau, steps=30, metric=lambda epoch: max(0.2, 1 - 0.1 * epoch)).rates)
