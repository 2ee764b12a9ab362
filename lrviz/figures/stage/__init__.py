"""What the stage draws: a scene."""
