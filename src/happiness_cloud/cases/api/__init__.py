"""Matters over the API: thin doors, one verb or query each."""

from __future__ import annotations

from ninja import Router

from . import files, following, moving, one, public, reporting

# Prefix and router, in the order in which addresses are tried.
ROUTERS: tuple[tuple[str, Router], ...] = (
    ("/cases", reporting.router),
    ("/cases", moving.bulk_router),
    ("/cases", one.router),
    ("/cases", moving.router),
    ("/public", public.router),
    ("/public", following.router),
    ("/track", public.track_router),
    ("/files", files.router),
)

__all__ = ["ROUTERS"]
