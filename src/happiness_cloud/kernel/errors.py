"""The one way to say no: a `Refused` carries a stable code and the facts a sentence needs.

The facade turns it into a page fragment, problem+json, an exit code, in the reader's language.
"""

from __future__ import annotations

from typing import Any, ClassVar


class Refused(Exception):
    """The house declines; `code` is `<room>.<reason>`, `facts` fill the sentence for it."""

    status: ClassVar[int] = 400

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}({told})"


class Invalid(Refused):
    """What was sent cannot be understood; `field` names the place when there is one."""

    status = 422


class Denied(Refused):
    """The actor is known and may see the thing, but may not do this."""

    status = 403


class NotFound(Refused):
    """It is not there, or not for this actor: the two are told alike."""

    status = 404


class NotNow(Refused):
    """Right in itself, wrong at this moment: wrong state, or the thing has moved on."""

    status = 409


class Later(Refused):
    """Nothing is wrong with the request; try again after `seconds`."""

    status = 503


class TooMany(Later):
    """The actor asks faster than the house answers; try again after `seconds`."""

    status = 429
