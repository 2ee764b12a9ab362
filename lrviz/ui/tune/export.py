"""What is too large for a page, as a script that does the same without one."""

from dataclasses import fields
from typing import Any

import streamlit as st

from lrviz.scene import Scene
from lrviz.search import Search
from lrviz.sweeps.basins import Basins
from lrviz.sweeps.comparison import FairComparison
from lrviz.ui.kit.link import complaint

_SCENE = "scene.json"
_READ = f'scene = Scene.from_json(Path("{_SCENE}").read_text(encoding="utf-8"))'


def refused(problem: str, scene: Scene, script: str) -> None:
    """Says why a page does not compute something, and gives what computes it offline."""
    st.error(complaint(f"{problem} Save the scene and run this script beside it:"))
    st.download_button("Scene (.json)", scene.to_json(), _SCENE, "application/json", on_click="ignore")
    st.code(script, "python")


def starts_script(starts: Basins) -> str:
    """The shares of what the starts reach, and a file of them."""
    window = "" if starts.extent == starts.scene.objective.window else f", {starts.extent}"
    return _script(
        "from lrviz.sweeps.basins import Reached, Starts\nfrom lrviz.sweeps.basins_files import to_parquet",
        f"found = Reached.none(Starts(scene, {starts.count}{window}))",
        "for block in found.starts.blocks(4096):",
        "    found.run(block)",
        "for reached, share in found.shares().items():",
        "    print(scene.objective.minima[reached] if reached >= 0 else reached, share)",
        'to_parquet(found, "lrviz_starts.parquet")',
    )


def fair_script(fair: FairComparison) -> str:
    """The ranking of the schedules in words."""
    return _script(
        "from lrviz.sweeps.comparison import Fair, measured_rates\nfrom lrviz.sweeps.ranking import ranked",
        f"fair = Fair(scene{_others(fair, 'scene')})",
        'print(*ranked(fair, measured_rates(fair)).sentences, sep="\\n")',
    )


def search_script(search: Search) -> str:
    """The best trial; the trials are kept where those of the page are."""
    axes = ", ".join(map(repr, search.axes))
    return _script(
        "from lrviz.search import Search, run_search\nfrom lrviz.sweeps import Axis",
        f"search = Search(scene, ({axes},){_others(search, 'scene', 'axes')})",
        "best = run_search(search).best",
        "print(best and (best.settings, best.value))",
    )


def _script(imports: str, *lines: str) -> str:
    return "\n".join(["from pathlib import Path\n\nfrom lrviz import Scene", imports, "", _READ, *lines, ""])


def _others(value: Any, *given: str) -> str:
    """The arguments that are not their defaults, as a call writes them."""
    told = [field for field in fields(value) if field.name not in given and getattr(value, field.name) != field.default]
    return "".join(f", {field.name}={getattr(value, field.name)!r}" for field in told)
