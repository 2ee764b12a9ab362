"""Where lrviz's own files lie: the app, its style sheets and its browser modules."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def home() -> Path:
    """The directory that holds app.py and assets: the package where it was installed, else the checkout around it."""
    return next(place for place in (_PACKAGE, _PACKAGE.parent) if (place / "app.py").is_file())


def assets() -> Path:
    """The directory of style sheets, pictures and browser modules."""
    return home() / "assets"
