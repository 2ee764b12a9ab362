"""Searches: Optuna over any settings of a scene, kept in a file so that they can be stopped and resumed."""

from lrviz.search.running import run_search
from lrviz.search.search import SAMPLERS, Search
from lrviz.search.storage import default_storage
from lrviz.search.trials import Found, Trial, load_found, study_names

__all__ = ["SAMPLERS", "Found", "Search", "Trial", "default_storage", "load_found", "run_search", "study_names"]
