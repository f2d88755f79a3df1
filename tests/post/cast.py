"""Who plays in the tests of the post."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from happiness_cloud.kernel.access import Actor, Grant, house

PHONE = "13800001234"
AREA = "/990106/001/"
SENDER = house("tests", "post.send")
POSTMAN = house("postman", "post.deliver")
KEEPER = Actor("account:1", "staff", (Grant("post.read", AREA), Grant("post.resend", AREA)), name="赵")
READER = Actor("account:2", "staff", (Grant("post.read", AREA),))
OUTSIDER = Actor(
    "account:3", "staff", (Grant("post.read", "/990106/002/"), Grant("post.resend", "/990106/002/"))
)


class Keeper:
    """The middleware of these tests: everybody is the keeper of the messages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set `request.actor`."""
        request.actor = KEEPER
        return self.get_response(request)
