# %% [markdown]
# # Find a learning rate, and how wide the good range is
#
# A sweep runs a scene at many values of a setting at once; here at 64 rates, under eight seeds of gradient noise.

# %%
from lrviz import Run, Scene, sweep
from lrviz.objectives import Rosenbrock
from lrviz.optimizers import Adam
from lrviz.schedules import Constant, CosineAnnealingLR
from lrviz.sweeps import Axis, recheck

scene = Scene(
    Rosenbrock(),
    steps=300,
    noise=0.1,
    runs=(Run(Adam(), Constant()), Run(Adam(), CosineAnnealingLR(T_max=300))),
)
result = sweep(scene, [Axis("optimizer.lr", 1e-3, 1.0, 64, log=True)], seeds=8)
rates = result.sweep.axes[0].values
for run, losses in zip(scene.runs, result.table("final loss"), strict=True):
    print(f"{run.label}: lowest median loss {losses.min():.3g} at lr {rates[losses.argmin()]:.3g}")

# %% [markdown]
# Under noise the lowest of many has been lucky. Fresh seeds choose the best anew, and others judge it:

# %%
again = recheck(result)
for number, run in enumerate(scene.runs):
    judged, width = again.judged("final loss", number), again.width("final loss", number)
    print(run.label, judged.words() if judged else "")
    if width:
        print(f"  good from {width.low:.2g} to {width.high:.2g}")
