from __future__ import annotations

from happiness_cloud.kernel.errors import NotFound, NotNow
from happiness_cloud.ledger.door import Deed
from happiness_cloud.ledger.vault import cipher

from .. import rights
from ..models import Case, Wording
from ..queries._parts import bind_of
from ._moderating import moderates, write
from ._moving import reasoned


@moderates("restore_words", rights.RESTORE)
def restore_words(deed: Deed, case: Case, *, wording_id: int) -> None:
    """Put back what stood in a part before it was covered, and with it everything covered there since.

    NotNow `cases.wording_gone` when it is not kept any more.
    """
    reasoned(deed)
    row = Wording.objects.filter(case=case, pk=wording_id).first()
    if row is None:
        raise NotFound("ledger.not_found")
    if not row.sealed or row.keep_until <= deed.at:
        raise NotNow("cases.wording_gone")
    write(case, row.part, cipher().open(row.sealed, bind_of(case, row.part)))
    since = Wording.objects.filter(case=case, part=row.part, pk__gte=row.pk).exclude(sealed="")
    since.update(sealed="", ended="restored")
    deed.record(parts=[row.part])
