from __future__ import annotations

from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.scope import scope
from happiness_cloud.ledger.vault import cipher

from .. import rights
from ..models import Account
from ..rules import steps


@query(rights.OWN)
def offered_factor(actor: Actor, issuer: str) -> tuple[str, str] | None:
    """Address and secret of the second step being set up on the own account; None when none is."""
    row = Account.objects.filter(scope(actor, rights.OWN, kind="accounts.Account", units=None)).first()
    if row is None or not row.pending_factor_sealed:
        return None
    secret = cipher().open(row.pending_factor_sealed, bind=f"accounts.factor:{row.pk}")
    return steps.address(secret, row.username, issuer), secret
