"""The words of the Open311 door: what is wrong with a parameter, notices, the service for what is not sorted yet."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The code of the service for those who do not know the kind: the intake sorts the matter.
UNSORTED = "other"

WRONG: dict[str, Promise] = {
    "missing": _("It must be given."),
    "twice": _("It is given more than once."),
    "not_utf8": _("It is not UTF-8."),
    "bad_sign": _("It holds a sign that cannot be kept (a null sign)."),
    "too_long": _("At most %(limit)s characters fit."),
    "too_many": _("At most %(limit)s values fit."),
    "not_number": _("It is not a number from %(low)s to %(high)s."),
    "not_moment": _("Write the moment with its time zone, as in 2026-11-22T09:00:00+08:00."),
    "backwards": _("The end lies before the beginning."),
    "too_wide": _("The span is longer than %(days)s days."),
    "not_choice": _("Choose from: %(choices)s."),
    "not_address": _("It is not the address of a web page."),
    "not_mail": _("It is not an e-mail address."),
    "no_such_service": _("There is no service with the code “%(value)s”."),
    "no_such_request": _("There is no public request “%(value)s”."),
    "no_such_place": _("There is no area with the code “%(value)s”."),
    "no_such_jurisdiction": _("There is no jurisdiction “%(value)s” here."),
    "no_place": _("Say where it is: lat and long, or address_string, or address_id."),
    "needs_key": _("A key with the right to do this is needed."),
    "not_future": _("The moment lies in the future or too far back."),
    "bad_name": _("A parameter cannot have this name."),
    "no_address": _("There is nothing at this address. See %(discovery)s for what there is."),
}
UNSORTED_NAME = _("Something else, or not sure")
UNSORTED_ABOUT = _("For what fits no other service: somebody reads it and sorts it.")
NOTICE = _("We have received the report.")
NOTICE_LINK = _("We have received the report. Whoever has this link can follow it and answer: %(link)s")
NOTICE_TEST = _("A test: everything was checked, nothing was kept.")
NOTICE_MAIL = _("The e-mail address is kept with your name; give a telephone number to be told of news.")
CONTACT = _("%(place)s, telephone %(phone)s")
KEY_SERVICE = _(
    "Reporting needs no key. Partners get one from the administrator of this house, who makes it under Keys."
)
ATTRIBUTES: dict[str, Promise] = {
    "severity": _("How serious is it?"),
    "happened_at": _("When was it seen? A moment with its time zone."),
    "public": _("May kind, state and neighbourhood be shown to everybody?"),
}
YES_NO: dict[str, Promise] = {"yes": _("Yes"), "no": _("No")}
