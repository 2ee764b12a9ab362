"""What theory expects of a schedule before anything trains: a loss on quadratics, a bound on convex functions."""

from lrviz.analysis.theory.best_multiple import best_multiple
from lrviz.analysis.theory.bound import best_scale, bounds, last_iterate_bound
from lrviz.analysis.theory.quadratic import EIGENVALUES, Spectrum, expected_loss

__all__ = ["EIGENVALUES", "Spectrum", "best_multiple", "best_scale", "bounds", "expected_loss", "last_iterate_bound"]
