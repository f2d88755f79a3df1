"""Hot topics as they were last found, and the topic projects that follow some of them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from .matter import Case


class HotRun(models.Model):
    """One finding of hot topics: when, among how many matters, how long it took. Only the newest is kept."""

    at = models.DateTimeField()
    n = models.PositiveIntegerField()
    topics = models.PositiveIntegerField()
    seconds = models.FloatField()
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.topics} topics of {self.at:%Y-%m-%d %H:%M}"


class HotMatter(models.Model):
    """A matter in a hot topic: its voices (a number for each person, and when), the topic's words that it says itself.

    Kept by matter, so that whoever sees a part of a topic is told only what that part says.
    """

    run = models.ForeignKey(HotRun, on_delete=models.CASCADE, related_name="matters", db_index=False)
    topic = models.PositiveIntegerField()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="hot")
    voices = models.JSONField(default=list)
    words = ArrayField(models.CharField(max_length=40), default=list)
    places = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "topic", "case"], name="cases_hot_once")]

    def __str__(self) -> str:
        return f"{self.case_id} in {self.topic}"


class Topic(models.Model):
    """A topic project (专题): matters of one root, followed together to the end. It lies where all of them lie."""

    title = models.CharField(max_length=80)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=8, default="open")
    lead_unit = models.CharField(max_length=200, blank=True, db_collation="C")
    unit_paths = ArrayField(models.CharField(max_length=200), default=list)
    area_path = models.CharField(max_length=200, db_collation="C")
    # How many matters were put into it and not taken out again.
    held = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closing = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["state", "-id"], name="cases_topic_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=("open", "closed")), name="cases_topic_state"),
        ]

    def __str__(self) -> str:
        return self.title


class TopicMatter(models.Model):
    """A matter of a topic project."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="matters", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="topics")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "case"], name="cases_topic_matter_once")]

    def __str__(self) -> str:
        return f"{self.case_id} of {self.topic_id}"
