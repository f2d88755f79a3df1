"""The words of the API: a sentence for every refusal of its own, and for every way a value can fail to fit."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .intake_terms import SENTENCES as _OF_FILES

TITLES: dict[int, Promise] = {
    405: _("Not done this way"),
    415: _("Not this kind of content"),
}
SENTENCES: dict[str, Promise] = {
    "interfaces.broken_json": _("The body is not JSON; the fault is near line %(line)s, column %(column)s."),
    "interfaces.not_an_object": _("The body must be one JSON object."),
    "interfaces.too_deep": _("The body is nested deeper than %(limit)s levels."),
    "interfaces.bad_sign": _("A text holds a sign that cannot be kept (a null sign or half of a sign)."),
    "interfaces.broken_form": _("The form could not be read. Send it anew, as multipart/form-data."),
    "interfaces.too_large": _("This is too large: at most %(limit_mb)s MB fit."),
    "interfaces.wrong_kind": _("Send the body as %(wanted)s."),
    "interfaces.not_allowed": _("This address knows no %(method)s. The Allow header names what it knows."),
    "interfaces.no_address": _(
        "There is nothing at this address of the API. See openapi.json for what there is."
    ),
    "interfaces.too_many": _(
        "Too many requests from this address. Try again in %(seconds)s seconds, or use a key."
    ),
    "interfaces.misfit": _("%(count)s places do not fit. Each is named under “errors”."),
    "interfaces.taken": _("Something with this name or number is there already."),
    **_OF_FILES,
}
FALLBACK = _("This value does not fit here.")
# By the kinds of misfit that the schema knows.
MISFITS: dict[str, Promise] = {
    "missing": _("This must be given."),
    "extra_forbidden": _("There is no member of this name."),
    "string_type": _("This must be text."),
    "string_too_short": _("At least %(min_length)s characters are needed."),
    "string_too_long": _("At most %(max_length)s characters fit."),
    "string_pattern_mismatch": _("This does not have the form that is asked for."),
    "int_type": _("This must be a whole number."),
    "int_parsing": _("This must be a whole number."),
    "int_from_float": _("This must be a whole number."),
    "float_type": _("This must be a number."),
    "float_parsing": _("This must be a number."),
    "finite_number": _("This must be a number."),
    "bool_type": _("This must be true or false."),
    "bool_parsing": _("This must be true or false."),
    "greater_than_equal": _("This must be %(ge)s or more."),
    "less_than_equal": _("This must be %(le)s or less."),
    "literal_error": _("Choose one of: %(expected)s."),
    "list_type": _("This must be a list."),
    "dict_type": _("This must be an object."),
    "model_attributes_type": _("This must be an object."),
    "model_type": _("This must be an object."),
    "too_long": _("At most %(max_length)s entries fit."),
    "too_short": _("At least %(min_length)s entries are needed."),
    "date_from_datetime_parsing": _("Write the day as 2026-11-22."),
    "date_parsing": _("Write the day as 2026-11-22."),
    "date_type": _("Write the day as 2026-11-22."),
    "datetime_parsing": _("Write the moment as 2026-11-22T09:00:00+08:00."),
    "datetime_from_date_parsing": _("Write the moment as 2026-11-22T09:00:00+08:00."),
    "datetime_type": _("Write the moment as 2026-11-22T09:00:00+08:00."),
    "timezone_aware": _("Add the time zone, as in 2026-11-22T09:00:00+08:00."),
}
