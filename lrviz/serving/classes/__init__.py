"""Serves a class: phones that predict, a projector that shows them, on the port of the app."""
