# %% [markdown]
# # The same optimizers and schedules on a real network
#
# A training is a task of data and network, and some runs. All runs have the same first weights and the same batches.

# %%
from lrviz import Run
from lrviz.export import training_script
from lrviz.optimizers import SGD, Adam
from lrviz.schedules import CosineAnnealingLR
from lrviz.tasks import Moons
from lrviz.training import Training, sensitivity, train

runs = (Run(Adam(lr=1e-2), CosineAnnealingLR(T_max=130)), Run(SGD(lr=0.5)))
training = Training(Moons(train=200, epochs=20), runs=runs, seed=0)
for record in train(training):
    print(f"{record.run.label}: score {record.scores[-1]:.3f}. {record.outcome.sentence}")

# %% [markdown]
# How each run ends at other rates, from two seeds:

# %%
for ends in sensitivity(training, rates=[1e-3, 1e-2, 1e-1, 1.0, 10.0], seeds=(0, 1)):
    print(ends.run.optimizer.label(with_lr=False), ends.losses.mean(axis=1))

# %% [markdown]
# The script that prints the same losses, bit for bit:

# %%
print(training_script(training)[:500])
