"""The data that the page Trajectories draws: the paths of a scene on the map of its function."""
