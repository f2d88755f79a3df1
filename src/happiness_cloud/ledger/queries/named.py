from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps

from happiness_cloud.kernel.access import Actor

from .. import rights
from ..door import query


@dataclass(frozen=True, slots=True)
class Named:
    """What people name a subject by, where a program reads it ("" where there is neither), and whether it is open."""

    name: str
    address: str
    open: bool


@query(rights.READ)
def named(actor: Actor, kind: str, ids: Iterable[str]) -> dict[str, Named]:
    """The subjects of `kind` ("cases.Case") by their keys; what is not there is left out.

    A model says by `ledger_named` what it is named by, by `ledger_address` where it is read, and by `ledger_open`
    which column opens its facts to everybody; without that they are not open.
    """
    model = apps.get_model(kind)
    name, opens = getattr(model, "ledger_named", ""), getattr(model, "ledger_open", "")
    columns = [one for one in (name, opens) if one]
    rows = model._base_manager.filter(pk__in=[one for one in ids if one.isdecimal()]).values("pk", *columns)
    address = getattr(model, "ledger_address", "")
    return {
        str(row["pk"]): Named(
            name=str(row[name]) if name else "",
            address=address.format(name=row[name]) if name else "",
            open=bool(opens and row[opens]),
        )
        for row in rows
    }
