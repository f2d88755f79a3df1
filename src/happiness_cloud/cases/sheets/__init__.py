"""Matters set out for readers, whichever door they come by: in words, as a story, as tables, on paper."""

from .table import COLUMNS, csv_lines, defused, headers, xlsx

__all__ = ["COLUMNS", "csv_lines", "defused", "headers", "xlsx"]
