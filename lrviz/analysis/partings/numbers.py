"""Numbers that people choose: whole ones, and one over them."""

_NEAR = 0.004
_MOST_WHOLE = 100_000


def whole_part(value: float) -> int | None:
    """n, where a value is nearly n or 1/n; None where it is neither."""
    larger = value if value >= 1 else 1 / value if value > 0 else 0.0
    whole = round(larger)
    return whole if 1 < whole <= _MOST_WHOLE and abs(larger / whole - 1) < _NEAR else None


def plainest(value: float) -> float:
    """n or 1/n, where a value is nearly that; else the value."""
    whole = whole_part(value)
    return value if whole is None else float(whole) if value > 1 else 1 / whole


def short(value: float) -> str:
    """A factor as one would say it: 4, 1/4 or 0.3."""
    whole = whole_part(value)
    return f"{value:.4g}" if whole is None or value > 1 else f"1/{whole:,}"
