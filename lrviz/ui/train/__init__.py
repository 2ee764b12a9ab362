"""The page Train: the same optimizers and schedules on real networks and real data."""
