"""What cannot be forecast, and why."""


class ForecastError(ValueError):
    """A log from which nothing can be forecast; the message says why."""
