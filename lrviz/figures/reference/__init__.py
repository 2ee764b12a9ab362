"""Small pictures for the reference, drawn on the server."""
