"""Decisions about webhooks on plain values."""
