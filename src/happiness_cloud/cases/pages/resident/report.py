"""Reporting in three steps, one question a page; complete without scripts."""

from __future__ import annotations

import hashlib
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from happiness_cloud.facade.refusals import sentence
from happiness_cloud.files import actions as files
from happiness_cloud.files import queries as file_queries
from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound, Refused
from happiness_cloud.places import queries as places

from ... import actions, rights, terms
from ...actions.report import TEXT_LIMIT
from ...queries import bearer, link_of, token_of, track, urgency
from ...queries.telling import telling
from .. import _learned, _questions
from . import _draft, _frame
from ._draft import Draft
from ._known import known
from ._place import areas_to_choose, sides_of, streets_to_choose
from ._qr import qr
from .forms import CHOOSE_SIDE, Check, What, Where

CHIPS = 4


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def what(request: HttpRequest) -> HttpResponse:
    """Step 1: words and photos. `?area=` (from a QR code on the spot) answers step 2 in advance."""
    if not _frame.actor(request).holding(rights.REPORT):
        raise Denied("ledger.no_right", right=rights.REPORT)
    draft = _draft.read(request)
    if request.method != "POST":
        _scanned(request, draft)
        form = What(initial={"text": draft.text})
        return _frame.show(request, "what", _what_told(draft, form))
    form = What(request.POST, request.FILES)
    draft.text = request.POST.get("text", "")[: TEXT_LIMIT + 1]
    draft.category = request.POST.get("category", draft.category)[:40]
    if request.POST.get("remove", "").isdecimal():
        gone = int(request.POST["remove"])
        draft.photos = [one for one in draft.photos if one[0] != gone]
        _draft.keep(request, draft)
        return redirect("cases-report")
    form.is_valid()
    if len(draft.text) > TEXT_LIMIT:
        long = Invalid("cases.text_too_long", length=len(form.data["text"]), limit=TEXT_LIMIT)
        form.add_error("text", sentence(long))
    _add_photos(request, draft, form)
    _draft.keep(request, draft)
    if form.errors:
        return _frame.show(request, "what", _what_told(draft, form), 422)
    return redirect("cases-report-where" if not _answered_in_advance(draft) else "cases-report-check")


def _what_told(draft: Draft, form: What) -> dict[str, object]:
    names = {file_id: name for file_id, _claim, name in draft.photos}
    shown = file_queries.links(_frame.HOUSE, names) if names else ()
    return {
        "form": form,
        "draft": draft,
        "photos": [(one, names[one.id]) for one in shown],
        "kinds": _kinds(draft.text),
        "limit": _frame.PHOTOS,
    }


def _scanned(request: HttpRequest, draft: Draft) -> None:
    """A QR code names its area by path or by code; an unknown one is as good as none."""
    told = request.GET.get("area", "")[:60]
    if not told:
        return
    try:
        ask = places.area if told.startswith("/") else places.at_code
        found = ask(_frame.HOUSE, told)
    except (NotFound, Invalid):
        return
    draft.area, draft.lon, draft.lat, draft.side = found.path, None, None, ""
    draft.address = request.GET.get("spot", "")[:200] or draft.address
    _draft.keep(request, draft)


def _answered_in_advance(draft: Draft) -> bool:
    """Whether step 2 can be left out: the code on the spot said where, down to the very spot."""
    return bool(draft.area and draft.address)


def _add_photos(request: HttpRequest, draft: Draft, form: What) -> None:
    known = {one[0] for one in draft.photos}
    for upload in request.FILES.getlist("photos"):
        if len(draft.photos) >= _frame.PHOTOS:
            form.add_error("photos", sentence(Invalid("cases.too_many_files", limit=_frame.PHOTOS)))
            return
        data = upload.read()
        name = (upload.name or "")[:80]
        # The same picture sent again (Back, then Continue) is the same file, not a second one.
        key = f"{draft.key}-{hashlib.sha256(name.encode() + data).hexdigest()[:24]}"
        try:
            added = files.add(
                _frame.actor(request),
                area=_frame.shelf(_frame.actor(request)),
                data=data,
                name=name,
                key=key,
                origin=_frame.origin(request),
            )
        except Refused as refused:
            form.add_error("photos", f"{name}: {sentence(refused)}")
            continue
        if added.id not in known:
            draft.photos.append((added.id, added.claim, name))
            known.add(added.id)
        if draft.photo_lon is None and added.lon is not None:
            draft.photo_lon, draft.photo_lat = added.lon, added.lat


@require_POST
def kinds(request: HttpRequest) -> HttpResponse:
    """A few kinds of matter that fit the words so far: a fragment for the first step."""
    draft = _draft.read(request)
    told = {"kinds": _kinds(request.POST.get("text", "")[:TEXT_LIMIT]), "draft": draft}
    return render(request, "cases/resident/_kinds.html", told)


