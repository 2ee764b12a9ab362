"""The data that the page Tune draws: sweeps, basins, comparisons, searches."""
