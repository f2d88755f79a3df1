"""Who hears, how far each has been read to, what is on its way, and how each receiver stands."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from . import terms


class Endpoint(models.Model):
    """One receiver, as people decided it. Secrets and contact are sealed, bound to `reference`."""

    reference = models.CharField(max_length=32, unique=True)
    title = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    area_path = models.CharField(max_length=200, db_collation="C")
    # Verbs ("cases.close"), or a whole room ("cases.*").
    picks = ArrayField(models.CharField(max_length=60), default=list)
    secret_sealed = models.TextField()
    old_secret_sealed = models.TextField(blank=True)
    old_until = models.DateTimeField(null=True)
    contact_sealed = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=list(terms.STATES.items()), default="active")
    # Why it is paused: "hand", "gone" (410) or "failing".
    paused_for = models.CharField(max_length=8, blank=True)
    paused_at = models.DateTimeField(null=True)
    created_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "id"], name="webhooks_endpoint_area"),
            models.Index(fields=["id"], condition=Q(state="active"), name="webhooks_endpoint_live"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.state}"


class Standing(models.Model):
    """How a receiver stands: who sends to it at this moment, and how that went. Written by the house alone.

    Apart from the endpoint, so that sending changes no version that people decide on.
    """

    endpoint = models.OneToOneField(
        Endpoint, on_delete=models.CASCADE, primary_key=True, related_name="standing"
    )
    # A sender that died lets go of it at this moment.
    leased_until = models.DateTimeField(null=True)
    quiet_until = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"standing of {self.endpoint_id}"


class Course(models.Model):
    """How far the book has been read for a receiver: the live reading, or a replay between two points."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="courses")
    replay = models.BooleanField(default=False)
    told_to = models.BigIntegerField()
    # Of a replay: the last entry, the time between, and what was picked.
    upto = models.BigIntegerField(null=True)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    picks = ArrayField(models.CharField(max_length=60), default=list)
    counted = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    created_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    area_path = models.CharField(max_length=200, db_collation="C")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint"], condition=Q(replay=False), name="webhooks_one_live_course"
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(ended_at=None), name="webhooks_course_running")]

    def __str__(self) -> str:
        return f"{'replay' if self.replay else 'live'} of {self.endpoint_id} at {self.told_to}"


class Delivery(models.Model):
    """One entry of the book on its way to one receiver. The body is made when it is sent; nothing of it lies here."""

    endpoint = models.ForeignKey(
        Endpoint, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    course = models.ForeignKey(Course, on_delete=models.CASCADE, db_index=False)
    # 0 for a test, which has no entry.
    entry_id = models.BigIntegerField()
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    happened_at = models.DateTimeField()
    area_path = models.CharField(max_length=200, db_collation="C")
    state = models.CharField(max_length=8, choices=list(terms.DELIVERIES.items()), default="waiting")
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # The last tries: at, status, problem, what was answered (trimmed), milliseconds.
    attempts = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "entry_id"], condition=Q(entry_id__gt=0), name="webhooks_entry_once"
            ),
        ]
        indexes = [
            # What waits, in the order in which it goes out; tests and what is live before replays.
            models.Index(
                fields=["endpoint", "course", "entry_id", "id"],
                condition=Q(state="waiting"),
                name="webhooks_waiting",
            ),
            models.Index(
                fields=["endpoint", "next_try_at"], condition=Q(state="waiting"), name="webhooks_due"
            ),
            # What went before it about the same subject.
            models.Index(
                fields=["course", "subject_kind", "subject_id", "entry_id"],
                condition=Q(state="waiting"),
                name="webhooks_same_subject",
            ),
            models.Index(fields=["endpoint", "-id"], name="webhooks_newest"),
            models.Index(fields=["endpoint", "-id"], condition=Q(state="dead"), name="webhooks_dead"),
            models.Index(fields=["ended_at"], condition=Q(ended_at__isnull=False), name="webhooks_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.entry_id} to {self.endpoint_id} {self.state}"
