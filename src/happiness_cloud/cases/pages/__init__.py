"""Matters as people see them: residents, grid workers, desks."""

from __future__ import annotations

from .desk import desk_urls
from .field import field_urls
from .forwarding import forwarding_urls
from .resident import resident_urls

urlpatterns = [*resident_urls, *field_urls, *forwarding_urls, *desk_urls]
