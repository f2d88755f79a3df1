"""Matters handed out to partners beside the house, and what these answered."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from .matter import Case


class HandOut(models.Model):
    """A matter handed out to a partner beside the house by a link that ends; of the link only its digest is kept."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="hand_outs")
    token_hash = models.CharField(max_length=64, unique=True)
    organisation = models.CharField(max_length=80)
    channel = models.CharField(max_length=8)
    contact_sealed = models.TextField()
    contact_hash = models.CharField(max_length=64)
    contact_shown = models.CharField(max_length=80)
    # How far the message got is the post's to say.
    message_id = models.BigIntegerField(null=True)
    task = models.TextField()
    # The unit's own number, for questions of the partner.
    call = models.CharField(max_length=20, blank=True)
    answer_by = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    file_ids = ArrayField(models.BigIntegerField(), default=list)
    shares_contact = models.BooleanField(default=False)
    by_unit = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    # done, withdrawn or moved; empty while only time can end it.
    ended = models.CharField(max_length=12, blank=True)
    ended_at = models.DateTimeField(null=True)
    opens = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    # An answer that nobody of the unit has taken note of.
    unread = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(ended=""), name="cases_handout_open"),
            models.Index(fields=["case"], condition=Q(unread=True), name="cases_handout_unread"),
        ]
        constraints = [
            # The same partner is not asked twice at once, whoever presses the button twice.
            models.UniqueConstraint(
                fields=["case", "contact_hash"], condition=Q(ended=""), name="cases_handout_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} for {self.case_id}"


class PartnerAnswer(models.Model):
    """What a partner answered: done, cannot, or more time until a day; its words, its photos."""

    hand_out = models.ForeignKey(HandOut, on_delete=models.CASCADE, related_name="answers")
    kind = models.CharField(max_length=12)
    text = models.TextField()
    until = models.DateField(null=True)
    file_ids = ArrayField(models.BigIntegerField(), default=list)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} by {self.hand_out_id}"
