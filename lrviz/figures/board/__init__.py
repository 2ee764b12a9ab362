"""The data that the page Schedules draws: the learning-rate curves of several schedules in one plot."""
