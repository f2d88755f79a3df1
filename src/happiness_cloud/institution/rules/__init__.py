"""Decisions of the institution on plain values: calendars, deadlines, the duty directory, model packs."""
