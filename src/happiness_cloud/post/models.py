"""Messages out, each with its way so far."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from . import terms


class Message(models.Model):
    """One message to one address. Address and text are sealed; both are bound to `reference`."""

    reference = models.CharField(max_length=32, unique=True)
    channel = models.CharField(max_length=8, choices=list(terms.CHANNELS.items()))
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=8, default="zh-hans")
    to_sealed = models.TextField()
    to_hash = models.CharField(max_length=64, db_index=True)
    subject = models.CharField(max_length=200, blank=True)
    body_sealed = models.TextField(blank=True)
    # Lines for the head of a mail, as JSON; sealed, since a link to unsubscribe is a capability.
    headers_sealed = models.TextField(blank=True)
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.CharField(max_length=40, blank=True)
    area_path = models.CharField(max_length=200, default="/", db_collation="C")

    state = models.CharField(max_length=8, choices=list(terms.STATES.items()), default="queued")
    tries = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=80, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["about_kind", "about_id", "id"], name="post_message_about"),
            models.Index(
                fields=["next_try_at"], condition=Q(next_try_at__isnull=False), name="post_message_waiting"
            ),
            models.Index(fields=["state", "-id"], name="post_message_state"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.reference} {self.state}"
