"""The data of lessons that have left the app: scenes on the stage, what is asked of them, and what is told."""
