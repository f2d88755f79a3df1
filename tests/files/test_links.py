"""Signed links: who gets them, what they open, when they end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from happiness_cloud.files import actions, pages, queries
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound

from . import cast

pytestmark = [pytest.mark.django_db, pytest.mark.urls("happiness_cloud.files.pages")]


def fetch(address: str, method: str = "get", **headers: str):  # type: ignore[no-untyped-def]
    request = getattr(RequestFactory(), method)(address, headers=headers)
    return pages.serve(request, token=address.strip("/").split("/")[-1])


def shut(answer) -> None:  # type: ignore[no-untyped-def]
    # `close()` would also end the request, and with it the test's connection.
    for closer in answer._resource_closers:
        closer()


def after(seconds: float):  # type: ignore[no-untyped-def]
    return clock.at(cast.MOMENT + timedelta(seconds=seconds))


def test_a_link_shows_the_photo_to_whoever_bears_it() -> None:
    answer = fetch(queries.link(cast.READER, cast.bring().id))
    body = b"".join(answer.streaming_content)
    assert body.startswith(b"\xff\xd8\xff")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Length"] == str(len(body))
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"].startswith("private, max-age=")


def test_a_thumb_is_the_small_picture() -> None:
    file = cast.bring(cast.photo(1600, 1200)).id
    small = fetch(queries.link(cast.READER, file, size="thumb"))
    large = fetch(queries.link(cast.READER, file))
    assert len(b"".join(small.streaming_content)) < len(b"".join(large.streaming_content))


def test_a_document_is_handed_over_for_saving_under_its_own_name() -> None:
    answer = fetch(queries.link(cast.READER, cast.bring(cast.PDF, "通知.pdf").id))
    assert answer["Content-Disposition"].startswith("attachment")
    assert "%E9%80%9A%E7%9F%A5.pdf" in answer["Content-Disposition"]
    shut(answer)


def test_text_is_served_as_text_and_nothing_else() -> None:
    answer = fetch(queries.link(cast.READER, cast.bring(b"alert(1)", "a.html").id))
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert 'filename="a.html.txt"' in answer["Content-Disposition"]
    shut(answer)


def test_a_link_ends() -> None:
    address = queries.link(cast.READER, cast.bring().id, seconds=600)
    with after(299):
        shut(fetch(address))
    with after(601), pytest.raises(NotFound) as refused:
        fetch(address)
    assert refused.value.code == "files.bad_link"


def test_a_link_that_was_changed_opens_nothing() -> None:
    mine, other = cast.bring().id, cast.bring().id
    address = queries.link(cast.READER, mine)
    token = address.strip("/").split("/")[-1]
    number, use, until = token.partition("~")[0].split(".")
    mark = token.partition("~")[2]
    for forged in (
        f"{other}.{use}.{until}~{mark}",
        f"{number}.thumb.{until}~{mark}",
        f"{number}.{use}.{int(until) + 9999}~{mark}",
        token[:-1],
        "x",
        "~",
        f"{number}.{use}.{until}",
    ):
        with pytest.raises(NotFound):
            fetch(f"/f/{forged}/")


def test_a_link_made_with_another_secret_opens_nothing(settings: pytest.FixtureRequest) -> None:
    address = queries.link(cast.READER, cast.bring().id)
    settings.LINK_SECRET = "another"  # type: ignore[attr-defined]
    with pytest.raises(NotFound):
        fetch(address)


def test_the_same_address_is_given_for_a_while_so_that_browsers_keep_their_copy() -> None:
    file = cast.bring().id
    with after(0):
        first = queries.link(cast.READER, file, seconds=600)
    with after(100):
        assert queries.link(cast.READER, file, seconds=600) == first
    with after(400):
        assert queries.link(cast.READER, file, seconds=600) != first


def test_who_holds_the_bytes_already_is_not_sent_them_again() -> None:
    address = queries.link(cast.READER, cast.bring().id)
    first = fetch(address)
    shut(first)
    again = fetch(address, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again["ETag"]) == (304, first["ETag"])


def test_only_looking_is_allowed() -> None:
    assert fetch(queries.link(cast.READER, cast.bring().id), method="post").status_code == 405


def test_a_head_tells_the_type_without_the_bytes() -> None:
    answer = fetch(queries.link(cast.READER, cast.bring().id), method="head")
    assert (answer["Content-Type"], answer.content) == ("image/jpeg", b"")


def test_bytes_that_went_missing_are_not_found(storage) -> None:  # type: ignore[no-untyped-def]
    address = queries.link(cast.READER, cast.bring().id)
    for one in cast.on_disk(storage):
        one.unlink()
    with pytest.raises(NotFound) as refused:
        fetch(address)
    assert refused.value.code == "files.gone"


def test_many_links_cost_one_look_at_the_table(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ids = [cast.bring(cast.photo(32, 24)).id for _ in range(4)]
    with django_assert_num_queries(1):
        found = queries.links(cast.READER, [ids[2], ids[0], ids[3], 10**9])
    assert [one.id for one in found] == [ids[2], ids[0], ids[3]]
    assert all(one.full and one.thumb for one in found)


def test_the_next_community_gets_no_link() -> None:
    file = cast.bring().id
    assert queries.links(cast.OUTSIDER, [file]) == ()
    with pytest.raises(NotFound):
        queries.link(cast.OUTSIDER, file)


def test_nobody_gets_a_link_without_the_right() -> None:
    file = cast.bring().id
    with pytest.raises(Denied):
        queries.links(Actor(id="x", kind="staff"), [file])
    with pytest.raises(Denied):
        queries.opened(cast.READER, "x")


def test_numbers_in_a_name_are_masked_in_lists() -> None:
    file = cast.bring(name="张三 13800138000.jpg").id
    assert queries.links(cast.READER, [file])[0].name == "张三 138****.jpg"


def test_a_document_has_no_thumb() -> None:
    file = cast.bring(cast.PDF, "a.pdf").id
    assert queries.links(cast.READER, [file])[0].thumb == ""
    with pytest.raises(NotFound):
        queries.link(cast.READER, file, size="thumb")


@pytest.mark.parametrize("seconds", [0, -1, 8 * 24 * 3600])
def test_a_link_that_lives_too_long_or_not_at_all_is_refused(seconds: int) -> None:
    with pytest.raises(Invalid) as refused:
        queries.links(cast.READER, [cast.bring().id], seconds=seconds)
    assert refused.value.code == "files.bad_life"


def test_too_many_at_once_are_refused() -> None:
    with pytest.raises(Invalid):
        queries.links(cast.READER, range(501))


def test_who_brought_a_file_can_claim_it_for_a_day() -> None:
    first, second = cast.bring(), cast.bring()
    assert queries.claimed(cast.WORKER, [second.claim, first.claim]) == (second.id, first.id)
    with after(24 * 3600 + 1), pytest.raises(NotFound):
        queries.claimed(cast.WORKER, [first.claim])


def test_a_link_is_no_claim_and_a_claim_is_no_link() -> None:
    added = cast.bring()
    token = queries.link(cast.READER, added.id).strip("/").split("/")[-1]
    with pytest.raises(NotFound):
        queries.claimed(cast.WORKER, [token])
    with pytest.raises(NotFound):
        fetch(f"/f/{added.claim}/")


def test_a_removed_file_cannot_be_claimed() -> None:
    added = cast.bring()
    actions.remove(cast.WORKER, added.id, reason="wrong photo")
    with pytest.raises(NotFound):
        queries.claimed(cast.WORKER, [added.claim])
