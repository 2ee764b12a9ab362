"""The app's own style sheet: what Streamlit's theme does not say."""

from functools import cache

from lrviz.figures import STYLES
from lrviz.paths import assets


@cache
def sheet() -> str:
    """The style sheet in a <style> element; each run's box gets its colour."""
    runs = "\n".join(f".st-key-run-{n} {{ --run: {style.colour}; }}" for n, style in enumerate(STYLES, 1))
    return f"<style>\n{(assets() / 'app.css').read_text('utf-8')}\n{runs}\n</style>"
