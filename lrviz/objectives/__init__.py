"""The catalogue of objectives: the functions of x and y that optimizers minimize here."""

from lrviz.objectives.base import Objective, Point, Window
from lrviz.objectives.bowls import Booth, Matyas, Quadratic, Sphere
from lrviz.objectives.critical_points import CriticalPoints
from lrviz.objectives.custom import Formula
from lrviz.objectives.multimodal import Ackley, Bohachevsky, DropWave, Griewank, Levy13, Rastrigin
from lrviz.objectives.saddles import BoundedSaddle, MonkeySaddle, Saddle
from lrviz.objectives.sharpness import EdgeOfStability, ScalarFactorization
from lrviz.objectives.slopes import AbsoluteValues, Cliff, Easom, Plateau
from lrviz.objectives.valleys import Beale, GoldsteinPrice, RiverValley, Rosenbrock
from lrviz.objectives.wells import (
    Branin,
    Himmelblau,
    McCormick,
    SharpAndFlat,
    SixHumpCamel,
    StyblinskiTang,
    ThreeHumpCamel,
    TiltedDoubleWell,
)

__all__ = [
    "OBJECTIVES",
    "AbsoluteValues",
    "Ackley",
    "Beale",
    "Bohachevsky",
    "Booth",
    "BoundedSaddle",
    "Branin",
    "Cliff",
    "CriticalPoints",
    "DropWave",
    "Easom",
    "EdgeOfStability",
    "Formula",
    "GoldsteinPrice",
    "Griewank",
    "Himmelblau",
    "Levy13",
    "Matyas",
    "McCormick",
    "MonkeySaddle",
    "Objective",
    "Plateau",
    "Point",
    "Quadratic",
    "Rastrigin",
    "RiverValley",
    "Rosenbrock",
    "Saddle",
    "ScalarFactorization",
    "SharpAndFlat",
    "SixHumpCamel",
    "Sphere",
    "StyblinskiTang",
    "ThreeHumpCamel",
    "TiltedDoubleWell",
    "Window",
]

OBJECTIVES: tuple[type[Objective], ...] = (
    Sphere,
    Quadratic,
    Rosenbrock,
    Beale,
    Himmelblau,
    Booth,
    Matyas,
    StyblinskiTang,
    ThreeHumpCamel,
    SixHumpCamel,
    Rastrigin,
    Ackley,
    GoldsteinPrice,
    Levy13,
    McCormick,
    Easom,
    Bohachevsky,
    Branin,
    Griewank,
    DropWave,
    Saddle,
    MonkeySaddle,
    BoundedSaddle,
    ScalarFactorization,
    EdgeOfStability,
    AbsoluteValues,
    Plateau,
    Cliff,
    RiverValley,
    SharpAndFlat,
    TiltedDoubleWell,
    Formula,
)
"""Every objective, in the order of the menu."""
