"""What the pictures of the page Tune draw: sweeps, basins, comparisons, searches."""
