"""The addresses of this room and of the frame, for the tests of its pages."""

from __future__ import annotations

from django.urls import include, path

from happiness_cloud.facade.pages import preferences
from happiness_cloud.places.pages import urlpatterns as places

urlpatterns = [
    path("language/", include("django.conf.urls.i18n")),
    path("preferences/", preferences, name="facade-preferences"),
    *places,
]
