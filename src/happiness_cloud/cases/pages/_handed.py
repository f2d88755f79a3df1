"""What the page of a matter shows of that which was handed out."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from happiness_cloud.kernel.access import Actor

from .. import queries, terms
from . import _desk


def handed(who: Actor, number: str, words: _desk.Words) -> dict[str, Any]:
    """What the page of a matter shows of its hand-outs."""
    found = queries.hand_outs(who, number)
    return {
        "may_hand_out": found.may_hand_out,
        "may_tend": found.may_tend,
        "handed": [
            {
                "row": one,
                "unit": words.unit(one.by_unit) if one.by_unit else "",
                "standing": terms.HAND_OUTS[one.standing],
                "tone": terms.HAND_OUT_TONES[one.standing],
                "url": reverse("cases-hand-out-step", args=[number, one.id, "withdraw"])[: -len("withdraw/")],
                "answers": [{"said": said, "kind": terms.ANSWERS[said.kind]} for said in one.answers],
                "longer": one.standing in ("open", "expired") and not one.ended_at,
            }
            for one in found.rows
        ],
    }
