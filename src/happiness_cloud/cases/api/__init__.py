"""Matters over the API: thin doors, one verb or query each."""

from __future__ import annotations

from ninja import Router

from . import files, following, handing, moderating, moving, one, paper, public, reporting, routing, topics

# Prefix and router, in the order in which addresses are tried.
ROUTERS: tuple[tuple[str, Router], ...] = (
    ("/cases", reporting.router),
    ("/cases", moving.bulk_router),
    ("/cases", paper.many_router),
    ("/cases", one.router),
    ("/cases", moving.router),
    ("/cases", handing.router),
    ("/cases", moderating.router),
    ("/cases", paper.router),
    ("/topics", topics.router),
    ("/routing", routing.router),
    ("/public", public.router),
    ("/public", following.router),
    ("/track", public.track_router),
    ("/files", files.router),
)

__all__ = ["ROUTERS"]
