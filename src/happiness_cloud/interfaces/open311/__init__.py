"""Open311 GeoReport v2 under /open311: a door that parses, calls one verb or query, and renders."""

from __future__ import annotations

from django.urls import re_path

from .guard import door

urlpatterns = [re_path(r"^open311(?=/|$)", door, name="open311")]
