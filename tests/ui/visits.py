"""What the tests of the app share."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from streamlit.testing.v1 import AppTest

from lrviz.figures.stage.view import SLOTS
from lrviz.ui.kit.catalogues import title
from lrviz.ui.kit.values import Waiting
from tests.figures.decoding import header

Visit: TypeAlias = Callable[..., AppTest]
"""Opens the app by a link."""


def opened(
    script: str,
    link: Mapping[str, str | list[str]] | None = None,
    folds: tuple[str, ...] = (),
    session: Mapping[str, Any] | None = None,
) -> AppTest:
    """The app or a part of it, opened by a link, which must not raise.

    Args:
        script: its source.
        link: the parameters.
        folds: the keys of folds that stand open.
        session: what stands in the session before the first run.
    """
    app = AppTest.from_string(script, default_timeout=60)
    for key, value in (link or {}).items():
        app.query_params[key] = value
    for key, value in {**dict.fromkeys(folds, True), **(session or {})}.items():
        app.session_state[key] = value
    app.run()
    assert not app.exception, app.exception
    return app


def done_there(values: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the session once widgets are to follow what somebody has done to a picture."""
    return {"~postponed": {key: Waiting(value, ()) for key, value in values.items()}}


def do(app: AppTest, values: Mapping[str, Any]) -> AppTest:
    """The page after widgets have followed what somebody has done to a picture."""
    for key, value in done_there(values).items():
        app.session_state[key] = value
    return app.run()


def shown(app: AppTest, name: str = "") -> dict[str, Any]:
    """The header of what the page's picture is given; what else is mounted has plain data, or a name of its own."""
    assert not app.exception, app.exception
    mounted = [one.proto for one in app.get("bidi_component") if one.proto.bytes]
    named = [one.bytes for one in mounted if one.component_name.rpartition(".")[2] == "predictions"]
    (picture,) = named if name else (one.bytes for one in mounted if one.bytes not in named)
    return header(picture)


def complaints(app: AppTest) -> list[str]:
    """The errors and warnings that a page shows."""
    return [said.value for said in (*app.error, *app.warning)]


def gone_to(app: AppTest, page: str) -> AppTest:
    """The app on another of its pages."""
    app.session_state["~wanted"] = page
    app.run()
    app.run()
    assert not app.exception, app.exception
    return app


def batched(catalogue: tuple[type, ...]) -> list[tuple[type, ...]]:
    """The classes of a catalogue, as many together as a page has runs."""
    return [catalogue[i : i + len(SLOTS)] for i in range(0, len(catalogue), len(SLOTS))]


def names(batch: tuple[type, ...]) -> str:
    """A test's name."""
    return f"{title(batch[0])} to {title(batch[-1])}"


def length_box(app: AppTest, key: str) -> Any:
    """The box of a length that may be typed in any unit."""
    return app.text_input(key=f"~{key}.typed")
