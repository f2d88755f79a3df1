"""Forwarding to other servers: the rules and their health, what is stuck, and a matter sent out by hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from happiness_cloud.facade.entrance import to_sign_in
from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.errors import Denied, NotFound, Refused
from happiness_cloud.places import queries as places

from .. import actions, queries, rights
from . import _abroad, _desk

View = Callable[..., HttpResponse]


def concerned(view: View) -> View:
    """Send visitors to the sign-in page; refuse those who neither publish rules nor dispatch."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **told: Any) -> HttpResponse:
        who = _desk.actor(request)
        if who.kind == "visitor":
            return to_sign_in(request)
        if not who.holding(rights.FORWARDINGS) and not who.holding(rights.FORWARD):
            raise Denied("ledger.no_right", right=rights.FORWARDINGS)
        return view(request, *args, **told)

    return guarded


class Rule(forms.Form):
    """Where matters of a category in an area go."""

    label = forms.CharField(
        label=gettext_lazy("Name of the other side"),
        max_length=80,
        help_text=gettext_lazy("Staff and reporters read this name."),
    )
    category = forms.ChoiceField(label=gettext_lazy("Category"))
    area = forms.ChoiceField(label=gettext_lazy("Area"))
    endpoint = forms.CharField(
        label=gettext_lazy("Address of its Open311 server"),
        max_length=300,
        help_text=gettext_lazy("The part before /services.json, as in https://city.example/open311/v2."),
    )
    jurisdiction = forms.CharField(label=gettext_lazy("Jurisdiction there"), max_length=100, required=False)
    service_code = forms.CharField(label=gettext_lazy("Code of the service there"), max_length=100)
    api_key = forms.CharField(
        label=gettext_lazy("Key for it"),
        max_length=300,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("It is kept sealed and never shown. Left empty, the key there is stays."),
    )
    attributes = forms.CharField(
        label=gettext_lazy("Values for what it asks"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line, as code=value. The same for every matter."),
    )
    shares_contact = forms.BooleanField(
        label=gettext_lazy("Send the reporter's name, telephone and e-mail along"), required=False
    )
    safe_to_repeat = forms.BooleanField(
        label=gettext_lazy("The other side knows a report that is sent twice by its Idempotency-Key"),
        required=False,
    )
    on = forms.BooleanField(
        label=gettext_lazy("Forward every matter when it is dispatched"), required=False, initial=True
    )

    def __init__(self, *args: Any, **told: Any) -> None:
        super().__init__(*args, **told)
        self.fields["category"].choices = [("", "–"), *_categories()]  # type: ignore[attr-defined]
        self.fields["area"].choices = _areas()  # type: ignore[attr-defined]

    def clean_attributes(self) -> dict[str, str]:
        """The lines as code and value."""
        told: dict[str, str] = {}
        for line in self.cleaned_data["attributes"].splitlines():
            code, sign, value = line.partition("=")
            if line.strip() and not (sign and code.strip() and value.strip()):
                raise forms.ValidationError(_("Write each line as code=value."))
            if line.strip():
                told[code.strip()] = value.strip()
        return told


class Out(forms.Form):
    """A matter sent out by hand."""

    words = forms.CharField(
        label=gettext_lazy("Words for the other side"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "The other side reads the kind, these words and the place, never the reporter's words."
        ),
    )


class Again(forms.Form):
    """One that is stuck, sent again or found there."""

    number = forms.CharField(
        label=gettext_lazy("Number there, if it has one already"), required=False, max_length=100
    )


class Stop(forms.Form):
    """One that is no longer followed."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


@require_GET
@concerned
def overview(request: HttpRequest) -> HttpResponse:
    """The rules with their health, and what waits for people."""
    who = _desk.actor(request)
    may_rule = bool(who.holding(rights.FORWARDINGS))
    rules = queries.forwardings(who) if may_rule else ()
    stuck = queries.stuck_abroad(who) if who.holding(rights.READ) else ()
    names = dict(places.names(_desk.HOUSE, {one.area for one in rules}))
    told = {
        "rules": [
            {"rule": one, "area": names.get(one.area, one.area), "problem": _abroad.problem(one.problem)}
            for one in rules
        ],
        "may_rule": may_rule,
        "stuck": [_abroad.dressed(one) for one in stuck],
        "may_forward": bool(who.holding(rights.FORWARD)),
        "key": _desk.new_key(),
    }
    return _desk.show(request, "cases/desk/forwardings.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@concerned
def rule(request: HttpRequest, rule_id: int = 0) -> HttpResponse:
    """A rule: held against what the other side offers now, then kept."""
    who = _desk.actor(request)
    if not who.holding(rights.FORWARDINGS):
        raise Denied("ledger.no_right", right=rights.FORWARDINGS)
    known = queries.forwarding_rule(who, rule_id) if rule_id else None
    form = Rule(request.POST or None, initial=_initial(known))
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        try:
            offer = queries.offered_there(
                who,
                endpoint=told["endpoint"].strip(),
                jurisdiction=told["jurisdiction"].strip(),
                service_code=told["service_code"].strip(),
            )
            actions.set_forwarding(who, offer=offer, origin=_desk.origin(request), **told)
        except Refused as refused:
            form.add_error(_desk.refused_at(refused, form.fields), _desk.said(refused))
            status = refused.status
        else:
            messages.success(request, _("The rule holds now."))
            return _desk.moved_to(request, reverse("cases-forwardings"))
    return _desk.show(request, "cases/desk/forwarding.html", {"form": form, "rule": known}, status)


@require_POST
@concerned
def end(request: HttpRequest, rule_id: int) -> HttpResponse:
    """End a rule."""
    actions.end_forwarding(_desk.actor(request), rule_id, origin=_desk.origin(request))
    messages.success(request, _("The rule has ended. What is there already is still listened to."))
    return _desk.moved_to(request, reverse("cases-forwardings"))


@require_http_methods(["GET", "HEAD", "POST"])
@_desk.staff
def out(request: HttpRequest, number: str) -> HttpResponse:
    """Forward a matter, or see to one that is stuck."""
    who = _desk.actor(request)
    detail = queries.detail(who, number)
    now = queries.abroad(who, number)
    if not who.holding(rights.FORWARD):
        raise Denied("ledger.no_right", right=rights.FORWARD)
    if now.there is None and not now.could_go:
        raise NotFound("ledger.not_found")
    what = request.POST.get("what", "") if request.method == "POST" else ""
    sheets = {name: kind(request.POST if what == name else None) for name, kind in _SHEETS.items()}
    form, status = sheets.get(what), 422 if what else 200
    if form is not None and form.is_valid():
        try:
            _done(request, detail.row.id, what, form.cleaned_data)
        except Refused as refused:
            form.add_error(_desk.refused_at(refused, form.fields), _desk.said(refused))
            status = refused.status
        else:
            return _desk.moved_to(request, _desk.onward(request, _desk.case_url(number)))
    told = {
        "case": detail,
        "form": form,
        "sheets": sheets,
        "now": now,
        "there": _abroad.dressed(now.there) if now.there else None,
        "back": _desk.onward(request, _desk.case_url(number)),
        "key": _desk.new_key(),
    }
    return _desk.show(request, "cases/desk/forward.html", told, status)


_SHEETS: dict[str, type[forms.Form]] = {"out": Out, "again": Again, "stop": Stop}


def _done(request: HttpRequest, case_id: int, what: str, told: dict[str, str]) -> None:
    who = _desk.actor(request)
    more: dict[str, Any] = {"origin": _desk.origin(request), "key": request.POST.get("key", "")[:60]}
    if what == "again":
        actions.forward_again(who, case_id, **told, **more)
        kept = _("The number is kept with the matter.") if told["number"] else _("It goes out again.")
        messages.success(request, kept)
    elif what == "stop":
        actions.stop_forwarding(who, case_id, **told, **more)
        messages.success(request, _("It is no longer followed there."))
    else:
        actions.forward(who, case_id, **told, **more)
        messages.success(request, _("It is on its way to the other side."))


def _initial(known: queries.Ruled | None) -> dict[str, Any]:
    if known is None:
        return {}
    told = {name: getattr(known, name) for name in Rule.base_fields if hasattr(known, name)}
    return told | {"attributes": "\n".join(f"{code}={value}" for code, value in known.attributes.items())}


def _categories() -> list[tuple[str, list[tuple[str, str]]]]:
    groups = institution.category_tree(_desk.HOUSE)
    return [(one.name, [(c.code, f"{c.name} ({c.code})") for c in one.categories]) for one in groups]


def _areas() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    def walk(nodes: Any, depth: int) -> None:
        for node in nodes:
            found.append((node.path, "　" * depth + node.name))
            if depth < 2:
                walk(node.children, depth + 1)

    walk(places.tree(_desk.HOUSE), 0)
    return found


forwarding_urls = [
    path("forwarding/", overview, name="cases-forwardings"),
    path("forwarding/new/", rule, name="cases-forwarding-new"),
    path("forwarding/<int:rule_id>/", rule, name="cases-forwarding"),
    path("forwarding/<int:rule_id>/end/", end, name="cases-forwarding-end"),
    path("cases/<str:number>/forwarding/", out, name="cases-forward"),
]
