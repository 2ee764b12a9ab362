"""The loss under another schedule, from the log of one run: laws, how they are fitted, and what they cannot know."""

from lrviz.forecasts.choosing import losses_of, with_loss
from lrviz.forecasts.decays import DecayMap, decay_map
from lrviz.forecasts.forecasting import Forecast, Forecastable, forecast, forecast_again
from lrviz.forecasts.laws import LAWS, Law, Memory, MultiPower, PowerOfSteps
from lrviz.forecasts.measured import Logged
from lrviz.forecasts.refusal import ForecastError

__all__ = [
    "LAWS",
    "DecayMap",
    "Forecast",
    "ForecastError",
    "Forecastable",
    "Law",
    "Logged",
    "Memory",
    "MultiPower",
    "PowerOfSteps",
    "decay_map",
    "forecast",
    "forecast_again",
    "losses_of",
    "with_loss",
]
