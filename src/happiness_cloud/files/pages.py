"""The one page of this room: the file behind a signed link."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from happiness_cloud.kernel.access import house

from . import queries, rights

# Nothing in a served file may run, load or be framed, even when a browser shows it as a page.
POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


@require_safe
def serve(request: HttpRequest, token: str) -> HttpResponseBase:
    """Answer with the bytes; whoever bears the link may see them, until it ends."""
    sent = parse_etags(request.headers.get("If-None-Match", ""))
    held = frozenset(one.removeprefix("W/").strip('"') for one in sent)
    # The link is the permission: the bearer need not be signed in, and no session is read for a picture.
    file = queries.opened(house("file-link", rights.OPEN), token, held=held)
    answer: HttpResponseBase
    if file.stream is None:
        answer = HttpResponseNotModified()
    elif request.method == "HEAD":
        file.stream.close()
        answer = HttpResponse(content_type=_content_type(file.media_type))
    else:
        answer = FileResponse(
            file.stream,
            content_type=_content_type(file.media_type),
            as_attachment=file.kind != "picture",
            filename=file.name,
        )
    answer["ETag"] = f'"{file.etag}"'
    answer["Cache-Control"] = f"private, max-age={file.seconds_left}, immutable"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = POLICY
    return answer


def _content_type(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type == "text/plain" else media_type


urlpatterns = [path("f/<str:token>/", serve, name="files-serve")]
