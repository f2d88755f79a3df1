"""A matter, from report to evaluation."""
