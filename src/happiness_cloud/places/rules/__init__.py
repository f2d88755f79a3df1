"""Decisions about places as questions on plain values: codes, datums, boundaries, where a point lies."""
