"""The words of the post: channels, states, and a sentence for every refusal."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CHANNELS: dict[str, Promise] = {"sms": _("Text message"), "mail": _("E-mail")}
STATES: dict[str, Promise] = {
    "queued": _("Waiting to be sent"),
    "sent": _("Sent"),
    "failed": _("Failed, will be tried again"),
    "dead": _("Given up"),
}
# What a message is; other words are shown as they are.
KINDS: dict[str, Promise] = {
    "code": _("One-time code"),
    "link": _("Link for a partner"),
    "confirm": _("Confirmation of an address"),
    "news": _("News of what is followed"),
    "case": _("About a matter"),
    "notice": _("Notice"),
    "webhook": _("A receiver was paused"),
}
# Why a try failed; "gateway_said_503" is looked up by its beginning.
PROBLEMS: dict[str, Promise] = {
    "outbox_not_writable": _("the outbox folder cannot be written"),
    "address_refused": _("the address was refused"),
    "mail_server_refused": _("the mail server refused"),
    "mail_server_away": _("the mail server cannot be reached"),
    "gateway_not_configured": _("the gateway is not set up"),
    "gateway_away": _("the gateway cannot be reached"),
    "gateway_said": _("the gateway refused"),
    "no_such_way": _("no way out is set for this channel"),
    "erased": _("it was erased"),
    "cannot_be_opened": _("it was sealed with a key that is not here"),
}
TONES = {"queued": "grey", "sent": "green", "failed": "amber", "dead": "red"}

SENTENCES: dict[str, Promise] = {
    "post.bad_channel": _("Messages go by text message or e-mail; nothing else is known here."),
    "post.bad_address": _("This address cannot receive a message. Check it for missing or extra signs."),
    "post.empty": _("A message needs a text of 1 to %(most)s characters."),
    "post.bad_state": _("There is no such state of a message. Known are: %(known)s."),
    "post.bad_header": _("A mail can carry no such line in its head: %(name)s."),
    "post.not_dead": _("Only a message that was given up can be sent again."),
    "post.gone": _("The text of this message has been erased and cannot be sent again. Ask for a new one."),
}
