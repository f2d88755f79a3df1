from __future__ import annotations

from collections.abc import Iterable

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import NotFound
from happiness_cloud.ledger.door import query

from .. import rights
from ..models import File
from . import tickets


@query(rights.ADD)
def claimed(actor: Actor, claims: Iterable[str]) -> tuple[int, ...]:
    """The files that the bearer of these claims (`Added.claim`) put in; NotFound if one has ended or is gone.

    Visitors have no name of their own: without the claim, one could attach what another sent in.
    """
    at = clock.now()
    ids = [tickets.read_ticket(one, (tickets.CLAIM,), at)[0] for one in claims]
    if File.objects.filter(pk__in=ids, state="kept").count() != len(set(ids)):
        raise NotFound("files.gone")
    return tuple(ids)
