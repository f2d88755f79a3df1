"""One matter: its page, the look at who reported, and the small form of each verb."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from happiness_cloud.files import actions as files
from happiness_cloud.files import queries as file_queries
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound, NotNow, Refused

from .. import actions, queries, terms
from ..queries.proposals import Proposal, proposals
from ..sheets.names import names_of
from ..sheets.story import why
from . import _choices, _desk, _learned
from ._asked import VERBS
from ._case import can_look, case_parts
from ._forms import Setting, form_for, given
from ._moderating import Look

PURPOSES = {
    "case-handling": gettext_lazy("Handling the matter"),
    "call-back": gettext_lazy("Calling back"),
    "audit": gettext_lazy("Audit"),
}
PROPOSED = frozenset({"dispatch", "adjudicate"})


@require_GET
@_desk.staff
def case(request: HttpRequest, number: str) -> HttpResponse:
    """The page of a matter."""
    parts = case_parts(request, number)
    return _desk.show(request, "cases/desk/case.html", {**parts, "open_number": number})


@require_http_methods(["GET", "HEAD", "POST"])
@_desk.staff
def contacts(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for the reason, then show the contact and the full text once."""
    who = _desk.actor(request)
    detail = queries.detail(who, number)
    purposes = can_look(who)
    if not purposes:
        raise Denied("ledger.no_right", right="cases.contacts")
    form = Look(request.POST if request.method == "POST" else None, auto_id="l-%s")
    form.fields["purpose"].choices = [(one, PURPOSES[one]) for one in purposes]  # type: ignore[attr-defined]
    told: dict[str, Any] = {"case": detail, "form": form, "url": request.path}
    told["back"] = _desk.onward(request, _desk.case_url(number))
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            told["contact"] = queries.contacts(
                who, detail.row.id, **form.cleaned_data, origin=_desk.origin(request)
            )
            status = 200
        except Refused as refused:
            form.add_error(_desk.refused_at(refused, form.fields), _desk.said(refused))
            status = refused.status
    page = "_look.html" if _desk.small(request) else "look.html"
    return _desk.show(request, f"cases/desk/{page}", told, status)


