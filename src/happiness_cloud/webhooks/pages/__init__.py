"""Receivers as those who look after them see them."""

from __future__ import annotations

from django.urls import path

from . import deliveries, receivers, replays

urlpatterns = [
    path("webhooks/", receivers.listing, name="webhooks-list"),
    path("webhooks/new/", receivers.create, name="webhooks-new"),
    path("webhooks/<int:endpoint_id>/", deliveries.receiver, name="webhooks-receiver"),
    path("webhooks/<int:endpoint_id>/change/", receivers.change, name="webhooks-change"),
    path("webhooks/<int:endpoint_id>/replay/", replays.replay, name="webhooks-replay"),
    path("webhooks/<int:endpoint_id>/rotate/", deliveries.rotate, name="webhooks-rotate"),
    path("webhooks/<int:endpoint_id>/<slug:verb>/", receivers.do, name="webhooks-do"),
    path("webhooks/deliveries/<int:delivery_id>/<slug:verb>/", deliveries.do, name="webhooks-delivery"),
    path("webhooks/replays/<int:replay_id>/stop/", replays.stop, name="webhooks-stop-replay"),
]
