"""Organisations, who holds which position in them, and every published version of the rules."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models

_PATH: dict[str, Any] = {"max_length": 200, "db_collation": "C"}


class Organisation(models.Model):
    """A unit that serves: its path says whose part it is (`/yunhu/cgj/sz2/`), its area where it serves."""

    path = models.CharField(unique=True, **_PATH)
    area_path = models.CharField(**_PATH)
    kind = models.CharField(max_length=20)
    line = models.CharField(max_length=20)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    code18 = models.CharField(max_length=18, blank=True)
    duty_zh = models.TextField(blank=True)
    duty_en = models.TextField(blank=True)
    takes_matters = models.BooleanField(default=False)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.path} {self.name_zh}"


class Position(models.Model):
    """Somebody holds a kind of position, for a unit ("" = none) and an area, from a day to a day."""

    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    unit = models.CharField(blank=True, **_PATH)
    area_path = models.CharField(**_PATH)
    from_day = models.DateField()
    to_day = models.DateField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["account", "to_day"], name="institution_position_who"),
            models.Index(fields=["unit", "area_path"], name="institution_position_where"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind", "unit", "area_path"],
                condition=models.Q(to_day__isnull=True),
                name="institution_position_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.kind} {self.area_path}"


class Content(models.Model):
    """One published version of a piece of the rules; never changed afterwards, only followed by the next.

    `label` is the version the text gives itself; `yunhu@1` names a pack by key and label.
    """

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=40, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    source = models.CharField(max_length=200, blank=True)
    shipped = models.BooleanField(default=False)
    edition = models.BigIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key", "number"], name="institution_content_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.number}"


class Edition(models.Model):
    """The one row that says which edition of the rules is out; a stamp is never the same twice."""

    number = models.BigIntegerField(default=0)
    stamp = models.UUIDField()
    # New with every position that is given or ended.
    seating = models.UUIDField(default=uuid.uuid4)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="institution_edition_one")]

    def __str__(self) -> str:
        return str(self.number)
