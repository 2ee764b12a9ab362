"""Presets fit runs of any length, and every library has each of them or a reason why not."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.comparison import Entry, Plan, curve
from lrviz.comparison.presets import FEWEST_STEPS, PRESETS, Preset, missing
from lrviz.export import LIBRARIES, schedule_script, spellings
from lrviz.optimizers import SGD
from tests.export.running import rates_of

pytestmark = pytest.mark.xdist_group("libraries")  # one worker loads them

EACH = pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
STEPS = st.integers(FEWEST_STEPS, 400) | st.integers(FEWEST_STEPS, 20_000)
EXAMPLES = settings(max_examples=8, derandomize=True)


def test_names_differ_sources_can_be_found_and_name_and_usual_rate_are_kept() -> None:
    assert len({preset.name for preset in PRESETS}) == len(PRESETS)
    for preset in PRESETS:
        assert re.search(r"arXiv:\d{4}\.\d{5}", preset.source), preset.name
        assert preset.caption.endswith(".")
        assert set(preset.lacks) <= set(LIBRARIES)
        assert preset.build(100) == Entry(preset.plan(100, preset.lr), preset.lr, preset.name)


@EACH
@EXAMPLES
@given(steps=STEPS, lr=st.floats(1e-6, 1.0))
def test_a_preset_fits_a_run_of_any_length(preset: Preset, steps: int, lr: float) -> None:
    drawn = curve(preset.build(steps, lr), Plan(steps))
    assert drawn.problem == ""
    assert len(drawn.rates) == steps
    assert np.isfinite(drawn.rates).all()
    assert drawn.rates.max() == pytest.approx(lr, rel=1e-9)
    assert drawn.rates.min() >= 0
    assert drawn.rates[1:].min() > 0


@EACH
@EXAMPLES
@given(steps=STEPS)
def test_a_library_has_a_preset_or_there_is_a_reason(preset: Preset, steps: int) -> None:
    snippets = spellings(preset.build(steps), Plan(steps))
    assert {library for library in LIBRARIES if not missing(preset, library)} == set(snippets)


@EACH
@pytest.mark.parametrize("steps", [FEWEST_STEPS, 137])
def test_every_library_gives_the_presets_curve(preset: Preset, steps: int) -> None:
    entry, plan = preset.build(steps), Plan(steps)
    drawn = curve(entry, plan).rates
    assert "build_scheduler" in schedule_script(entry, plan, SGD(lr=1.0, momentum=0.9))
    for library, snippet in spellings(entry, plan).items():
        theirs = rates_of(library, snippet, entry.lr, steps)
        np.testing.assert_allclose(theirs, drawn, 1e-12, 1e-15 * drawn.max(), err_msg=library)


def test_known_values_of_the_sources() -> None:
    named = {preset.name: preset for preset in PRESETS}
    gpt3 = curve(named["GPT-3"].build(300_000), Plan(300_000)).rates
    assert gpt3.argmax() == 375
    np.testing.assert_allclose(gpt3[260_000:], 6e-5)
    noam = curve(named["Transformer (Noam)"].build(100_000, 512**-0.5 * 4000**-0.5), Plan(100_000)).rates
    n = np.arange(1.0, 100_001)
    np.testing.assert_allclose(noam, 512**-0.5 * np.minimum(n**-0.5, n * 4000**-1.5), 1e-12)
    steps = curve(named["ImageNet steps"].build(90), Plan(90)).rates
    np.testing.assert_allclose(steps[[0, 29, 30, 59, 60, 79, 80]], [0.1, 0.1, 0.01, 0.01, 1e-3, 1e-3, 1e-4])
    deepseek = curve(named["DeepSeek steps"].build(1000), Plan(1000)).rates
    np.testing.assert_allclose(deepseek[[799, 800, 900]] / 4.2e-4, [1, 0.316, 0.1], 2e-3)


def test_too_short_a_run_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 10 steps, got 9"):
        PRESETS[0].build(FEWEST_STEPS - 1)
