from __future__ import annotations

from dataclasses import dataclass

from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.vault import cipher

from .. import rights
from ..models import Case, Reporter


@dataclass(frozen=True, slots=True)
class Contact:
    """Who reported, in clear, and the text as it was written."""

    name: str
    phone: str
    mail: str
    kind: str
    text: str


@query(rights.CONTACTS, purposes=("case-handling", "call-back", "audit"), on="cases.Case", see=rights.READ)
def contacts(actor: Actor, case: Case) -> Contact:
    """The unmasked look at one matter: needs the purpose and a reason, and is written into the book."""
    reporter = Reporter.objects.filter(case=case).first()
    bind = f"cases.Reporter:{case.pk}"
    return Contact(
        name=cipher().open(reporter.name_sealed, bind) if reporter else "",
        phone=cipher().open(reporter.phone_sealed, bind) if reporter else "",
        mail=cipher().open(reporter.mail_sealed, bind) if reporter else "",
        kind=reporter.kind if reporter else "",
        text=case.text,
    )
