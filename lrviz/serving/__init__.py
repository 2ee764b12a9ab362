"""Starts the app as a web server for a class or a team: addresses, compression, headers, workers behind a proxy."""
