"""Measuring the house on an operator's own files: one file a kind, each with `measure(...) -> dict`."""
