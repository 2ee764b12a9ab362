"""What the tests of the page Tune's modes share."""

from typing import Any

from streamlit.testing.v1 import AppTest

from lrviz.ui.kit.background import Job
from lrviz.ui.trajectories.handover import WANTED
from tests.figures.decoding import header


def ended(app: AppTest, job: Job | None) -> AppTest:
    """The page once a job has ended."""
    assert not app.exception, app.exception
    assert job is not None
    job._thread.join(60)
    app.run()
    assert not app.exception, app.exception
    return app


def shown(app: AppTest) -> dict[str, Any]:
    """The header of what the picture is given."""
    assert not app.exception, app.exception
    (component,) = app.get("bidi_component")
    return header(component.proto.bytes)


def table(app: AppTest) -> list[list[str]]:
    """The cells of the page's table, without its head."""
    body = next(html.proto.body for html in app.get("html") if "<tbody>" in html.proto.body)
    lines = body.split("<tbody>")[1].split("<tr>")[1:]
    return [[cell.split(">", 1)[1].split("</td>")[0] for cell in line.split("<td")[1:]] for line in lines]


def told(app: AppTest) -> str:
    """All that the page says besides its pictures and tables."""
    assert not app.exception, app.exception
    parts = [*app.error, *app.warning, *app.info, *app.caption, *app.markdown]
    return "\n".join(part.value.replace("\\", "") for part in parts)


def gone_to(app: AppTest, page: str) -> AppTest:
    """The app on another of its pages."""
    app.session_state[WANTED] = page
    app.run()
    app.run()
    assert not app.exception, app.exception
    return app
