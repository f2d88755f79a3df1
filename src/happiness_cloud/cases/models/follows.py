"""Who follows what by mail, and the news that waits to be told."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ..rules.following import OFTEN, WHATS

STATES = ("waiting", "active", "ended")
_ACTIVE, _ALIVE = Q(state="active"), ~Q(state="ended")


class Follower(models.Model):
    """A mail address that follows something: sealed, found by keyed hash. `salt` makes its links its own."""

    address_sealed = models.TextField()
    address_hash = models.CharField(max_length=64, unique=True)
    salt = models.CharField(max_length=32)
    language = models.CharField(max_length=8, default="zh-hans")
    created_at = models.DateTimeField()
    # How many mails went out at once on that day; what is more than enough waits for the gathering mail.
    told_on = models.DateField(null=True)
    told_count = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"follower {self.pk}"


class Follow(models.Model):
    """One thing that a follower wants news of. `key` tells it in one word (rules/following.py)."""

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="follows")
    what = models.CharField(max_length=8, choices=[(one, one) for one in WHATS])
    key = models.CharField(max_length=300, db_collation="C")
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.CASCADE, related_name="followed")
    area_path = models.CharField(max_length=200, blank=True, db_collation="C")
    category = models.CharField(max_length=40, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    metres = models.PositiveIntegerField(null=True)
    often = models.CharField(max_length=8, choices=[(one, one) for one in OFTEN], default="daily")

    state = models.CharField(max_length=8, choices=[(one, one) for one in STATES], default="waiting")
    salt = models.CharField(max_length=32)
    confirm_hash = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["key"], condition=_ACTIVE, name="cases_follow_key"),
            models.Index(fields=["lat", "lon"], condition=_ACTIVE & Q(what="near"), name="cases_follow_near"),
            models.Index(fields=["state", "asked_at"], condition=~_ACTIVE, name="cases_follow_idle"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["follower", "key"], condition=_ALIVE, name="cases_follow_once"),
            models.CheckConstraint(
                condition=Q(what="case", case__isnull=False) | (~Q(what="case") & Q(case__isnull=True)),
                name="cases_follow_case",
            ),
            models.CheckConstraint(
                condition=~Q(what="near") | Q(lon__isnull=False, lat__isnull=False, metres__isnull=False),
                name="cases_follow_point",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"


class News(models.Model):
    """A fact for a follower: one row of the book, told once, whatever number of his follows it fits."""

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="news")
    follow = models.ForeignKey(Follow, on_delete=models.CASCADE, related_name="news")
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    entry_id = models.BigIntegerField()
    # new, moved or ended, and the state it came into.
    what = models.CharField(max_length=8)
    state = models.CharField(max_length=16)
    often = models.CharField(max_length=8)
    at = models.DateTimeField()
    noted_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["follower"], condition=Q(told_at__isnull=True), name="cases_news_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["follower", "entry_id"], name="cases_news_once"),
            models.UniqueConstraint(
                fields=["follower", "case"], condition=Q(what="new"), name="cases_news_new_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.case_id} for {self.follower_id}"


class Mark(models.Model):
    """Up to which row of the book something was read."""

    name = models.CharField(max_length=20, unique=True)
    up_to = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.up_to}"
