"""Decisions of the post on plain values."""
