"""Figures of speed and size: `python -m tests.bench`. Nothing here asserts a time."""
