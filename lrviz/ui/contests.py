"""The fair comparison of schedules on the page Tune."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import streamlit as st

from lrviz.figures.contests import cell_of, contest_picture
from lrviz.figures.sweeps import Progress, Sensitivity, Thumb
from lrviz.figures.tune import tune_payload
from lrviz.hyperparameters import hyperparameters
from lrviz.scene import Scene
from lrviz.schedules import Constant, CosineAnnealingLR, OneCycleLR, WarmupStableDecay
from lrviz.schedules.scaling import fitted
from lrviz.simulate import trajectory
from lrviz.sweeps.fair import Fair, measured_rates
from lrviz.sweeps.ranking import Ranking, ranked
from lrviz.sweeps.size import work
from lrviz.ui.effort import begin, starts_by_itself, told, too_much
from lrviz.ui.first_sweep import FIRST_SWEEP
from lrviz.ui.handover import open_scene
from lrviz.ui.jobs import Job
from lrviz.ui.link import Link, assign, complaint, postpone
