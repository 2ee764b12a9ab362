"""Where files lie: lrviz's own, which are the app, its style sheets and its browser modules, and what it keeps."""

import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def home() -> Path:
    """The directory that holds app.py and assets: the package where it was installed, else the checkout around it."""
    return next(place for place in (_PACKAGE, _PACKAGE.parent) if (place / "app.py").is_file())


def assets() -> Path:
    """The directory of style sheets, pictures and browser modules."""
    return home() / "assets"


def data_directory() -> Path:
    """Where lrviz keeps what is to last, in the user's data directory; it may not be there yet."""
    home = Path.home()
    if sys.platform == "win32":
        place = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        place = home / "Library" / "Application Support"
    else:
        place = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return place / "lrviz"


def examples() -> list[Path]:
    """The examples, which are scripts in cells, by their names."""
    return sorted((Path(__file__).parent / "examples").glob("*.py"))
