"""Attachments: what is known about each; the bytes lie in the storage under a random key."""

from __future__ import annotations

from django.db import models

from . import terms


class File(models.Model):
    """A photo or document. Removed, the row stays as a tombstone; the key is "" once the bytes are gone."""

    # Why a file was covered or removed may say what it showed.
    ledger_sealed = True

    kind = models.CharField(max_length=12, choices=list(terms.KINDS.items()))
    state = models.CharField(max_length=12, choices=list(terms.STATES.items()), default="kept")
    media_type = models.CharField(max_length=100)
    bytes_size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=140, blank=True)
    key = models.CharField(max_length=80, blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    taken_at = models.DateTimeField(null=True)
    exif_lon = models.FloatField(null=True)
    exif_lat = models.FloatField(null=True)
    # Boxes burnt into the picture, [left, top, width, height] in its pixels; `variant` counts how often it was
    # made anew, and links to an earlier one open nothing.
    boxes = models.JSONField(default=list)
    variant = models.PositiveIntegerField(default=0)
    # The picture before it was covered: bytes sealed under a key of their own, which lies here sealed.
    original_key = models.CharField(max_length=80, blank=True)
    original_sealed = models.TextField(blank=True)
    original_until = models.DateTimeField(null=True)
    area_path = models.CharField(max_length=200, db_collation="C")
    added_by = models.CharField(max_length=80)
    added_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=~models.Q(key=""), name="files_key_once"),
            models.CheckConstraint(
                condition=models.Q(kind="document") | models.Q(width__gt=0, height__gt=0),
                name="files_picture_has_size",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(state="removed") & ~models.Q(key=""),
                name="files_to_erase",
            ),
            models.Index(fields=["id"], condition=~models.Q(original_key=""), name="files_originals"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
