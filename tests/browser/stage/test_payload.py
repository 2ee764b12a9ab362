"""The browser reads from a payload what Python reads from it, bit for bit."""

import base64
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from lrviz.figures.kit.style import STYLES, Drawn
from lrviz.figures.stage.payload import payload
from lrviz.objectives import Formula, McCormick, MonkeySaddle, Rastrigin, Rosenbrock
from lrviz.optimizers import LBFGS, SGD, Adam, NAdam, RMSprop
from lrviz.scene import Run, Scene
from lrviz.schedules import OneCycleLR
from lrviz.simulate import simulate
from lrviz.ui.trajectories.first_scene import FIRST_SCENE
from tests.browser.modules import open_modules
from tests.figures.decoding import decode

TYPES = {"Float64Array": np.float64, "Int32Array": np.int32, "Uint32Array": np.uint32, "Uint8Array": np.uint8}

READ = """async ([text, offset]) => {
  const { decode, identity } = await import("/stage/payload.js");
  const raw = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const bytes = new Uint8Array(raw.length + offset + 5).subarray(offset, offset + raw.length);
  bytes.set(raw);
  const coded = (array) => {
    let signs = "";
    for (const byte of new Uint8Array(array.buffer, array.byteOffset, array.byteLength)) {
      signs += String.fromCharCode(byte);
    }
    return { type: array.constructor.name, bytes: btoa(signs) };
  };
  const scene = await decode(bytes);
  const plain = JSON.stringify(scene, (_, value) => (ArrayBuffer.isView(value) ? coded(value) : value));
  return [identity(bytes), JSON.parse(plain)];
}"""

MIXED = (
    Run(SGD(lr=6.5e-3)),
    Run(SGD(lr=1e-3, momentum=0.9), OneCycleLR(max_lr=2e-3, total_steps=600)),
    Run(Adam(lr=0.2), name="größer → ∞"),
    Run(RMSprop(momentum=0.9)),
    Run(NAdam(lr=0.05)),
    Run(LBFGS()),
)
SCENES = {
    "the first view": FIRST_SCENE,
    "no run": replace(FIRST_SCENE, runs=()),
    "one step": replace(FIRST_SCENE, steps=1),
    "mixed": Scene(Rosenbrock(), steps=300, runs=MIXED),
    "moving": replace(
        FIRST_SCENE, objective=Formula("(x**2 - 1)**2 + sin(t/9)*x + y**2"), box=((-2, 1), (-1, 1)), steps=40
    ),
    "thinned": replace(FIRST_SCENE, steps=20_000, noise=3.0),
    **{kind.title: Scene(kind(), steps=65, noise=0.1, runs=MIXED[:3]) for kind in (McCormick, Rastrigin, MonkeySaddle)},
}


@pytest.fixture
def module(page: Page) -> Page:
    """An empty page beside the stage's modules."""
    open_modules(page)
    return page


def read(module: Page, data: bytes, offset: int) -> Any:
    return module.evaluate(READ, [base64.b64encode(data).decode(), offset])


def same(found: Any, true: Any, where: str = "scene") -> None:
    """Plain values are equal; arrays have one type and the same bits, but for those of a NaN."""
    if isinstance(true, dict):
        assert set(found) == set(true), where
        for name, value in true.items():
            same(found[name], value, f"{where}.{name}")
    elif isinstance(true, list):
        assert len(found) == len(true), where
        for index, value in enumerate(true):
            same(found[index], value, f"{where}[{index}]")
    elif isinstance(true, np.ndarray):
        array = np.frombuffer(base64.b64decode(found["bytes"]), TYPES[found["type"]])
        assert array.dtype == true.dtype, where
        assert len(array) == len(true), where
        assert np.array_equal(array, true, equal_nan=True), where
        assert (np.isnan(true) | (np.signbit(array) == np.signbit(true))).all(), where
    else:
        assert found == true, where


def test_the_browser_reads_what_python_reads(module: Page) -> None:
    for index, (name, scene) in enumerate(SCENES.items()):
        runs = [Drawn(path.run.label, style, path) for path, style in zip(simulate(scene), STYLES, strict=False)]
        data = payload(scene, runs, range(1, len(runs) + 1), {"hidden": [1], "step": None})
        identity, found = read(module, data, index % 5)
        true = decode(data)
        for run in true["runs"]:
            del run["anchors"]
        assert identity == true["id"]
        same(found, true, name)


def test_a_payload_that_was_cut_off_is_an_error(module: Page) -> None:
    scene = replace(FIRST_SCENE, steps=50)
    runs = [Drawn(path.run.label, style, path) for path, style in zip(simulate(scene), STYLES, strict=False)]
    data = payload(scene, runs, [1, 2, 3, 4], {})
    message = module.evaluate(
        f"(given) => ({READ})(given).then(() => 'read', (error) => error.name)",
        [base64.b64encode(data[:-10]).decode(), 0],
    )
    assert message == "TypeError"
