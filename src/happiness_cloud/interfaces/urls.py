"""All addresses, room by room."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path
from django.views.generic import TemplateView

from happiness_cloud.facade import pages as facade

from .health import health
from .site import start

# Where each room keeps its addresses. The API has a head of its own, so pages pay one comparison for it.
DOORS = (
    "interfaces.openapi",
    "interfaces.open311",
    "files.pages",
    "accounts.pages",
    "post.pages",
    "webhooks.pages",
    "places.pages",
    "institution.pages",
    "cases.pages",
)

urlpatterns = [
    path("health/", health, name="health"),
    path("start/", start, name="start"),
    path("language/", include("django.conf.urls.i18n")),
    path("preferences/", facade.preferences, name="facade-preferences"),
    *(path("", include(f"happiness_cloud.{door}")) for door in DOORS),
]
if settings.DEBUG:
    urlpatterns += [path("guide/", TemplateView.as_view(template_name="facade/guide.html"), name="guide")]

handler404 = "happiness_cloud.facade.pages.not_found"
handler500 = "happiness_cloud.facade.pages.broken"
