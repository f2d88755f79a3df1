"""Areas with their borders through time, the houses and dwellings in them, and the edition of it all."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from . import terms


class Area(models.Model):
    """One version of one area; the row without `valid_to` is in force. Borders are WGS84, stored as WKB."""

    path = models.CharField(max_length=60, db_collation="C")
    code = models.CharField(max_length=15, db_collation="C")
    kind = models.CharField(max_length=12, choices=terms.KINDS)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    parent_path = models.CharField(max_length=60, blank=True, db_collation="C")
    polygon = models.BinaryField()
    centre_lon = models.FloatField()
    centre_lat = models.FloatField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    area_m2 = models.FloatField()
    households = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=200, blank=True)
    # What the source was measured on; the stored border is WGS84 whatever stands here.
    datum = models.CharField(max_length=8, choices=terms.DATUMS, default=terms.Datum.WGS84)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["path"], condition=Q(valid_to__isnull=True), name="places_area_one_in_force"
            ),
            models.UniqueConstraint(fields=["path", "version"], name="places_area_version_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="places_area_ends_after_begin",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="places_area_counts_from_one"),
            models.CheckConstraint(
                condition=Q(west__lte=F("east"), south__lte=F("north")), name="places_area_box"
            ),
            models.CheckConstraint(
                condition=Q(path__startswith=F("parent_path")), name="places_area_inside_parent"
            ),
        ]
        indexes = [
            models.Index(
                fields=["parent_path", "path"],
                condition=Q(valid_to__isnull=True),
                name="places_area_children",
            ),
            models.Index(fields=["kind"], condition=Q(valid_to__isnull=True), name="places_area_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.version}"

    @property
    def area_path(self) -> str:
        """Where the door and the book see this row: at its own path."""
        return self.path


class Building(models.Model):
    """A house of a grid; `grid_path` with `code` and a slash is its path."""

    grid_path = models.CharField(max_length=60, db_collation="C")
    code = models.CharField(max_length=12, db_collation="C")
    name = models.CharField(max_length=80)
    estate = models.CharField(max_length=80, blank=True)
    use = models.CharField(max_length=20, blank=True)
    polygon = models.BinaryField(null=True)
    centre_lon = models.FloatField(null=True)
    centre_lat = models.FloatField(null=True)
    units = models.PositiveSmallIntegerField(default=0)
    floors = models.PositiveSmallIntegerField(default=0)
    rooms_per_floor = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grid_path", "code"], name="places_building_code_once")
        ]

    def __str__(self) -> str:
        return f"{self.grid_path}{self.code}"


class Dwelling(models.Model):
    """A flat of a house: unit and floor count from 1; `code` the last part of its path, `room` as on the door."""

    # The unique index leads with the building; one more for it alone would only cost.
    building = models.ForeignKey(Building, on_delete=models.CASCADE, related_name="dwellings", db_index=False)
    unit = models.PositiveSmallIntegerField()
    floor = models.SmallIntegerField()
    room = models.CharField(max_length=20)
    code = models.CharField(max_length=40, db_collation="C")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["building", "code"], name="places_dwelling_code_once")]

    def __str__(self) -> str:
        return f"{self.building_id} {self.code}"


class Edition(models.Model):
    """One row, changed with every change of an area: what is kept in memory is right while it stands.

    `number` counts; `mark` is random, so that a number given again after a rollback is told apart.
    """

    number = models.PositiveBigIntegerField(default=0)
    mark = models.CharField(max_length=16, blank=True)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="places_edition_is_one_row")]

    def __str__(self) -> str:
        return f"{self.number}-{self.mark}"
