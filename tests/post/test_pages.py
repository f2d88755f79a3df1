"""The page of messages out."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from happiness_cloud.post import actions
from happiness_cloud.post.models import Message

from .cast import AREA, PHONE, SENDER

pytestmark = pytest.mark.django_db
PLACE = "happiness_cloud.interfaces.actor_middleware.ActorMiddleware"


@pytest.fixture
def browser(settings: Any) -> Client:
    """A browser in which the keeper of the messages sits."""
    settings.ROOT_URLCONF = "tests.accounts.addresses"
    settings.MIDDLEWARE = ["tests.post.cast.Keeper" if one == PLACE else one for one in settings.MIDDLEWARE]
    return Client(headers={"Accept-Language": "en"})


def test_the_list_shows_masked_addresses_and_offers_dead_ones_again(browser: Client) -> None:
    assert "No messages here" in browser.get("/post/").content.decode()
    sent = actions.send(SENDER, channel="sms", to=PHONE, kind="case", text="secret words", area=AREA)
    Message.objects.update(state="dead")
    page = browser.get("/post/?state=dead").content.decode()
    assert "138****1234" in page
    assert PHONE not in page
    assert "secret words" not in page
    answer = browser.post(f"/post/{sent.message_id}/resend/", {"version": "0"})
    assert answer.status_code == 302
    assert Message.objects.get().state == "queued"
    assert browser.post(f"/post/{sent.message_id}/resend/").status_code == 409


def test_an_unknown_state_is_told(browser: Client) -> None:
    assert browser.get("/post/?state=lost").status_code == 422


def test_pages_go_on_to_older_messages(browser: Client) -> None:
    for _ in range(51):
        actions.send(SENDER, channel="sms", to=PHONE, kind="case", text="x", area=AREA)
    first = browser.get("/post/").content.decode()
    oldest = min(Message.objects.values_list("pk", flat=True))
    assert f"before={oldest + 1}" in first
