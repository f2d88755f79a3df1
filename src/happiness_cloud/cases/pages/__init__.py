"""Matters as people see them: residents, grid workers, desks."""

from __future__ import annotations

from .desk import desk_urls
from .field import field_urls
from .forwarding import forwarding_urls
from .handing import handing_urls
from .offline import offline_urls
from .paper import paper_urls
from .partner import partner_urls
from .resident import resident_urls
from .routing import routing_urls
from .topics import topic_urls

urlpatterns = [
    *resident_urls,
    *offline_urls,
    *field_urls,
    *paper_urls,
    *handing_urls,
    *partner_urls,
    *forwarding_urls,
    *routing_urls,
    *desk_urls,
    *topic_urls,
]