def _kinds(text: str) -> list[tuple[str, str, str]]:
    """(code, name, why): what was learned first, then what is named alike."""
    words = text.strip()
    if len(words) < 2:
        return []
    learned = {one.code: (one.code, _frame.plain(one), why) for one, why in _learned.suggested(words)}
    alike = {
        one.code: (one.code, _frame.plain(one), "")
        for one in institution.categories(_frame.HOUSE, words, CHIPS)
    }
    return list((learned | {code: one for code, one in alike.items() if code not in learned}).values())[
        :CHIPS
    ]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def where(request: HttpRequest) -> HttpResponse:
    """Step 2: a pin, a neighbourhood from the list, or what the QR code said; close to a border, which side."""
    draft = _draft.read(request)
    if not draft.text.strip():
        return redirect("cases-report")
    if request.method != "POST":
        return _frame.show(request, "where", _where_told(request, draft, _where_form(request, draft)))
    if "elsewhere" in request.POST:
        draft.area = draft.side = ""
        _draft.keep(request, draft)
        return redirect("cases-report-where")
    form = _where_form(request, draft)
    form.is_valid()
    _note_place(draft, form)
    open_question = _judge_place(draft, form)
    _draft.keep(request, draft)
    if request.POST.get("street") and not draft.placed:
        return HttpResponseRedirect(f"?{urlencode({'street': request.POST['street'][:60]})}")
    if open_question:
        form = _where_form(request, draft)
        form.is_valid()
        form.add_error("side", CHOOSE_SIDE)
    if form.errors:
        return _frame.show(request, "where", _where_told(request, draft, form), 422)
    return redirect("cases-report-check")


def _where_form(request: HttpRequest, draft: Draft) -> Where:
    areas = areas_to_choose(request.GET.get("street", ""), draft.area)
    sides = sides_of(draft.lon, draft.lat)
    if request.method == "POST":
        return Where(request.POST, areas=areas, sides=sides)
    return Where(
        initial={"area": draft.area, "address": draft.address, "side": draft.side}, areas=areas, sides=sides
    )


def _where_told(request: HttpRequest, draft: Draft, form: Where) -> dict[str, object]:
    if "side" in form.fields:
        # Asked only now; while the answers were read the pin could still have moved away from the border.
        form.fields["side"].required = True
    lon, lat = draft.lon, draft.lat
    from_photo = False
    if lon is None and not draft.area and draft.photo_lon is not None:
        lon, lat, from_photo = draft.photo_lon, draft.photo_lat, True
    centre, zoom = _frame.view_of(draft.area or _frame.district())
    return {
        "form": form,
        "draft": draft,
        "lon": lon,
        "lat": lat,
        "from_photo": from_photo,
        "streets": streets_to_choose(),
        "scanned": _frame.place_name(draft.area) if draft.area and draft.lon is None else "",
        "centre": centre,
        "zoom": zoom,
    }


def _note_place(draft: Draft, form: Where) -> None:
    """Take over what can be read; a pin wins over the list, and a moved pin asks the border question anew."""
    told = form.cleaned_data
    lon, lat = told.get("lon"), told.get("lat")
    if (lon, lat) != (draft.lon, draft.lat):
        draft.side = ""
    else:
        draft.side = told.get("side", draft.side)
    draft.lon, draft.lat = (lon, lat) if lon is not None and lat is not None else (None, None)
    draft.area = told.get("area") or draft.area if draft.lon is None else ""
    draft.address = str(told.get("address", draft.address))


