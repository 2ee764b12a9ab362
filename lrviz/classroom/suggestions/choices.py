"""Questions with choices about the runs of a scene: how one ends, which of them converge, which ends lowest."""

from lrviz.classroom.choice import Choice
from lrviz.classroom.item import Item
from lrviz.classroom.suggestions.endings import KNOWN, ending_choices, lowest
from lrviz.scene import Scene
from lrviz.simulate import simulate

_MOST_RUNS = 7
"""How many runs a question may be about."""

_LONGEST_LABEL = 100
_LONGEST_TOLD = 2000


def ending(scene: Scene) -> Item | None:
    """How a run alone ends."""
    if len(scene.runs) != 1:
        return None
    (path,) = simulate(scene)
    if path.outcome.kind not in KNOWN:
        return None
    choices, right = ending_choices(path.outcome.kind, scene.noise > 0, scene.objective.moves)
    question = f"{_labels(scene)[0]} takes {scene.steps} steps on {scene.objective.label}. How does it end?"
    return Item("How does it end?", question, scene, Choice(choices, right), _told(scene))


def converging(scene: Scene) -> Item | None:
    """Which of two runs converge, or how many of several."""
    if not 2 <= len(scene.runs) <= _MOST_RUNS:
        return None
    right = [path.outcome.kind == "converged" for path in simulate(scene)]
    first, second, *others = _labels(scene)
    if others:
        count = len(right)
        choices: tuple[str, ...] = ("None", *(str(some) for some in range(1, count)), f"All {count}")
        asked, answer = f"How many of the {count} runs converge", sum(right)
    else:
        choices = ("Neither", f"Only {first}", f"Only {second}", "Both")
        asked, answer = "Which of the two runs converge", right[0] + 2 * right[1]
    question = f"{asked} within {scene.steps} steps on {scene.objective.label}?"
    return Item("Which runs converge?", question, scene, Choice(choices, answer), _told(scene))


def ending_lowest(scene: Scene) -> Item | None:
    """Which of some runs ends lowest, where that is clear."""
    if not 2 <= len(scene.runs) <= _MOST_RUNS or any(run.optimizer.climbs for run in scene.runs):
        return None
    best = lowest(simulate(scene))
    if best is None:
        return None
    question = f"Which run has the lowest loss after {scene.steps} steps on {scene.objective.label}?"
    return Item("Which run ends lowest?", question, scene, Choice(tuple(_labels(scene)), best), _told(scene))


def _labels(scene: Scene) -> list[str]:
    """What the runs are called, told apart by their numbers where two are called the same."""
    labels = [_short(run.label, _LONGEST_LABEL) for run in scene.runs]
    if len(set(labels)) == len(labels):
        return labels
    return [f"{label} (run {number})" for number, label in enumerate(labels, 1)]


def _told(scene: Scene) -> str:
    """How all runs end."""
    paths = zip(_labels(scene), simulate(scene), strict=True)
    return _short(" ".join(f"{label}: {path.outcome.sentence}." for label, path in paths), _LONGEST_TOLD)


def _short(text: str, most: int) -> str:
    """A text, cut where it is too long."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
