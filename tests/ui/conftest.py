"""An AppTest over the whole app."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

APP = Path(__file__).parents[2] / "app.py"

Visit = Callable[..., AppTest]


@pytest.fixture
def visit() -> Visit:
    """Opens the app with the query parameters of a link."""

    def opened(link: dict[str, Any] | None = None) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=60)
        for key, value in (link or {}).items():
            app.query_params[key] = value
        return app.run()

    return opened
