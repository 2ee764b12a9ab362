"""The plain pages that the app is measured against draw what it draws."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

BROWSER = Path(__file__).parents[1] / "browser"


@pytest.mark.parametrize(("page", "charts"), [("plain_charts", 2), ("plain_schedules", 1)])
def test_a_plain_page_draws_its_charts(page: str, charts: int) -> None:
    app = AppTest.from_file(str(BROWSER / f"{page}.py"), default_timeout=60).run()
    assert not app.exception
    assert len(app.get("plotly_chart")) == charts
