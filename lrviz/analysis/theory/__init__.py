"""What theory expects of a schedule before anything trains: a loss on quadratics, a bound on convex functions."""

from lrviz.analysis.theory.bound import best_scale, bounds, last_iterate_bound
from lrviz.analysis.theory.quadratic import EIGENVALUES, Spectrum, expected_loss

__all__ = ["EIGENVALUES", "Spectrum", "best_scale", "bounds", "expected_loss", "last_iterate_bound"]
