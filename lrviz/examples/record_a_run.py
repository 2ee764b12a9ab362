# %% [markdown]
# # Write down the rates that a run really uses
#
# `record` notes the rates of each `optimizer.step()` and writes a line for each, which is on the disk at once. The page
# Schedules lays such a log over the plan; `lrviz --follow .` follows it while the run goes on.

# %%
import tempfile
from pathlib import Path

import numpy as np
import torch

import lrviz
from lrviz.schedules import LinearLR

torch.manual_seed(0)
inputs = torch.randn(256, 3)
targets = inputs @ torch.tensor([1.0, -2.0, 0.5])
model = torch.nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.1, total_iters=64)

path = Path(tempfile.mkdtemp()) / "run.csv"
with lrviz.record(optimizer, path) as log:
    for batch in range(64):
        part = torch.arange(4 * batch, 4 * batch + 4)
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(model(inputs[part]).squeeze(1), targets[part])
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        scheduler.step()
        log(loss=loss)
print(path.read_text()[:120])

# %% [markdown]
# What was planned and what ran are the same:

# %%
logged = np.genfromtxt(path, delimiter=",", names=True)
planned = LinearLR(start_factor=1.0, end_factor=0.1, total_iters=64).rates(0.1, 64)
print("largest difference", np.max(np.abs(logged["lr"] - planned)))
print("loss", logged["loss"][0], "to", logged["loss"][-1])
