"""The API at /api/v1/: one object that gathers every room's door, guards it and describes it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from ninja import NinjaAPI

from happiness_cloud.cases.api import ROUTERS
from happiness_cloud.institution.api import router as institution
from happiness_cloud.places.api import router as places
from happiness_cloud.webhooks.api import ROUTERS as WEBHOOKS

from . import document, me, problems
from .guard import guarded
from .parsing import StrictParser


class Api(NinjaAPI):
    """Ninja, with a document that tells the whole of it."""

    def get_openapi_schema(self, **told: Any) -> Any:
        """The OpenAPI 3.1 document, refusals and ways to sign in included."""
        return document.completed(super().get_openapi_schema(**told))


api = Api(
    title=document.TITLE,
    version="1",
    description=document.ABOUT,
    docs_url=None,
    parser=StrictParser(),
    openapi_extra={"info": document.INFO, "tags": document.TAGS},
    urls_namespace="api-v1",
)
for prefix, router in (*ROUTERS, *WEBHOOKS, ("/areas", places), ("", institution), ("", me.router)):
    api.add_router(prefix, router)
problems.told_by(api)


def no_such_address(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Whatever else is asked for under /api/."""
    return problems.no_address(request)


def _guarded(pattern: URLPattern) -> URLPattern:
    pattern.callback = guarded(pattern.callback)
    return pattern


def _patterns() -> list[Any]:
    patterns, app, namespace = api.urls
    # The root is only a name for the others; asked for, it is as good as unknown.
    mine = [_guarded(one) for one in patterns if isinstance(one, URLPattern)]
    return [
        path("api/v1/", (mine, app, namespace)),
        re_path(r"^api(?:/(?P<rest>.*))?$", guarded(no_such_address)),
    ]


urlpatterns = _patterns()
