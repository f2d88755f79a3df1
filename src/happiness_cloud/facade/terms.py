"""The words of the frame."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "facade.stale_form": _(
        "This form was open too long or came from another site. Open the page again and resend."
    ),
    "facade.signed_out": _(
        "You are signed out, and nothing was saved. What you wrote still stands here: keep it, sign in, and send it again."
    ),
    "facade.no_page": _(
        "There is no page at this address. It may have moved, or the link may be incomplete."
    ),
    "facade.broken": _(
        "The fault is ours and has been noted. Nothing you sent was lost if you saw a confirmation."
    ),
    "facade.press_busy": _("Something else is being printed. Try again in a moment."),
    "facade.press_failed": _(
        "This could not be printed; the fault is ours and has been noted. The page itself can be printed by your browser."
    ),
}
