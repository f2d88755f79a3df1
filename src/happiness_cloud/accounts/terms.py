"""The words of the door."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: list[tuple[str, Promise]] = [("staff", _("Staff")), ("resident", _("Resident"))]

SENTENCES: dict[str, Promise] = {
    "accounts.wrong_password": _("The name or the password is not right. Check both and try again."),
    "accounts.locked": _("Too many wrong tries. This door opens again in %(minutes)s minutes."),
    "accounts.too_many_codes": _("Enough codes were sent for now. You can ask again in %(minutes)s minutes."),
    "accounts.too_many_tries": _("Too many wrong tries. You can try again in %(minutes)s minutes."),
    "accounts.bad_phone": _("This is not a phone number. Write it like 138 0000 0000."),
    "accounts.not_a_mobile": _("This phone cannot receive text messages. Use a mobile number."),
    "accounts.wrong_code": _("This code is not right. Look at the newest one and type its six digits."),
    "accounts.code_used": _("This code was used just now. Wait for the next one (up to 30 seconds)."),
    "accounts.code_expired": _("This code has expired or was used before. Ask for a new one."),
    "accounts.code_spent": _("Too many wrong tries for this code. Ask for a new one."),
    "accounts.account_ended": _("This account has been ended. Ask your unit or the community office."),
    "accounts.too_late": _("The sign-in took too long. Begin again."),
    "accounts.username_taken": _("This sign-in name is in use. Choose another one."),
    "accounts.bad_username": _("A sign-in name has 2 to 60 letters, digits or the signs . - _ @."),
    "accounts.no_name": _("Write the name of the person (at most 80 characters)."),
    "accounts.bad_limit": _("The number of open sessions lies between 1 and 20."),
    "accounts.password_too_short": _("The password is too short. Use at least %(least)s characters."),
    "accounts.password_too_common": _(
        "This password is on the lists that thieves try first. Use another one."
    ),
    "accounts.password_too_similar": _("This password is too close to the name. Use another one."),
    "accounts.password_same": _("This is the old password. Choose a new one."),
    "accounts.wrong_old_password": _("The present password is not right."),
    "accounts.passwords_differ": _("The two passwords are not the same."),
    "accounts.no_pending_factor": _(
        "There is nothing to confirm. Begin the set-up of the second step again."
    ),
    "accounts.no_key_name": _("Say what the key is for (at most 80 characters)."),
    "accounts.bad_days": _("A key lives 1 to %(most)s days."),
    "accounts.bad_right": _("“%(right)s” is not a right that a key can carry."),
    "accounts.key_exceeds": _("You do not hold “%(right)s” there yourself, so your key cannot carry it."),
    "accounts.key_ended": _("This key has ended already."),
    "accounts.bad_key": _("This key is not known, or it has ended. Ask for a new one."),
    "accounts.staff_only": _("Residents sign in by phone; this is for staff accounts."),
    "accounts.not_yourself": _("You cannot end the account you are signed in with."),
}
