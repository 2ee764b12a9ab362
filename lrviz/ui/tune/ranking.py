"""A ranking of schedules on a page: its picture, its table, its words, and what can be taken away."""

import csv
import html
import io
import json
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import streamlit as st

from lrviz.arrays import Floats
from lrviz.export import to_pytorch
from lrviz.figures.kit.style import STYLES
from lrviz.figures.tune.pictures import Along, Good, Quantity, Sensitivity, Subject, Upright
from lrviz.figures.tune.results import HIGH, LOW, width_words
from lrviz.scene import Scene
from lrviz.sweeps.comparison import FairComparison
from lrviz.sweeps.measures import ARRIVAL, MEASURES, quantile
from lrviz.sweeps.ranking import Difference, Ranking, Standing
from lrviz.ui.kit.link import complaint

_FEW = 3
"""Pairs of which all words stand open."""


def ranking_picture(ranking: Ranking, values: Floats, slots: Sequence[int]) -> Sensitivity:
    """A curve of medians a run, with bands over the seeds, its best rate and its good range."""
    banded = values.shape[2] > 1
    known, rates = MEASURES[ranking.fair.measure], ranking.fair.rates
    by_run = sorted(ranking.standings, key=lambda one: one.run)
    order = list(zip(slots, by_run, strict=True))
    return Sensitivity(
        str(hash(ranking.fair)),
        Along("peak learning rate", rates, True),
        [Subject(slot, f"{slot} · {one.label}", STYLES[slot - 1]) for slot, one in order],
        Quantity(known.name, known.log, "never" if known is ARRIVAL else "diverged"),
        _quantiles(values, 0.5),
        np.asarray(~np.isnan(values).any(axis=2)),
        _quantiles(values, LOW) if banded else None,
        _quantiles(values, HIGH) if banded else None,
        f"{100 * LOW:.0f} % to {100 * HIGH:.0f} % of {values.shape[2]} seeds" if banded else "",
        [_cell(one, rates) for one in by_run],
        [Upright(slot, one.rate, f"best {one.rate:.4g}", "best") for slot, one in order if one.rate is not None],
        [Good(slot, one.width.low, one.width.high, width_words(one.width)) for slot, one in order if one.width],
    )


def _quantiles(values: Floats, share: float) -> Floats:
    return quantile(values.reshape(-1, values.shape[2]), share).reshape(values.shape[:2])


def _cell(standing: Standing, rates: Floats) -> int | None:
    if standing.rate is None:
        return None
    return standing.run * len(rates) + int(np.argmin(np.abs(rates - standing.rate)))


def ranking_table(ranking: Ranking, slots: Sequence[int]) -> str:
    """The runs, best first, each set against the first."""
    names = ("Schedule", f"Median {ranking.fair.measure}", "Against the first", "Best rate", "Good range")
    head = "".join(f"<th>{name}</th>" for name in names)
    rows = "".join(
        f"<tr><td>{slots[one.run]} · {html.escape(one.label)}</td>"
        f'<td class="number">{one.median:.4g}</td>'
        f"<td>{_against(ranking, one)}</td>"
        f'<td class="number">{"none" if one.rate is None else f"{one.rate:.4g}"}</td>'
        f"<td>{width_words(one.width) if one.width else ''}</td></tr>"
        for one in ranking.standings
    )
    return f'<table class="outcomes whole"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _against(ranking: Ranking, one: Standing) -> str:
    """How much worse a run is than the first, and whether that is noise."""
    first = ranking.standings[0].run
    pair = next((pair for pair in ranking.differences if (pair.better, pair.worse) == (first, one.run)), None)
    if pair is None:
        return ""
    if pair.noise and not pair.p < 1:
        return "no difference"
    much = _size(ranking, pair)
    if not ranking.fair.scene.noise:
        return much
    if pair.noise is None:
        return f"{much}, too few seeds to test"
    return f"{'noise' if pair.noise else much} ({f'{much}, ' if pair.noise else ''}p = {pair.adjusted:.2g})"


def _size(ranking: Ranking, pair: Difference) -> str:
    effect = pair.effect.estimate
    if not ranking.ratios:
        return f"{effect:+.3g}"
    return f"{effect:.3g} times" if effect < 1e6 else "more than a million times"


def ranking_words(ranking: Ranking) -> None:
    """What would make the answer better, and every run and pair in a sentence, folded away where they are many."""
    places, pairs = len(ranking.standings), len(ranking.differences)
    sentences = [complaint(sentence) for sentence in ranking.sentences]
    for advice in sentences[places + pairs :]:
        st.markdown(advice)
    with st.expander("In words, pair by pair", expanded=pairs <= _FEW):
        st.markdown("\n".join(sentences[:places]))
        st.markdown("\n".join(f"- {sentence}" for sentence in sentences[places : places + pairs]))


def best_of(ranking: Ranking, values: Floats, slots: Sequence[int], page: str, opened: Callable[[Scene], None]) -> None:
    """The section of what can be taken away: the best setting of a run, opened or as code, and all values.

    Args:
        ranking: whose standings have scenes.
        values: what it ranks.
        slots: of the runs.
        page: what the keys of the widgets begin with.
        opened: opens a scene.
    """
    box = st.expander("The best settings, data and code", key=f"~{page}fair", expanded=False, on_change="rerun")
    if not box.open:
        return
    with box:
        scenes = {f"{slots[one.run]} · {one.label}": one.scene for one in ranking.standings if one.scene is not None}
        st.download_button(
            "Values (.csv)", lambda: contest_csv(ranking.fair, values), "lrviz_fair.csv", "text/csv", on_click="ignore"
        )
        if not scenes:
            return
        first = next(iter(scenes))
        name = st.segmented_control("Best setting of", list(scenes), default=first, required=True, key=f"~{page}best")
        scene = scenes.get(name or first, scenes[first])
        st.button("Open in Trajectories", key="~fairopen", on_click=opened, args=(scene,))
        st.code(to_pytorch(scene), "python")


def contest_csv(fair: FairComparison, values: Any) -> str:
    """A row for each measured run, rate and seed, with its whole scene."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["run", "label", "peak rate", "seed", fair.measure, "scene"])
    for run, rate, seed in np.argwhere(~np.isnan(values)).tolist():
        scene = fair.scene_of(run, rate, seed)
        told = json.dumps(scene.to_dict(), separators=(",", ":"))
        label, peak = scene.runs[0].label, float(fair.rates[rate])
        writer.writerow([run, label, peak, scene.seed, float(values[run, rate, seed]), told])
    return text.getvalue()
