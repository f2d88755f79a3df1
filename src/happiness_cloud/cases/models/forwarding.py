"""Which matters go to other Open311 servers, and how those that went stand there."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ..rules import forwarding
from .matter import Case


class Forwarding(models.Model):
    """A rule: matters of a category in an area are forwarded to a service of another Open311 server."""

    # Written every few minutes while something is there.
    ledger_quiet = ("read_until", "heard_at")

    category = models.CharField(max_length=40)
    area_path = models.CharField(max_length=200, db_collation="C")
    # What staff call the other side.
    label = models.CharField(max_length=80)
    endpoint = models.CharField(max_length=300)
    jurisdiction = models.CharField(max_length=100, blank=True)
    service_code = models.CharField(max_length=100)
    service_label = models.CharField(max_length=200, blank=True)
    key_sealed = models.TextField(blank=True)
    attributes = models.JSONField(default=dict)
    form = models.CharField(max_length=4, default="json")
    tells_updates = models.BooleanField(default=False)
    shares_contact = models.BooleanField(default=False)
    safe_to_repeat = models.BooleanField(default=False)
    on = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # How far its updates were read, when it last answered, and since when and why it does not.
    read_until = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    problem = models.CharField(max_length=20, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["category", "area_path"],
                condition=Q(ended_at__isnull=True),
                name="cases_forwarding_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.area_path} to {self.label}"


class Forwarded(models.Model):
    """A matter at the other side: what was told of it, how often it was tried, how it stands there."""

    # Looked at again and again: the book would only fill.
    ledger_quiet = ("looks", "told_remark")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="forwarded")
    rule = models.ForeignKey(Forwarding, on_delete=models.PROTECT, related_name="forwarded")
    area_path = models.CharField(max_length=200, db_collation="C")
    # Our own id for it over there; what a try is known by when it is made again.
    reference = models.CharField(max_length=60, unique=True)
    words = models.TextField()
    state = models.CharField(max_length=8, choices=[(one, one) for one in forwarding.STATES])
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    looks = models.PositiveSmallIntegerField(default=0)
    first_try_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)
    # An earlier try may have been taken in.
    unclear = models.BooleanField(default=False)
    problem = models.CharField(max_length=20, blank=True)
    said = models.TextField(blank=True)
    token = models.CharField(max_length=100, blank=True)
    remote_id = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=8, blank=True)
    notes = models.TextField(blank=True)
    expected_at = models.DateTimeField(null=True)
    there_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    # The last remark of ours that was told there.
    told_remark = models.BigIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(next_try_at__isnull=False), name="cases_forward_next"
            ),
            models.Index(fields=["rule", "state"], name="cases_forward_rule"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=forwarding.LIVE), name="cases_forwarded_once"
            ),
            models.CheckConstraint(condition=Q(state__in=forwarding.STATES), name="cases_forwarded_state"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.state}"


class HeardUpdate(models.Model):
    """An update of the other side that became an entry of the matter; its key makes it come in once."""

    forwarded = models.ForeignKey(Forwarded, on_delete=models.CASCADE, related_name="heard")
    key = models.CharField(max_length=160)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["forwarded", "key"], name="cases_heard_once")]

    def __str__(self) -> str:
        return self.key
