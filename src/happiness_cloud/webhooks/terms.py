"""The words of webhooks: states, problems, and a sentence for every refusal."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STATES: dict[str, Promise] = {
    "active": _("Sending"),
    "paused": _("Paused"),
    "removed": _("Removed"),
}
TONES = {"active": "green", "paused": "grey", "removed": "grey"}
PAUSED_FOR: dict[str, Promise] = {
    "hand": _("paused by somebody here"),
    "gone": _("the receiver answered that it is gone (410)"),
    "failing": _("nothing but failures for days"),
}
DELIVERIES: dict[str, Promise] = {
    "waiting": _("On its way"),
    "done": _("Delivered"),
    "dead": _("Given up"),
    "dropped": _("Dropped"),
}
DELIVERY_TONES = {"waiting": "blue", "done": "green", "dead": "red", "dropped": "grey"}
# Why a try failed; a status the receiver answered with stands beside "answered".
PROBLEMS: dict[str, Promise] = {
    "answered": _("the receiver did not say yes"),
    "redirected": _("the receiver points elsewhere; redirects are not followed"),
    "gone": _("the receiver says it is gone"),
    "away": _("the receiver cannot be reached"),
    "unnamed": _("the name of the receiver is not known"),
    "forbidden": _("the address leads where messages must not go"),
    "slow": _("the receiver did not answer in time"),
    "untrusted": _("the certificate of the receiver is not good"),
    "cannot_be_opened": _("its secret was sealed with a key that is not here"),
    "lost": _("the entry of the book cannot be read"),
}
PING = "webhooks.ping"
# Rooms that tell something, inside "everything about …".
ROOMS: dict[str, Promise] = {"cases": _("matters")}

SENTENCES: dict[str, Promise] = {
    "webhooks.no_title": _("Give the receiver a name of 1 to 80 signs."),
    "webhooks.bad_url": _("This is not an address a message can go to: %(why)s."),
    "webhooks.bad_area": _("Write the code path of an area, such as /990106/001/."),
    "webhooks.no_picks": _("Choose at least one thing the receiver is to hear of."),
    "webhooks.bad_pick": _("%(pick)s is not something that can be told outside."),
    "webhooks.bad_contact": _("The contact must be an e-mail address."),
    "webhooks.too_many": _("This area has %(most)s receivers already. Remove one that is not needed."),
    "webhooks.bad_state": _("There is no such state of a delivery. Known are: %(known)s."),
    "webhooks.is_paused": _("The receiver is paused already."),
    "webhooks.not_paused": _("The receiver is not paused."),
    "webhooks.removed": _("The receiver has been removed."),
    "webhooks.not_dead": _("Only a delivery that was given up can be dropped."),
    "webhooks.on_its_way": _("This delivery is on its way already."),
    "webhooks.bad_days": _("The old secret may stay valid for 0 to %(most)s days."),
    "webhooks.bad_span": _("The end must lie after the beginning, and the beginning not in the future."),
    "webhooks.nothing_there": _("Nothing happened in that time that this receiver would hear of."),
    "webhooks.replay_too_large": _(
        "That is more than %(most)s entries. Choose a shorter time or fewer things."
    ),
    "webhooks.replay_runs": _("A replay to this receiver is running. Wait for its end, or stop it."),
    "webhooks.replay_over": _("This replay is over."),
    "webhooks.nothing_due": _("Nothing is due for this receiver."),
}
# Why an address is refused, said inside a sentence.
BAD_URL: dict[str, Promise] = {
    "shape": _("it must be a whole address of at most 500 plain signs"),
    "scheme": _("it must begin with https://"),
    "person": _("it must not carry a name and password"),
    "host": _("it names no host"),
    "forbidden": _("it leads into a network where messages must not go"),
}