def _judge_place(draft: Draft, form: Where) -> bool:
    """Tell what is missing; answers whether the border question is still open."""
    if not draft.placed:
        form.add_error("area", sentence(Invalid("cases.no_place")))
        return False
    if draft.lon is None or draft.lat is None:
        return False
    try:
        found = places.locate(_frame.HOUSE, draft.lon, draft.lat)
    except Invalid as refused:
        _frame.refused_in(form, refused)
        return False
    if not found.path:
        form.add_error(None, sentence(Invalid("cases.outside")))
        return False
    return bool(sides_of(draft.lon, draft.lat)) and not draft.side


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Step 3: look it over, leave a contact if you like, send."""
    draft = _draft.read(request)
    if not draft.text.strip():
        # A second press of the button after the first one arrived.
        return redirect("cases-report-done" if _draft.last_sent(request) else "cases-report")
    if not draft.placed:
        return redirect("cases-report-where")
    choices = _choices(draft)
    asked = _questions.questions(_frame.HOUSE, _chosen(request, draft, choices))
    there = known(request, draft)
    numbers = [one.number for one in there]
    if request.method != "POST":
        told = {name: getattr(draft, name) for name in ("category", "name", "phone", "wants_reply", "public")}
        told |= _questions.kept(draft.answers)
        form = Check(initial=told, kinds=choices, known=numbers, asked=asked)
        return _frame.show(request, "check", {**_check_told(draft, form), "known": there})
    form = Check(request.POST, kinds=choices, known=numbers, asked=asked)
    form.is_valid()
    _note_check(draft, form)
    _draft.keep(request, draft)
    if request.POST.get("change") in ("what", "where"):
        return redirect("cases-report" if request.POST["change"] == "what" else "cases-report-where")
    if asked and not draft.same_as and request.POST.get("asked", "") != draft.category:
        # Chosen a moment ago without scripts: its questions have not been on the page yet.
        form.add_error(None, _("There are a few questions about this kind of matter. Please look below."))
    status = 422 if form.errors else _send(request, draft, form)
    if status:
        return _frame.show(request, "check", {**_check_told(draft, form), "known": there}, status)
    return redirect("cases-report-done")


def _choices(draft: Draft) -> list[tuple[str, str]]:
    choices = [(code, name) for code, name, _why in _kinds(draft.text)]
    if draft.category and draft.category not in dict(choices):
        choices = [(draft.category, _frame.kind_name(draft.category)), *choices][:CHIPS]
    return choices


def _chosen(request: HttpRequest, draft: Draft, choices: list[tuple[str, str]]) -> str:
    """The kind that is chosen on the page, as far as it was offered."""
    told = request.POST.get("category", "") if request.method == "POST" else draft.category
    return told if told in dict(choices) else ""


def _note_check(draft: Draft, form: Check) -> None:
    for name, value in form.cleaned_data.items():
        if hasattr(draft, name):
            setattr(draft, name, value)
    draft.answers |= _questions.told(form)


@require_POST
def asking(request: HttpRequest) -> HttpResponse:
    """The questions of the kind that was chosen: a fragment for the last step; what was answered stays."""
    draft = _draft.read(request)
    choices = _choices(draft)
    code = _chosen(request, draft, choices)
    form = Check(
        initial=_questions.kept({**draft.answers, **_typed(request)}),
        kinds=choices,
        asked=_questions.questions(_frame.HOUSE, code),
    )
    told = {"asking": _questions.bound(form), "asked_of": code}
    return render(request, "cases/resident/_asking.html", told)


def _typed(request: HttpRequest) -> dict[str, str]:
    cut = len(_questions.PREFIX)
    return {
        name[cut:]: str(request.POST[name]) for name in request.POST if name.startswith(_questions.PREFIX)
    }


def _check_told(draft: Draft, form: Check) -> dict[str, object]:
    path = draft.side or draft.area
    if draft.lon is not None and draft.lat is not None and not draft.side:
        path = places.locate(_frame.HOUSE, draft.lon, draft.lat).path
    ids = [one[0] for one in draft.photos]
    return {
        "form": form,
        "draft": draft,
        "asking": _questions.bound(form),
        "asked_of": form["category"].value() if "category" in form.fields else "",
        "pressing": urgency(_frame.HOUSE, draft.text),
        "place_name": _frame.place_name(path),
        "telling": [terms.TELLING[one] for one in telling(f"{draft.text}\n{draft.address}")],
        "photos": _frame.photos(ids, _frame.kind_name(draft.category)) if ids else [],
    }


def _send(request: HttpRequest, draft: Draft, form: Check) -> int:
    """Send it; 0 when it went, else the status of a refusal that was told in the form."""
    who = _frame.actor(request)
    try:
        told = actions.report(
            who,
            text=draft.text,
            channel="web",
            category=draft.category,
            lon=draft.lon,
            lat=draft.lat,
            area=draft.side or draft.area,
            address=draft.address,
            caller=actions.Caller(name=draft.name, phone=draft.phone, wants_reply=draft.wants_reply),
            file_ids=file_queries.claimed(who, [one[1] for one in draft.photos]),
            public=draft.public,
            same_as=form.cleaned_data.get("same_as", ""),
            answers=_questions.told(form),
            language=get_language() or "zh-hans",
            key=draft.key,
            origin=_frame.origin(request),
        )
    except Refused as refused:
        return _frame.refused_in(form, refused)
    _draft.sent(request, told.id, told.number)
    return 0


@never_cache
@require_http_methods(["GET", "HEAD"])
def done(request: HttpRequest) -> HttpResponse:
    """The number, the promise and the link to keep."""
    sent = _draft.last_sent(request)
    if not sent:
        return redirect("cases-report")
    case_id, number = int(sent["id"]), str(sent["number"])
    holder, _id = bearer(_frame.actor(request), number, token_of(case_id))
    link = link_of(case_id, number)
    told = {"case": track(holder, case_id), "link": link, "qr": qr(link), "token": token_of(case_id)}
    return _frame.show(request, "done", told)