@require_http_methods(["GET", "HEAD", "POST"])
@_desk.staff
def verb(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """The form of a verb, and the verb itself. A matter that moved on meanwhile says what changed."""
    if verb not in VERBS:
        raise NotFound("ledger.not_found")
    who = _desk.actor(request)
    detail = queries.detail(who, number)
    proposal = proposals(who, [detail.row.id]).get(detail.row.id) if verb in PROPOSED else None
    setting = Setting(who, detail, names_of(detail), proposal)
    if request.method != "POST":
        form = form_for(verb, setting)
        return _shown(request, verb, setting, form, 200 if verb in detail.possible else 409)
    form = form_for(verb, setting, _sent(request, proposal), request.FILES)
    if "find" in request.POST:
        return _shown(request, verb, setting, form, 200)
    if not form.is_valid():
        return _shown(request, verb, setting, form, 422)
    claims = request.POST.getlist("claims")[:9]
    try:
        _done(request, verb, form, setting, claims)
    except (Invalid, NotNow, Denied) as refused:
        place = _desk.refused_at(refused, form.fields)
        form.add_error(place, _desk.said(refused))
        changed = refused.facts.get("changed", ())
        # The matter may have moved: what is shown, and what is sent next, is the newest.
        setting = Setting(who, queries.detail(who, number), setting.words, proposal)
        return _shown(request, verb, setting, form, refused.status, claims=claims, changed=changed)
    messages.success(request, _("Done: %(verb)s") % {"verb": terms.VERBS[verb]})
    return _desk.moved_to(request, _desk.onward(request, _desk.case_url(number)))


def _sent(request: HttpRequest, proposal: Proposal | None) -> QueryDict:
    """What the form says; from the board "as proposed" stands for what the directory names."""
    if proposal is None or "proposed" not in request.POST:
        return request.POST
    told = request.POST.copy()
    told["lead"] = proposal.lead
    told.setlist("assists", list(proposal.assists))
    return told


def _done(request: HttpRequest, verb: str, form: forms.Form, setting: Setting, claims: list[str]) -> None:
    params, reason = given(verb, form, setting)
    key = request.POST.get("key", "")[:60]
    if "photos" in form.fields:
        params["file_ids"] = _taken_in(request, form, setting, claims, key)
    if "master_id" in params:
        params["master_id"] = _master(setting, str(params["master_id"]))
    version = request.POST.get("version", "")
    do: Any = getattr(actions, verb)
    do(
        setting.who,
        setting.detail.row.id,
        version=int(version) if version.isdecimal() else None,
        key=key,
        reason=reason,
        origin=_desk.origin(request),
        **params,
    )


def _taken_in(
    request: HttpRequest, form: forms.Form, setting: Setting, claims: list[str], key: str
) -> tuple[int, ...]:
    """The files of this form: those taken in before an error, and the new ones."""
    kept = file_queries.claimed(setting.who, claims) if claims else ()
    new: list[int] = []
    for place, upload in enumerate(form.cleaned_data.get("photos") or ()):
        try:
            added = files.add(
                setting.who,
                area=setting.detail.row.area_path,
                data=upload,
                name=upload.name,
                key=f"{key}:{place}" if key else "",
                origin=_desk.origin(request),
            )
        except Refused as refused:
            raise Invalid(refused.code, **{**refused.facts, "field": "photos"}) from refused
        claims.append(added.claim)
        new.append(added.id)
    return (*kept, *new)


def _master(setting: Setting, number: str) -> int:
    found = queries.worklist(setting.who, queries.Filter(q=number.strip()), size=2).rows
    for row in found:
        if row.number == number.strip().upper():
            return int(row.id)
    raise Invalid("cases.no_such_number", field="master", number=number.strip()[:40])


def _shown(
    request: HttpRequest,
    verb: str,
    setting: Setting,
    form: forms.Form,
    status: int,
    claims: list[str] | None = None,
    changed: Any = (),
) -> HttpResponse:
    detail = setting.detail
    category = str(form["category"].value() or "") if "category" in form.fields else ""
    told = {
        "case": detail,
        "verb": verb,
        "label": terms.VERBS[verb],
        "says": VERBS[verb].says,
        "icon": VERBS[verb].icon,
        "danger": VERBS[verb].danger,
        "form": form,
        "possible": verb in detail.possible,
        "state": terms.STATES[detail.row.state],
        "tone": terms.TONES[detail.row.state],
        "key": request.POST.get("key", "") or _desk.new_key(),
        "claims": claims or [],
        "changed": [_change(one) for one in changed],
        "url": reverse("cases-verb", args=[detail.row.number, verb]),
        "back": _desk.onward(request, _desk.case_url(detail.row.number)),
        "picks": _picks(request, form, category, setting),
        "pressing": _learned.pressing(detail.text) if "severity" in form.fields else "",
        "matters": _matters(request, form, setting),
        "because": _because(setting),
        "files": any(one.kind == "photos" for one in VERBS[verb].asks),
    }
    if status == 409:
        # Sent again, it is a new deed on what is now shown.
        told["key"] = _desk.new_key()
    page = "_verb.html" if _desk.small(request) else "verb.html"
    return _desk.show(request, f"cases/desk/{page}", told, status)


def _change(one: dict[str, Any]) -> dict[str, Any]:
    name = one["verb"].removeprefix("cases.")
    return {"verb": terms.VERBS.get(name, name), "by": one["by"], "at": one["at"]}


def _because(setting: Setting) -> list[str]:
    return why(setting.proposal.because, setting.words) if setting.proposal else []


def _picks(request: HttpRequest, form: forms.Form, category: str, setting: Setting) -> list[Any]:
    if "category" not in form.fields:
        return []
    words = request.POST.get("category_words", "") or ("" if category else setting.detail.text)
    return _choices.categories(words, category, setting.words)


def _matters(request: HttpRequest, form: forms.Form, setting: Setting) -> list[_desk.Line]:
    if "master" not in form.fields:
        return []
    row = setting.detail.row
    words = request.POST.get("master_words", "").strip()
    wanted = (
        queries.Filter(q=words, state="open")
        if words
        else queries.Filter(state="open", area=row.area_path, category=row.category, order="newest")
    )
    found = [one for one in queries.worklist(setting.who, wanted, size=9).rows if one.id != row.id]
    return _desk.lines(found, _desk.Words.of(found), _desk.case_url)
