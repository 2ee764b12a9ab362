"""Writes lists of operations as WebAssembly."""
