"""The wheel, unpacked far from the checkout, holds all that the app needs."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from lrviz.paths import examples

ROOT = Path(__file__).parents[1]
CHECKING = {"node_modules", "package.json", "package-lock.json", "tsconfig.json", "eslint.config.js", ".npmrc"}
OPEN_THE_APP = """
import sys
from pathlib import Path
import lrviz
from lrviz import paths
from streamlit.testing.v1 import AppTest
assert Path(lrviz.__file__).is_relative_to(sys.argv[1]), lrviz.__file__
app = AppTest.from_file(str(paths.home() / "app.py"), default_timeout=120).run()
assert not app.exception, app.exception
print(paths.home() / "app.py", len(app.main))
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory that holds what pip would install from the wheel, built from what the Dockerfile copies."""
    place = tmp_path_factory.mktemp("wheel")
    copied = re.findall(r"^COPY (.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    (place / "source").mkdir()
    for name in " ".join(copied).split():
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, place / "source" / name, ignore=shutil.ignore_patterns("node_modules"))
        else:
            shutil.copy(ROOT / name, place / "source" / name)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)]
    subprocess.run(command, cwd=place / "source", check=True, capture_output=True)
    (wheel,) = place.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place / "site")
    return place / "site"


def test_the_wheel_holds_the_app(unpacked: Path) -> None:
    files = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    places = [path.relative_to(ROOT) for path in (ROOT / "assets").rglob("*") if path.is_file()]
    shown = {f"lrviz/{path.as_posix()}" for path in places if path.parts[1] not in CHECKING}
    assert {"lrviz/app.py", "lrviz/py.typed", "lrviz/.streamlit/config.toml"} <= files
    assert {f"lrviz/examples/{example.name}" for example in examples()} <= files
    assert {name for name in files if name.startswith("lrviz/assets/")} == shown
    assert not any(name.startswith("tests") for name in files)


def test_the_app_runs_from_the_wheel(unpacked: Path, tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(unpacked)}
    command = [sys.executable, "-c", OPEN_THE_APP, str(unpacked)]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    app, blocks = done.stdout.split()
    assert app == str(unpacked / "lrviz" / "app.py")
    assert int(blocks) > 0
