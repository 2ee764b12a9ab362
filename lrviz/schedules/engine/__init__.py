"""Computes the learning rates of many steps, and of many schedules, at once."""
