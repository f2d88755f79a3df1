"""What is public as Atom and RSS: the newest of an area, a category, around a point; the steps of one matter."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ... import queries
from ...queries import Named, PublicRequest, PublicStep, Target
from ...queries.follow_words import matter_words, public_state, target_words
from ...queries.public_feed import updated_of
from . import _followed, _frame

_MEDIA = {
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
}
# The addresses of an entry never change, whatever its page is called one day (RFC 4151).
_SINCE = "2026-01-01"
_NOTHING_YET = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """What a feed says: its title, its page, when it changed last, its entries."""

    title: str
    link: str
    updated: datetime
    entries: tuple[dict[str, Any], ...]


@require_safe
def matters(request: HttpRequest, form: str) -> HttpResponse:
    """A feed of at most fifty entries. It is asked for anew each time, so what is withdrawn is gone at once."""
    if form not in _MEDIA:
        raise Http404
    name = request.GET.get("matter", "")
    language = _language(request)
    with translation.override(language):
        target = Target() if name else _followed.target_of(request.GET)
        told = _of_matter(name) if name else _of_many(target)
        words = {"matter": name} if name else _followed.words_of(target)
        address = _absolute(reverse("cases-feed", args=[form]), **words, lang=language)
        body = _written(form, told, language, address)
    return _answered(request, body, form, told.updated)


def _language(request: HttpRequest) -> str:
    """As the address says, else as the reader's programme does."""
    asked = request.GET.get("lang", "")
    if asked in dict(settings.LANGUAGES):
        return asked
    return translation.get_language_from_request(request)


def _of_many(target: Target) -> Told:
    found = queries.public_feed(_frame.HOUSE, target)
    words = {name: one for name, one in _followed.words_of(target).items() if name == "area"}
    return Told(
        title=_("Matters: %(what)s") % {"what": target_words(target)},
        link=_absolute(reverse("cases-nearby"), **words),
        updated=updated_of(found) or _NOTHING_YET,
        entries=tuple(_matter(one) for one in found),
    )


def _of_matter(name: str) -> Told:
    story = queries.public_story(_frame.HOUSE, name)
    matter = story.matter
    return Told(
        title=matter_words(matter.category, matter.area_path),
        link=_page(story.name),
        updated=max([matter.updated_at, *(one.at for one in story.steps)]),
        entries=tuple(_steps(story.name, matter, story.steps)),
    )


def _matter(named: Named) -> dict[str, Any]:
    one = named.matter
    what, state = matter_words(one.category, one.area_path), public_state(one.state)
    return {
        "title": f"{what}: {state}",
        "link": _page(named.name),
        "description": f"{what}. {state}.",
        "unique_id": _tag(f"matter/{named.name}"),
        "unique_id_is_permalink": False,
        "pubdate": one.reported_at,
        "updateddate": max(one.updated_at, one.reported_at),
    }


def _steps(name: str, matter: PublicRequest, steps: tuple[PublicStep, ...]) -> Iterator[dict[str, Any]]:
    what = matter_words(matter.category, matter.area_path)
    for step in steps:
        yield {
            "title": public_state(step.state),
            "link": _page(name),
            "description": f"{what}: {public_state(step.state)}",
            "unique_id": _tag(f"matter/{name}/step/{step.id}"),
            "unique_id_is_permalink": False,
            "pubdate": step.at,
            "updateddate": step.at,
        }


def _written(form: str, told: Told, language: str, address: str) -> bytes:
    name = settings.PLACE_NAME or _frame.place_name(_frame.district())
    author = _("Happiness Cloud") + (f" · {name}" if name else "")
    feed = _Dated[form](
        title=told.title,
        link=told.link,
        description=_("What is public, without anybody's words; the place is rough on purpose."),
        language="zh-Hans" if language.startswith("zh") else language,
        feed_url=address,
        feed_guid=_tag(f"feed{urlsplit(address).path}?{urlsplit(address).query}"),
        author_name=author,
    )
    feed.changed = told.updated  # type: ignore[attr-defined]
    for one in told.entries:
        feed.add_item(**one)
    written: str = feed.writeString("utf-8")
    return written.encode()


class _Changed(SyndicationFeed):
    """A feed that says of itself when what it tells of changed, also while it is empty."""

    changed: datetime

    def latest_post_date(self) -> datetime:
        """When the latest of its entries moved."""
        return self.changed


class _Atom(_Changed, Atom1Feed):
    """Atom (RFC 4287)."""


class _Rss(_Changed, Rss201rev2Feed):
    """RSS 2.0."""


_Dated: dict[str, Any] = {"atom": _Atom, "rss": _Rss}


def _answered(request: HttpRequest, body: bytes, form: str, updated: datetime) -> HttpResponse:
    answer = HttpResponse(body, content_type=_MEDIA[form])
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    answer["ETag"] = etag
    answer["Last-Modified"] = http_date(updated.timestamp())
    answer["Cache-Control"] = "public, no-cache"
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    # A matter may be withdrawn without anything moving: only the tag knows, so a date alone brings no 304.
    return get_conditional_response(request, etag=etag, response=answer) or answer


def _page(name: str) -> str:
    return _absolute(reverse("cases-public-matter", args=[name]))


def _absolute(path: str, **words: str) -> str:
    query = urlencode(words)
    return f"{settings.PUBLIC_URL}{path}" + (f"?{query}" if query else "")


def _tag(name: str) -> str:
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return f"tag:{host},{_SINCE}:{name}"
