"""The broom: what was removed is erased, what no row names is cleared, everything else stays."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from happiness_cloud.files import actions
from happiness_cloud.files.models import File
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.errors import Denied

from . import cast

pytestmark = pytest.mark.django_db


def age(storage: Path, minutes: int) -> None:
    moment = (cast.MOMENT - timedelta(minutes=minutes)).timestamp()
    for one in cast.on_disk(storage):
        os.utime(one, (moment, moment))


def bring_and_undo() -> None:
    with transaction.atomic():
        cast.bring()
        transaction.set_rollback(True)


def test_leftovers_of_an_undone_deed_are_cleared(storage: Path) -> None:
    kept = cast.bring()
    bring_and_undo()
    assert len(cast.on_disk(storage)) == 4
    age(storage, 90)
    assert actions.sweep(cast.SWEEPER) == actions.Swept(erased=0, leftovers=1)
    key = File.objects.get(pk=kept.id).key
    assert cast.on_disk(storage) == [storage / f"{key}.full", storage / f"{key}.thumb"]


def test_yesterdays_leftovers_are_found(storage: Path) -> None:
    with clock.at(cast.MOMENT - timedelta(days=1)):
        bring_and_undo()
    age(storage, 24 * 60)
    assert actions.sweep(cast.SWEEPER).leftovers == 1
    assert cast.on_disk(storage) == []


def test_a_deed_under_way_keeps_its_bytes(storage: Path) -> None:
    bring_and_undo()
    age(storage, 30)
    assert actions.sweep(cast.SWEEPER).leftovers == 0
    assert len(cast.on_disk(storage)) == 2


def test_what_the_storage_would_not_delete_at_once_is_deleted_later(storage: Path) -> None:
    file = cast.bring().id
    # No commit here, as after a crash in between: the bytes are still there.
    actions.remove(cast.WORKER, file, reason="wrong")
    assert len(cast.on_disk(storage)) == 2
    assert actions.sweep(cast.SWEEPER).erased == 1
    assert cast.on_disk(storage) == []
    assert File.objects.get(pk=file).key == ""
    assert actions.sweep(cast.SWEEPER).erased == 0


def test_a_storage_that_refuses_is_asked_again(storage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = cast.bring().id
    actions.remove(cast.WORKER, file, reason="wrong")

    def refuse(self: object, name: str) -> None:
        raise OSError(30, "read only")

    with monkeypatch.context() as patched:
        patched.setattr("django.core.files.storage.FileSystemStorage.delete", refuse)
        assert actions.sweep(cast.SWEEPER).erased == 0
    assert File.objects.get(pk=file).key != ""
    assert actions.sweep(cast.SWEEPER).erased == 1


def test_only_the_house_sweeps() -> None:
    with pytest.raises(Denied):
        actions.sweep(cast.WORKER)
