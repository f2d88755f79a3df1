"""Decisions of the door on plain values."""
