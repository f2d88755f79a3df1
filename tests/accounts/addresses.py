"""The addresses of these tests: the frame's and this room's."""

from __future__ import annotations

from django.urls import include, path

from happiness_cloud.accounts import pages as room
from happiness_cloud.facade import pages
from happiness_cloud.post import pages as post

urlpatterns = [
    path("language/", include("django.conf.urls.i18n")),
    path("preferences/", pages.preferences, name="facade-preferences"),
    *room.urlpatterns,
    *post.urlpatterns,
]
handler404 = "happiness_cloud.facade.pages.not_found"
