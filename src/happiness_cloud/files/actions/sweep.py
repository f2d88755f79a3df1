from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.storage import default_storage

from happiness_cloud.kernel.access import EVERYWHERE
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import File
from . import storing

# A deed that has its bytes down but is not committed yet must not lose them.
SETTLED = timedelta(hours=1)
BATCH = 500
# PostgreSQL uses the partial index on keys for lists up to this long.
LOOKED_UP = 100


@dataclass(frozen=True, slots=True)
class Swept:
    """How many removed files were erased for good, and how many leftovers without a row were cleared."""

    erased: int
    leftovers: int


@action(rights.SWEEP)
def sweep(deed: Deed, *, days: int = 3) -> Swept:
    """Erase what was removed, and clear the bytes of the last `days` that no row names (an undone deed's)."""
    deed.require(EVERYWHERE)
    erased = _erase_removed()
    _forget_originals(deed.at)
    leftovers = sum(_clear(deed.at, day_back) for day_back in range(days + 1))
    deed.record(erased=erased, leftovers=leftovers)
    return Swept(erased, leftovers)


def _erase_removed() -> int:
    rows = File.objects.filter(state="removed").exclude(key="").order_by("id")
    found = rows.values_list("pk", "key", "original_key")[:BATCH]
    done = [pk for pk, key, original in found if storing.erase(key) and storing.erase(original)]
    # The empty key is the sign that nothing is left in the storage.
    return File.objects.filter(pk__in=done).update(key="", original_key="")


def _forget_originals(at: datetime) -> None:
    """Destroy clear pictures that were kept long enough: the key first, then the bytes."""
    kept = File.objects.exclude(original_key="")
    kept.filter(original_until__lte=at).update(original_sealed="", original_until=None)
    loose = kept.filter(original_sealed="", state="kept").values_list("pk", "original_key")[:BATCH]
    done = [pk for pk, original in loose if storing.erase(original)]
    File.objects.filter(pk__in=done).update(original_key="")


def _clear(at: datetime, day_back: int) -> int:
    folder = storing.day_folder(at - timedelta(days=day_back))
    settled = sorted({key for key in _keys(folder) if _is_settled(key, at)})
    cleared = 0
    for start in range(0, len(settled), LOOKED_UP):
        some = settled[start : start + LOOKED_UP]
        named = set(File.objects.filter(key__in=some).values_list("key", flat=True))
        named |= set(File.objects.filter(original_key__in=some).values_list("original_key", flat=True))
        cleared += sum(storing.erase(key) for key in some if key not in named)
    return cleared


def _keys(folder: str) -> Iterator[str]:
    for shard in _listed(folder)[0]:
        for name in _listed(f"{folder}/{shard}")[1]:
            key, _, part = name.rpartition(".")
            if part in storing.PARTS:
                yield f"{folder}/{shard}/{key}"


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []


def _is_settled(key: str, at: datetime) -> bool:
    for part in storing.PARTS:
        try:
            if at - default_storage.get_modified_time(f"{key}.{part}") < SETTLED:
                return False
        except FileNotFoundError:
            continue
    return True
