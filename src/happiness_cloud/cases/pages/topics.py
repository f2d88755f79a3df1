"""Hot topics, and the topic projects (专题) that follow them: lists, one of each, and what can be done."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from happiness_cloud.kernel.errors import Denied, Invalid, NotFound, NotNow

from .. import actions, queries, rights, terms
from . import _choices, _desk

_NUMBER = re.compile(r"[^\s,;，；、]+")
_TYPED = 100
VERBS = {"add": actions.topic_add, "remove": actions.topic_remove, "close": actions.topic_close}
# Step of a project -> words, picture, tone.
STEPS: dict[str, tuple[Any, str, str]] = {
    "open_topic": (gettext_lazy("Topic project opened"), "flag", "blue"),
    "topic_add": (gettext_lazy("Matters added"), "plus", "blue"),
    "topic_remove": (gettext_lazy("Matters taken out"), "minus", "grey"),
    "topic_close": (gettext_lazy("Topic project closed"), "check", "green"),
    "ended": (gettext_lazy("A matter came to its end"), "check", "green"),
}


class Opening(forms.Form):
    """What a topic project is opened with."""

    title = forms.CharField(label=gettext_lazy("Title of the topic"), max_length=80)
    lead = forms.ChoiceField(label=gettext_lazy("Leading unit"), required=False)
    note = forms.CharField(
        label=gettext_lazy("What is to be reached"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    numbers = forms.CharField(
        label=gettext_lazy("More matters"),
        required=False,
        max_length=4000,
        help_text=gettext_lazy("Their numbers, with spaces between them."),
    )


@require_GET
@_desk.staff
def hot(request: HttpRequest) -> HttpResponse:
    """The hot topics, hottest first, and when they were found."""
    who = _desk.actor(request)
    area = request.GET.get("area", "").replace("\x00", "")[:200]
    found = queries.hot_topics(who, area)
    words = _desk.Words([_shared(one.areas) for one in found.topics])
    told = {
        "found": found,
        "topics": [_hot(one, words) for one in found.topics],
        "areas": _choices.areas(who, area, words),
        "tabs": _tabs("hot"),
        "can_open": bool(who.holding(rights.TOPICS)),
    }
    return _desk.show(request, "cases/desk/topics.html", told)


@require_GET
@_desk.staff
def one_hot(request: HttpRequest, number: str) -> HttpResponse:
    """One hot topic with its matters. Topics are found anew now and then: one that is gone leads back to the list."""
    who = _desk.actor(request)
    try:
        topic, rows = queries.hot_topic(who, number)
    except NotFound:
        messages.info(request, _("This topic has cooled down, or stands in the list in another way now."))
        return HttpResponseRedirect(reverse("cases-topics"))
    words = _desk.Words.of(rows)
    told = {
        "topic": _hot(topic, words),
        "lines": _desk.lines(rows, words, _desk.case_url),
        "can_open": bool(who.holding(rights.TOPICS)),
    }
    return _desk.show(request, "cases/desk/topic_hot.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@_desk.staff
def opening(request: HttpRequest) -> HttpResponse:
    """The form of a new topic project, from a hot topic (`hot=` a number of it) or from numbers alone; and opening it."""
    who = _desk.actor(request)
    if not who.holding(rights.TOPICS):
        raise Denied("ledger.no_right", right=rights.TOPICS)
    topic, rows = _source(request)
    initial = {"title": topic.title[:80] if topic else ""}
    form = Opening(request.POST if request.method == "POST" else None, initial=initial, auto_id="t-%s")
    units = [("", _("none"))] + [(one["value"], one["label"]) for one in _choices.units(taking_only=True)]
    form.fields["lead"].choices = units  # type: ignore[attr-defined]
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                return _opened(request, form)
            except (Invalid, NotNow, Denied) as refused:
                form.add_error(_desk.refused_at(refused, form.fields), _desk.said(refused))
                status = refused.status
    ticked = set(request.POST.getlist("ids")) if form.is_bound else {str(one.id) for one in rows}
    told = {
        "form": form,
        "topic": topic,
        "lines": _desk.lines(rows, _desk.Words.of(rows), _desk.case_url),
        "ticked": {int(one) for one in ticked if one.isdecimal() and len(one) < 19},
        "key": request.POST.get("key", "") or _desk.new_key(),
    }
    return _desk.show(request, "cases/desk/topic_open.html", told, status)


def _source(request: HttpRequest) -> tuple[queries.HotTopic | None, tuple[queries.Row, ...]]:
    number = request.GET.get("hot", "").replace("\x00", "")[:40]
    try:
        found: tuple[queries.HotTopic, tuple[queries.Row, ...]] = queries.hot_topic(
            _desk.actor(request), number
        )
    except NotFound:
        return None, ()
    return found


def _opened(request: HttpRequest, form: Opening) -> HttpResponse:
    who = _desk.actor(request)
    told = form.cleaned_data
    opened = actions.open_topic(
        who,
        title=told["title"],
        note=told["note"],
        lead=told["lead"],
        case_ids=(*_ids(request), *_numbered(request, told["numbers"])),
        key=request.POST.get("key", "")[:60],
        origin=_desk.origin(request),
    )
    messages.success(request, _("The topic project was opened."))
    return HttpResponseRedirect(reverse("cases-project", args=[opened.id]))


@require_GET
@_desk.staff
def projects(request: HttpRequest) -> HttpResponse:
    """The topic projects: those that run, or those that are closed."""
    who = _desk.actor(request)
    state = "closed" if request.GET.get("state") == "closed" else "open"
    page = queries.topics(who, state, request.GET.get("cursor", ""))
    words = _desk.Words((one.area_path for one in page.rows), (one.lead_unit for one in page.rows))
    told = {
        "topics": [_project(one, words) for one in page.rows],
        "older": f"{request.path}?state={state}&cursor={page.next}" if page.next else "",
        "state": state,
        "tabs": _tabs(state),
        "can_open": bool(who.holding(rights.TOPICS)),
    }
    return _desk.show(request, "cases/desk/projects.html", told)


@require_GET
@_desk.staff
def project(request: HttpRequest, topic_id: int) -> HttpResponse:
    """One topic project: how far it is, its matters, what happened, what is like it."""
    return _shown(request, topic_id)


@require_POST
@_desk.staff
def verb(request: HttpRequest, topic_id: int, verb: str) -> HttpResponse:
    """Add matters, take some out, or close; a refusal is told above the page as it stands now."""
    if verb not in VERBS:
        raise NotFound("ledger.not_found")
    who = _desk.actor(request)
    version = request.POST.get("version", "")
    told: dict[str, Any] = {"version": int(version) if version.isdecimal() and len(version) < 10 else None}
    try:
        if verb == "close":
            told["reason"] = request.POST.get("reason", "").strip()
        else:
            told["case_ids"] = (*_ids(request), *_numbered(request, request.POST.get("numbers", "")))
        VERBS[verb](
            who,
            topic_id,
            key=request.POST.get("key", "")[:60],
            origin=_desk.origin(request),
            **told,
        )
    except (Invalid, NotNow, Denied) as refused:
        return _shown(request, topic_id, _desk.said(refused), refused.status)
    messages.success(request, _("Done: %(verb)s") % {"verb": STEPS[f"topic_{verb}"][0]})
    return HttpResponseRedirect(reverse("cases-project", args=[topic_id]))


def _shown(request: HttpRequest, topic_id: int, wrong: str = "", status: int = 200) -> HttpResponse:
    page = queries.topic(_desk.actor(request), topic_id)
    rows = (*page.matters, *page.alike)
    words = _desk.Words(
        (page.row.area_path, *(one.area_path for one in rows)),
        (page.row.lead_unit, *(one.lead_unit for one in rows)),
    )
    told = {
        "page": page,
        "topic": _project(page.row, words),
        "lines": _desk.lines(page.matters, words, _desk.case_url),
        "alike": _desk.lines(page.alike, words, _desk.case_url),
        "steps": [
            {"step": one, "words": STEPS[one.verb][0], "icon": STEPS[one.verb][1], "tone": STEPS[one.verb][2]}
            for one in reversed(page.steps)
            if one.verb in STEPS
        ],
        "wrong": wrong,
        "keys": {name: _desk.new_key() for name in VERBS},
        "typed": request.POST.get("numbers", ""),
        "reason": request.POST.get("reason", ""),
    }
    return _desk.show(request, "cases/desk/project.html", told, status)


def _hot(one: queries.HotTopic, words: _desk.Words) -> dict[str, Any]:
    area = words.area(_shared(one.areas))
    return {
        "topic": one,
        "url": reverse("cases-topic-hot", args=[one.number]),
        "project_url": reverse("cases-project", args=[one.project]) if one.project else "",
        "area": area,
        "near": " · ".join(area.split(" · ")[-2:]),
        "rising": one.trend > 1.2,
        "falling": one.trend < 0.85,
    }


def _project(row: queries.TopicRow, words: _desk.Words) -> dict[str, Any]:
    area = words.area(row.area_path)
    return {
        "row": row,
        "url": reverse("cases-project", args=[row.id]),
        "state": terms.TOPIC_STATES[row.state],
        "tone": "blue" if row.state == "open" else "green",
        "ended": row.matters - row.open,
        "area": area,
        "near": " · ".join(area.split(" · ")[-2:]),
        "unit": words.unit(row.lead_unit) if row.lead_unit else "",
    }


def _shared(areas: tuple[str, ...]) -> str:
    """The area that holds all of these."""
    parts = [one.strip("/").split("/") for one in areas]
    shared: list[str] = []
    for level in zip(*parts, strict=False):
        if len(set(level)) > 1:
            break
        shared.append(level[0])
    return f"/{'/'.join(shared)}/" if shared and shared != [""] else ""


def _ids(request: HttpRequest) -> tuple[int, ...]:
    return tuple(int(one) for one in request.POST.getlist("ids") if one.isdecimal() and len(one) < 19)


def _numbered(request: HttpRequest, told: str) -> tuple[int, ...]:
    """The keys of the numbers somebody typed. Raises Invalid naming the first that is not there for him."""
    numbers = [one.upper() for one in _NUMBER.findall(told.replace("\x00", ""))]
    if len(numbers) > _TYPED:
        raise Invalid("cases.too_many_rows", limit=_TYPED, field="numbers")
    keys = queries.keys_of(_desk.actor(request), numbers) if numbers else {}
    for one in numbers:
        if one not in keys:
            raise Invalid("cases.no_such_number", field="numbers", number=one[:40])
    return tuple(keys[one] for one in numbers)


def _tabs(current: str) -> list[dict[str, Any]]:
    told = (
        ("hot", _("Hot topics"), reverse("cases-topics")),
        ("open", _("Topic projects"), reverse("cases-projects")),
        ("closed", _("Closed topic projects"), f"{reverse('cases-projects')}?state=closed"),
    )
    return [{"label": label, "url": url, "current": name == current} for name, label, url in told]


topic_urls = [
    path("topics/", hot, name="cases-topics"),
    path("topics/open/", opening, name="cases-topic-open"),
    path("topics/projects/", projects, name="cases-projects"),
    path("topics/projects/<int:topic_id>/", project, name="cases-project"),
    path("topics/projects/<int:topic_id>/<str:verb>/", verb, name="cases-project-verb"),
    path("topics/<str:number>/", one_hot, name="cases-topic-hot"),
]
