"""Removing a file for good."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import RequestFactory
from pytest_django import DjangoCaptureOnCommitCallbacks

from happiness_cloud.files import actions, pages, queries
from happiness_cloud.files.models import File
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound, NotNow
from happiness_cloud.ledger.models import Entry
from happiness_cloud.ledger.shredding import opened

from . import cast

pytestmark = [pytest.mark.django_db, pytest.mark.urls("happiness_cloud.files.pages")]


def test_the_bytes_go_and_a_tombstone_stays(
    storage: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    file = cast.bring(name="张三.jpg").id
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove(cast.WORKER, file, reason="shows a face")
    assert cast.on_disk(storage) == []
    row = File.objects.get(pk=file)
    assert (row.state, row.name, row.digest, row.taken_at, row.exif_lon, row.exif_lat) == (
        "removed",
        "",
        "",
        None,
        None,
        None,
    )
    entry = Entry.objects.get(verb="files.remove")
    assert opened([entry.reason]) == ["shows a face"]
    assert "shows" not in entry.reason
    assert "张三" not in str(entry.changes)
    assert row.key not in str(entry.changes)


def test_a_rolled_back_removal_keeps_the_bytes(storage: Path) -> None:
    file = cast.bring().id
    actions.remove(cast.WORKER, file, reason="wrong")
    # Not committed: the test's own transaction is still open.
    assert len(cast.on_disk(storage)) == 2


def test_a_link_given_before_opens_nothing_afterwards() -> None:
    file = cast.bring().id
    address = queries.link(cast.READER, file)
    actions.remove(cast.WORKER, file, reason="wrong")
    with pytest.raises(NotFound):
        pages.serve(RequestFactory().get(address), token=address.strip("/").split("/")[-1])
    linked = queries.links(cast.READER, [file])[0]
    assert (linked.state, linked.full, linked.thumb) == ("removed", "", "")


def test_a_reason_is_asked_for() -> None:
    with pytest.raises(Invalid) as refused:
        actions.remove(cast.WORKER, cast.bring().id, reason="  ")
    assert refused.value.code == "files.needs_reason"


def test_a_file_is_removed_once() -> None:
    file = cast.bring().id
    actions.remove(cast.WORKER, file, reason="wrong")
    with pytest.raises(NotNow) as refused:
        actions.remove(cast.WORKER, file, reason="wrong")
    assert refused.value.code == "files.removed_already"


def test_who_may_look_is_denied_and_the_next_community_finds_nothing() -> None:
    file = cast.bring().id
    with pytest.raises(Denied):
        actions.remove(cast.READER, file, reason="x")
    with pytest.raises(NotFound):
        actions.remove(cast.OUTSIDER, file, reason="x")
    assert File.objects.get(pk=file).state == "kept"
