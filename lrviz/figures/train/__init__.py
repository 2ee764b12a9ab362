"""The data that the page Train draws."""
