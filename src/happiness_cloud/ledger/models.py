"""The book: what happened, the seals over it, and the first answers kept for repeated calls."""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class Entry(models.Model):
    """One thing that happened: audit row, outbox row and timeline row in one. Never changed, never deleted."""

    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    actor_id = models.CharField(max_length=80)
    actor_kind = models.CharField(max_length=12)
    actor_name = models.CharField(max_length=80, blank=True)
    actor_unit = models.CharField(max_length=200, blank=True)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    area_path = models.CharField(max_length=200, blank=True, db_collation="C")
    version = models.PositiveIntegerField(default=0)
    changes = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    purpose = models.CharField(max_length=40, blank=True)
    origin = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="ledger_entry_subject"),
            models.Index(fields=["actor_id", "id"], name="ledger_entry_actor"),
            BrinIndex(fields=["at"], name="ledger_entry_at"),
            # What moved in a span of time, in its order: whoever polls asks for the beginning of it.
            models.Index(
                fields=["at", "id"], condition=models.Q(facts__has_key="to"), name="ledger_entry_moves"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject_kind}:{self.subject_id}"


class Seal(models.Model):
    """A batch of entries, hashed, and chained to the batch before: a changed or missing row is found."""

    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField(unique=True)
    rows = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.first_id}-{self.last_id}"


class Key(models.Model):
    """The key under which the book keeps what people wrote about one thing: destroyed, no row can be read any more."""

    # As `cases.Case:7`.
    subject = models.CharField(max_length=80, primary_key=True)
    # Sealed with the operator's key; "" once destroyed, so that no new one takes its place.
    sealed = models.TextField(blank=True)
    destroyed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.subject


class Answer(models.Model):
    """The first answer to a call with an idempotency key; a repeated call gets it again."""

    actor_id = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    verb = models.CharField(max_length=60)
    fingerprint = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor_id", "key"], name="ledger_answer_once")]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.key}"
