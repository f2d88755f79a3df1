"""The reporter: kept apart and sealed, told what matters."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.kernel.text import fold
from happiness_cloud.ledger.statements import insert, run, subject
from happiness_cloud.ledger.vault import cipher
from happiness_cloud.post import actions as post

from ..models import Case, Reporter
from ..queries.tracking import link_of
from ._moving import HOUSE

_PHONE = re.compile(r"^(?:1[3-9]\d{9}|0\d{2,3}[2-9]\d{6,7})$")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who reports, as told: all of it may be empty (anonymous). `on_behalf`: written down by somebody else."""

    name: str = ""
    phone: str = ""
    mail: str = ""
    kind: str = "resident"
    wants_reply: bool = True
    on_behalf: bool = False


def phone_of(text: str) -> str:
    """Digits of a Chinese telephone number; "" stays "". Raises Invalid."""
    digits = re.sub(r"[\s()\-]", "", fold(text)).removeprefix("+86")
    if digits and not _PHONE.match(digits):
        raise Invalid("cases.bad_phone", field="phone", phone=text.strip()[:20])
    return digits


def keep_reporter(case: Case, caller: Caller | None, actor: Actor) -> None:
    """Keep who reported: name, phone and mail sealed, the phone also as a keyed hash for finding again."""
    caller = caller or Caller()
    phone = phone_of(caller.phone)
    bind = f"cases.Reporter:{case.pk}"
    reporter = Reporter(
        case=case,
        kind=caller.kind,
        name_sealed=cipher().seal(caller.name.strip()[:80], bind),
        phone_sealed=cipher().seal(phone, bind),
        phone_hash=cipher().blind(phone, "phone") if phone else "",
        mail_sealed=cipher().seal(caller.mail.strip()[:120], bind),
        account_id=actor.id if not caller.on_behalf and actor.kind in ("resident", "staff") else "",
        wants_reply=caller.wants_reply and bool(phone),
    )
    insert(reporter)


def _reporter_of(case: Case) -> Reporter | None:
    found: Reporter | None = subject(Reporter, "case", case.pk, lock=False, waits=True).row
    return found


# Whoever joined, at whatever remove; a circle cannot be, the depth is a belt beside the braces.
_FOLLOWERS = """
WITH RECURSIVE f (id, depth) AS (
    SELECT id, 1 FROM cases_case WHERE merged_into_id = %s
    UNION ALL SELECT c.id, f.depth + 1 FROM cases_case c JOIN f ON c.merged_into_id = f.id WHERE f.depth < 20
) SELECT id FROM f ORDER BY id
"""


def tell_all(case: Case, what: str) -> None:
    """Tell the reporter, and those who reported the same and follow this matter, each with a link of his own."""
    tell_reporter(case, what)
    if case.voices > 1:
        keys = [key for (key,) in run(_FOLLOWERS, (case.pk,))]
        for follower in Case.objects.filter(pk__in=keys).select_related("reporter").order_by("pk"):
            tell_reporter(follower, what)


def tell_reporter(case: Case, what: str) -> None:
    """Send the reporter a short message, if one was wanted: received, asked, closed, answered or declined."""
    # Known already to a matter that was opened a moment ago.
    reporter: Reporter | None = case._state.fields_cache.get("reporter") or _reporter_of(case)
    if reporter is None or not reporter.wants_reply or not reporter.phone_sealed:
        return
    with translation.override(case.language):
        told = {
            "received": _("We have received your report %(number)s. Follow it here: %(link)s"),
            "asked": _("A question about your report %(number)s is waiting for you: %(link)s"),
            "answered": _("Your report %(number)s has been answered: %(link)s"),
            "refused": _("Your report %(number)s could not be taken up. Why, and where to go: %(link)s"),
            "closed": _("Your report %(number)s is done. Was it solved? %(link)s"),
        }[what]
        text = told % {"number": case.number, "link": link_of(case.pk, case.number)}
    phone = cipher().open(reporter.phone_sealed, f"cases.Reporter:{case.pk}")
    post.send(
        HOUSE,
        channel="sms",
        to=phone,
        kind="case",
        text=text,
        about=f"cases.Case:{case.pk}",
        language=case.language,
    )
