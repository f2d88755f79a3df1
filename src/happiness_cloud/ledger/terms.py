"""The words of the book."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "ledger.no_right": _("You may not do this here. Ask the person who keeps the positions of your unit."),
    "ledger.not_found": _("There is nothing here, or it is not yours to see."),
    "ledger.moved_on": _(
        "Somebody else changed this since you opened it. Look at what changed, then decide again."
    ),
    "ledger.key_reused": _("This idempotency key was used before for another request. Use a new key."),
    "ledger.no_reason": _("Say why you need to see this. The person concerned can read your reason."),
    "ledger.busy": _("Somebody is working on this at this very moment. Try again in a few seconds."),
    "ledger.database_away": _(
        "The system cannot reach its records for a moment. Nothing was lost; try again soon."
    ),
    "ledger.bad_value": _("Something that was sent is too long, too large, or not readable as text."),
    "ledger.bad_id": _("This is not an address that the system knows."),
}
