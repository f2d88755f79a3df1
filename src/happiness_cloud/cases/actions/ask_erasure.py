from __future__ import annotations

from django.db import IntegrityError, transaction

from happiness_cloud.kernel.errors import Invalid, NotNow
from happiness_cloud.ledger.door import Deed

from .. import rights, terms
from ..models import Case, Erasure
from ._moderating import moderates
from ._moving import reasoned


@moderates("ask_erasure", rights.ERASE_ASK)
def ask_erasure(deed: Deed, case: Case, *, basis: str) -> None:
    """Ask that everything anybody said in this matter be erased, on one of the grounds of `terms.BASES`.

    Nothing is gone yet: another person decides. NotNow when it has been asked for already.
    """
    reasoned(deed)
    if basis not in terms.BASES:
        raise Invalid("cases.unknown_basis", field="basis", basis=basis[:40])
    try:
        with transaction.atomic():
            Erasure.objects.create(case=case, basis=basis, asked_by=deed.actor.id, asked_at=deed.at)
    except IntegrityError as wrong:
        raise NotNow("cases.erase_asked") from wrong
    deed.record(basis=basis)
