"""A ranking of schedules on a page: its picture, its table, its words, and what can be taken away."""

import json
from collections.abc import Iterator, Sequence

import numpy as np
import streamlit as st

from lrviz.arrays import Floats
from lrviz.export import to_pytorch
from lrviz.figures.kit.style import STYLES
from lrviz.figures.tune.pictures import PictureAxis, PictureRun, Quantity, Sensitivity, VerticalLine
from lrviz.figures.tune.results import HIGH, LOW, bracket, estimate_of, over_seeds, width_words
from lrviz.spreadsheet import Cell, csv_text, plain_json
from lrviz.sweeps.comparison import FairComparison
from lrviz.sweeps.measures import MEASURES, quantile
from lrviz.sweeps.ranking import Ranking
from lrviz.sweeps.standings import Difference, Standing
from lrviz.ui.kit.export import download, section
from lrviz.ui.kit.link import complaint
from lrviz.ui.kit.tables import number, table, text
from lrviz.ui.kit.texts import capital
from lrviz.ui.trajectories.handover import open_scene
from lrviz.ui.tune.controls import PAGE

_FEW = 3
"""Pairs of which all words stand open."""


def ranking_picture(ranking: Ranking, values: Floats, slots: Sequence[int]) -> Sensitivity:
    """A curve of medians per run, with bands, its best rate and its good range: all by the seeds that judge."""
    noisy, seeds = bool(ranking.comparison.scene.noise), len(ranking.judging)
    values = values[:, :, np.array(ranking.judging) - ranking.comparison.scene.seed]
    banded = seeds > 1
    known, rates = MEASURES[ranking.comparison.measure], ranking.comparison.rates
    by_run = sorted(ranking.standings, key=lambda one: one.run)
    order = list(zip(slots, by_run, strict=True))
    return Sensitivity(
        str(hash(ranking.comparison)),
        PictureAxis("peak learning rate", rates, True),
        [PictureRun(slot, f"{slot} · {one.label}", STYLES[slot - 1]) for slot, one in order],
        Quantity(known.name, known.log, known.infinite, over_seeds(known.name, seeds, noisy)),
        _quantiles(values, 0.5),
        np.asarray(~np.isnan(values).any(axis=2)),
        _quantiles(values, LOW) if banded else None,
        _quantiles(values, HIGH) if banded else None,
        f"{100 * LOW:.0f} % to {100 * HIGH:.0f} % of {seeds} seeds" if banded else "",
        [_cell(one, rates) for one in by_run],
        [VerticalLine(slot, one.rate, f"best {one.rate:.4g}", "best") for slot, one in order if one.rate is not None],
        [bracket(slot, one.width) for slot, one in order if one.width],
        [estimate_of(one.judgement, known.name) if noisy and one.rate is not None else None for one in by_run],
    )


def _quantiles(values: Floats, share: float) -> Floats:
    return quantile(values.reshape(-1, values.shape[2]), share).reshape(values.shape[:2])


def _cell(standing: Standing, rates: Floats) -> int | None:
    if standing.rate is None:
        return None
    return standing.run * len(rates) + int(np.argmin(np.abs(rates - standing.rate)))


def ranking_table(ranking: Ranking, slots: Sequence[int]) -> str:
    """The runs, best first, each set against the first."""
    measure, seeds = ranking.comparison.measure, len(ranking.judging)
    value = f"{measure}, {over_seeds(measure, seeds, True)} (95 %)" if ranking.comparison.scene.noise else measure
    names = ("Schedule", capital(value), "Against the first", "Best rate", "Good range")
    return table(names, (_row(ranking, one, slots[one.run]) for one in ranking.standings), whole=True)


def _row(ranking: Ranking, one: Standing, slot: int) -> Iterator[str]:
    yield text(f"{slot} · {one.label}")
    yield number(_median(ranking, one))
    yield text(_against(ranking, one))
    yield number("none" if one.rate is None else f"{one.rate:.4g}")
    yield text(width_words(one.width) if one.width else "")


def _median(ranking: Ranking, one: Standing) -> str:
    """The median, with its interval where there is one."""
    infinite, judged = MEASURES[ranking.comparison.measure].infinite, one.judgement
    value, low, high = (
        f"{end:.4g}" if np.isfinite(end) else infinite for end in (judged.value, judged.low, judged.high)
    )
    told = ranking.comparison.scene.noise and judged.known and one.rate is not None
    return f"{value} ({low} to {high})" if told else value


def _against(ranking: Ranking, one: Standing) -> str:
    """How much worse a run is than the first, and whether that is noise."""
    first = ranking.standings[0].run
    pair = next((pair for pair in ranking.differences if (pair.better, pair.worse) == (first, one.run)), None)
    if pair is None:
        return ""
    if pair.noise and not pair.p < 1:
        return "no difference"
    much = _size(ranking, pair)
    if not ranking.comparison.scene.noise:
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


def ranking_export(ranking: Ranking, values: Floats, slots: Sequence[int]) -> None:
    """The section of what can be taken away: the best setting of a run, opened or as code, and all values."""
    section("The best settings, data and code", f"{PAGE}fair", lambda: _leave(ranking, values, slots))


def _leave(ranking: Ranking, values: Floats, slots: Sequence[int]) -> None:
    scenes = {f"{slots[one.run]} · {one.label}": one.scene for one in ranking.standings if one.scene is not None}
    download("Values", lambda: values_csv(ranking.comparison, values), "lrviz_fair.csv")
    if not scenes:
        return
    first = next(iter(scenes))
    name = st.segmented_control("Best setting of", list(scenes), default=first, required=True, key=f"~{PAGE}best")
    scene = scenes.get(name or first, scenes[first])
    st.button("Open in Trajectories", key="~open", on_click=open_scene, args=(scene,))
    st.code(to_pytorch(scene), "python")


def values_csv(comparison: FairComparison, values: Floats) -> str:
    """A row for each measured run, rate and seed, with its whole scene."""
    return csv_text(("run", "label", "peak rate", "seed", comparison.measure, "scene"), _rows(comparison, values))


def _rows(comparison: FairComparison, values: Floats) -> Iterator[Sequence[Cell]]:
    for run, rate, seed in np.argwhere(~np.isnan(values)).tolist():
        scene = comparison.scene_of(run, rate, seed)
        told = plain_json(json.dumps(scene.to_dict(), separators=(",", ":")))
        measured = float(values[run, rate, seed])
        yield run, scene.runs[0].label, float(comparison.rates[rate]), scene.seed, measured, told
