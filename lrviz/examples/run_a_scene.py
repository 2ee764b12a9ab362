# %% [markdown]
# # Run optimizers on a function
#
# A scene is one function, one start, and some runs: an optimizer with its schedule each. `simulate` gives a path for
# each run, and every path says how it ended, in words. Everything is what torch computes.

# %%
from lrviz import Run, Scene, simulate, to_pytorch, verify
from lrviz.objectives import Rosenbrock
from lrviz.optimizers import SGD, Adam
from lrviz.schedules import CosineAnnealingLR, Warmup

scene = Scene(
    Rosenbrock(),
    start=(-1.2, 1.0),
    steps=300,
    runs=(
        Run(Adam(lr=0.1), Warmup(CosineAnnealingLR(T_max=270), steps=30)),
        Run(SGD(lr=1e-3)),
        Run(SGD(lr=1e-3, momentum=0.9)),
    ),
)
scene

# %% [markdown]
# In a notebook the cell above is the stage: play it, drag the start. The numbers behind it:

# %%
paths = simulate(scene)
for path in paths:
    print(f"{path.run.label}: from {path.losses[0]:.3g} to {path.losses[-1]:.3g}. {path.outcome.sentence}")

# %% [markdown]
# `verify` runs the same scene with torch's own classes and tells the largest relative difference of each run.

# %%
print(verify(scene).max_relative_error)

# %% [markdown]
# The script that does the same without lrviz:

# %%
print(to_pytorch(scene))
