"""The app's own style sheet: what Streamlit's theme does not say, and what components look alike in."""

from functools import cache

from lrviz.figures import STYLES
from lrviz.paths import assets


@cache
def sheet() -> str:
    """The style sheet in a <style> element; each run's box gets its colour."""
    runs = "\n".join(f".st-key-run-{n} {{ --run: {style.colour}; }}" for n, style in enumerate(STYLES, 1))
    rules = [(assets() / file).read_text("utf-8") for file in ("app.css", "kit/kit.css")]
    return "\n".join(["<style>", *rules, runs, "</style>"])
