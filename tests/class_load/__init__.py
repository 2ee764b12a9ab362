"""How soon a class of sixty sees what happens: `python -m tests.class_load`."""
