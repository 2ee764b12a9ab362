"""The page Trajectories."""
