# %% [markdown]
# # Compare schedules before the budget is spent
#
# A plan is the length of a run in real units. Entries are schedules on their base rates. `curve` gives the rate of
# every optimizer step, and `traps` what is likely to be a mistake, with a fix where one change mends it.

# %%
from lrviz.analysis import traps
from lrviz.comparison import Comparison, Entry, Plan, curve
from lrviz.export import schedule_script, spellings
from lrviz.optimizers import AdamW
from lrviz.schedules import CosineAnnealingLR, OneCycleLR, Warmup

plan = Plan(3, "epochs", samples=50_000, batch_size=64)
print(f"{plan.steps:,} optimizer steps, {plan.steps_per_epoch:,} an epoch")

# %%
entry = Entry(Warmup(CosineAnnealingLR(T_max=1000), steps=200), lr=1e-3)
drawn = curve(entry, plan)
found = traps(entry, plan, AdamW(), drawn)
for trap in found:
    print(f"{trap.kind}: {trap.sentence} {trap.fix_label}")

# %% [markdown]
# The cosine is too short for this run, and climbs again. With the fix it comes down at the end:

# %%
fixed = found[0].fix
assert fixed is not None
Comparison((entry, fixed, Entry(OneCycleLR(max_lr=1e-3, total_steps=plan.steps))), plan)

# %% [markdown]
# Its code for PyTorch, and the libraries that have a call for the same curve:

# %%
print(schedule_script(fixed, plan, AdamW()))
print(list(spellings(fixed, plan)))
