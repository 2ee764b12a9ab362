"""What every page uses: links, widgets, background tasks, components."""
