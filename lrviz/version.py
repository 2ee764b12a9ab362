"""The version of lrviz, in the one place that says it, and those of other packages."""

import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, distributions

__version__ = "0.1.0"


@cache
def version_of(package: str) -> str:
    """The version of an installed package.

    It reads `sys.path` once: `importlib.metadata.version` walks along it and overlooks a package where another thread
    shortens it meanwhile, as Streamlit does after each run of a page.

    Raises:
        PackageNotFoundError: the package is not installed.
    """
    for found in distributions(name=package, path=[*sys.path]):
        return found.version
    raise PackageNotFoundError(package)
