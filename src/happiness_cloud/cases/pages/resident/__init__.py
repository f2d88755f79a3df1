"""The resident's pages: no sign-in, phone first, complete without scripts."""

from __future__ import annotations

from django.urls import path

from . import feeds, follow, home, matter, nearby, report, track

resident_urls = [
    path("", home.home, name="cases-home"),
    path("help/", home.help_page, name="cases-help"),
    path("report/", report.what, name="cases-report"),
    path("report/kinds/", report.kinds, name="cases-report-kinds"),
    path("report/where/", report.where, name="cases-report-where"),
    path("report/check/", report.check, name="cases-report-check"),
    path("report/asking/", report.asking, name="cases-report-asking"),
    path("report/done/", report.done, name="cases-report-done"),
    path("nearby/", nearby.nearby, name="cases-nearby"),
    path("nearby/pins.json", nearby.pins, name="cases-public-pins"),
    path("nearby/areas.json", nearby.areas, name="cases-public-areas"),
    path("nearby/<str:name>/", matter.matter, name="cases-public-matter"),
    path("feeds/matters.<str:form>", feeds.matters, name="cases-feed"),
    path("follow/", follow.begin, name="cases-follow"),
    path("follow/sent/", follow.sent, name="cases-follow-sent"),
    path("follow/confirm/<str:token>/", follow.confirm, name="cases-follow-confirm"),
    path("follow/stop/<str:key>/", follow.stop, name="cases-follow-stop"),
    path("follow/stop-all/<str:key>/", follow.stop_all, name="cases-follow-stop-all"),
    path("follow/mine/", follow.ask, name="cases-follow-ask"),
    path("follow/mine/<str:key>/", follow.mine, name="cases-follow-mine"),
    path("t/", track.find, name="cases-find"),
    path("t/<str:number>/<str:token>/", track.tracking, name="cases-track"),
    path("t/<str:number>/<str:token>/<str:verb>/", track.act, name="cases-track-act"),
]
urlpatterns = resident_urls

__all__ = ["resident_urls", "urlpatterns"]
