"""Receivers over the API: thin doors, one verb or query each."""

from __future__ import annotations

from ninja import Router

from . import deliveries, receivers

# Prefix and router, in the order in which addresses are tried.
ROUTERS: tuple[tuple[str, Router], ...] = (
    ("/webhooks", deliveries.router),
    ("/webhooks", receivers.router),
)

__all__ = ["ROUTERS"]
