"""What was covered, and wishes that a matter be erased."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from .matter import Case


class Wording(models.Model):
    """What stood in a part of a matter before it was covered: sealed, seen for a purpose, kept for a time."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="wordings")
    # `text`, `address`, `result`, `rating_words`, `remark:7`.
    part = models.CharField(max_length=40)
    # "" once it was put back or destroyed; `ended` says which.
    sealed = models.TextField(blank=True)
    at = models.DateTimeField()
    keep_until = models.DateTimeField()
    ended = models.CharField(max_length=12, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["keep_until"], condition=~Q(sealed=""), name="cases_wording_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.part} of {self.case_id}"


class Erasure(models.Model):
    """A wish that a matter be erased: who asked on which ground, what became of it, what went."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="erasures")
    basis = models.CharField(max_length=20)
    state = models.CharField(max_length=12, default="asked")
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    done_by = models.CharField(max_length=80, blank=True)
    done_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="asked"), name="cases_one_wish"),
        ]

    def __str__(self) -> str:
        return f"erasure of {self.case_id}"
