"""What is too large for the page Tune, as a script that does the same without one."""

from dataclasses import fields
from typing import Any

from lrviz.export.layout import laid_out
from lrviz.search import Search
from lrviz.sweeps.basins import Basins
from lrviz.sweeps.comparison import FairComparison

_READ = 'scene = Scene.from_json(Path("scene.json").read_text(encoding="utf-8"))'


def basins_script(basins: Basins) -> str:
    """The shares of what the starts reach, and a file of them."""
    window = "" if basins.extent == basins.scene.objective.window else f", {basins.extent}"
    return _script(
        "from lrviz.sweeps.basins import Basins, BasinsResult\nfrom lrviz.sweeps.basins_files import to_parquet",
        f"result = BasinsResult.empty(Basins(scene, {basins.count}{window}))",
        "for block in result.basins.blocks(4096):",
        "    result.run(block)",
        "for reached, share in result.shares().items():",
        "    print(scene.objective.minima[reached] if reached >= 0 else reached, share)",
        'to_parquet(result, "lrviz_starts.parquet")',
    )


def comparison_script(comparison: FairComparison) -> str:
    """The ranking of the schedules in words."""
    return _script(
        "from lrviz.sweeps.comparison import FairComparison, measured_rates\nfrom lrviz.sweeps.ranking import ranked",
        f"comparison = FairComparison(scene{_others(comparison, 'scene')})",
        'print(*ranked(comparison, measured_rates(comparison)).sentences, sep="\\n")',
    )


def search_script(search: Search) -> str:
    """The best trial in words; the trials are kept where those of the page are."""
    axes = ", ".join(map(repr, search.axes))
    return _script(
        "from lrviz.search import Search, run_search\nfrom lrviz.sweeps import Axis",
        f"search = Search(scene, ({axes},){_others(search, 'scene', 'axes')})",
        "found = run_search(search)",
        "print(found.words)",
        "print(found.best and found.best.settings)",
    )


def _script(imports: str, *lines: str) -> str:
    body = laid_out("\n".join((_READ, *lines)))
    return "\n".join(["from pathlib import Path\n\nfrom lrviz import Scene", imports, "", body, ""])


def _others(value: Any, *given: str) -> str:
    """The arguments that are not their defaults, as a call writes them."""
    told = [field for field in fields(value) if field.name not in given and getattr(value, field.name) != field.default]
    return "".join(f", {field.name}={getattr(value, field.name)!r}" for field in told)
