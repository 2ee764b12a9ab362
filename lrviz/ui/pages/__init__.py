"""The app's pages, each a thin script."""
