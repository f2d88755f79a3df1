"""A matter as it stands now; what happened to it stands in the ledger."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from ..columns import ClocksField
from ..rules.lifecycle import ENDED, STATES

_OPEN = ~Q(state__in=sorted(ENDED))


class Case(models.Model):
    """One matter (案卷). `unit_paths` holds every unit concerned and its ancestors: the scope looks there."""

    # Written often or derived: not repeated in the ledger's "what changed".
    ledger_quiet = ("clocks", "moderated_at")
    # Reasons of deeds on a matter go with it when it is erased.
    ledger_sealed = True
    # What people and addresses name a matter by.
    ledger_named = "number"
    # Only while this holds are facts of it told outside.
    ledger_open = "public"
    # Where a program with a key reads it.
    ledger_address = "/api/v1/cases/{name}"

    number = models.CharField(max_length=40, db_collation="C")
    state = models.CharField(max_length=16, choices=[(one, one) for one in STATES])
    # "to_file", or "waiting<to_file" when a matter that waited was merged.
    back_state = models.CharField(max_length=40, blank=True)
    text = models.TextField()
    title = models.CharField(max_length=80)
    category = models.CharField(max_length=40, blank=True)
    severity = models.CharField(max_length=12, default="ordinary")
    channel = models.CharField(max_length=12)
    language = models.CharField(max_length=8, default="zh-hans")

    area_path = models.CharField(max_length=200, blank=True, db_collation="C")
    area_version = models.PositiveIntegerField(default=0)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    address = models.CharField(max_length=200, blank=True)
    place_note = models.JSONField(default=dict)

    pack = models.CharField(max_length=60)
    lead_unit = models.CharField(max_length=200, blank=True, db_collation="C")
    assist_units = ArrayField(models.CharField(max_length=200), default=list)
    unit_paths = ArrayField(models.CharField(max_length=200), default=list)
    why = models.JSONField(default=list)
    level = models.CharField(max_length=12, default="community")
    bound = models.BooleanField(default=False)

    handled_by = models.CharField(max_length=80, blank=True)
    handled_unit = models.CharField(max_length=200, blank=True)
    clocks = ClocksField()
    due_at = models.DateTimeField(null=True)
    stage_due_at = models.DateTimeField(null=True)
    # When the watch must look next: a warning or an escalation. Null while nothing runs.
    look_at = models.DateTimeField(null=True)
    escalated = models.PositiveSmallIntegerField(default=0)
    # The unit that was last told of a delay, one of those on the ladder of the organisation.
    told_unit = models.CharField(max_length=200, blank=True, db_collation="C")
    extension = models.JSONField(null=True)

    returns = models.PositiveSmallIntegerField(default=0)
    reworks = models.PositiveSmallIntegerField(default=0)
    reopened = models.PositiveSmallIntegerField(default=0)
    urged = models.PositiveSmallIntegerField(default=0)
    supervised = models.BooleanField(default=False)
    calls = models.JSONField(default=list)
    voices = models.PositiveSmallIntegerField(default=1)
    # Few matters have either: the indexes of the class below hold only those.
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="children", db_index=False
    )
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged", db_index=False
    )

    outcome = models.CharField(max_length=20, blank=True)
    result = models.TextField(blank=True)
    stars = models.PositiveSmallIntegerField(null=True)
    solved = models.BooleanField(null=True)
    rating_words = models.TextField(blank=True)
    # What the reporter told the call-back agent, as the agent heard it: never the reporter's own rating.
    call_stars = models.PositiveSmallIntegerField(null=True)
    call_solved = models.BooleanField(null=True)
    on_time = models.BooleanField(null=True)
    public = models.BooleanField(default=True)
    # Taken from the public view by staff; `public` is what everybody may see now, and may come back.
    hidden = models.BooleanField(default=False)
    moderated_at = models.DateTimeField(null=True)
    # Since when nothing of anybody's words is left: what stands is a tombstone.
    erased_at = models.DateTimeField(null=True)
    # Whether the reporter left a number or a mail address: only then is there somebody to contact first.
    can_be_reached = models.BooleanField(default=False)

    happened_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    external_id = models.CharField(max_length=80, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        # Every step of a matter writes to every index, since its state and deadlines stand in some.
        indexes = [
            # Worklists: open matters by what is due first, inside an area or for a unit.
            models.Index(fields=["stage_due_at", "id"], condition=_OPEN, name="cases_open_due"),
            models.Index(fields=["stage_due_at", "id"], name="cases_due"),
            GinIndex(fields=["unit_paths"], condition=_OPEN, name="cases_open_units"),
            models.Index(fields=["area_path", "state"], name="cases_area_state"),
            GinIndex(fields=["unit_paths"], name="cases_units"),
            models.Index(fields=["look_at"], condition=Q(look_at__isnull=False), name="cases_look"),
            models.Index(fields=["-reported_at", "-id"], name="cases_newest"),
            models.Index(fields=["category", "area_path"], name="cases_category"),
            models.Index(fields=["lon", "lat"], name="cases_point"),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="cases_parts"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="cases_merged"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(stars__isnull=True) | Q(stars__range=(1, 5)), name="cases_stars"
            ),
            models.CheckConstraint(
                condition=Q(call_stars__isnull=True) | Q(call_stars__range=(1, 5)), name="cases_call_stars"
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="cases_known_state"),
            models.CheckConstraint(
                condition=~Q(state__in=("handling", "to_check", "to_sign")) | ~Q(lead_unit=""),
                name="cases_one_lead",
            ),
            # In the C collation one index serves the whole number and its beginning.
            models.UniqueConstraint(fields=["number"], name="cases_number_once"),
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="cases_external_once"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Findable(models.Model):
    """The terms a matter is found by, apart from its row: that one is written at each step, these hardly ever."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.CASCADE, related_name="findable")
    terms = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["terms"], name="cases_terms")]

    def __str__(self) -> str:
        return f"terms of {self.case_id}"


class Reporter(models.Model):
    """Who reported, apart from the matter itself: sealed, found by keyed hash, seen only for a purpose."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="reporter")
    kind = models.CharField(max_length=12, default="resident")
    name_sealed = models.TextField(blank=True)
    phone_sealed = models.TextField(blank=True)
    phone_hash = models.CharField(max_length=64, blank=True)
    mail_sealed = models.TextField(blank=True)
    account_id = models.CharField(max_length=80, blank=True)
    wants_reply = models.BooleanField(default=True)

    class Meta:
        indexes = [
            # Looked up as a whole; a db_index on text would add a second index for prefixes.
            models.Index(fields=["phone_hash"], condition=~Q(phone_hash=""), name="cases_reporter_phone"),
            models.Index(fields=["account_id"], condition=~Q(account_id=""), name="cases_reporter_account"),
        ]

    def __str__(self) -> str:
        return f"reporter of {self.case_id}"


class Evidence(models.Model):
    """A file that belongs to a matter, and what it shows."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="evidence")
    file_id = models.BigIntegerField()
    role = models.CharField(max_length=12, default="before")
    public = models.BooleanField(default=False)
    caption = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.role} of {self.case_id}"


class Whistle(models.Model):
    """A unit convened by a lower one: who must come, by when, whether it came, how the convener rates it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="whistles")
    by_unit = models.CharField(max_length=200)
    unit = models.CharField(max_length=200, db_index=True)
    kind = models.CharField(max_length=20)
    called_at = models.DateTimeField()
    arrive_by = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    stars = models.PositiveSmallIntegerField(null=True)
    words = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.unit} for {self.case_id}"


class Remark(models.Model):
    """Words that belong to a step: a note, a question, a reply, a result. The ledger points here."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="remarks")
    verb = models.CharField(max_length=20)
    text = models.TextField()
    public = models.BooleanField(default=False)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.verb} on {self.case_id}"


class SavedView(models.Model):
    """A filter somebody keeps under a name."""

    owner = models.CharField(max_length=80, db_index=True)
    name = models.CharField(max_length=60)
    query = models.TextField()
    area_path = models.CharField(max_length=200, default="/", db_collation="C")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="cases_view_once")]

    def __str__(self) -> str:
        return self.name


class Learned(models.Model):
    """What suggests categories, learned from matters: the model as plain bytes, from what, how good, since when."""

    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    data_hash = models.CharField(max_length=64)
    n = models.PositiveIntegerField()
    scores = models.JSONField(default=dict)
    # Empty for a model that was not taken into use.
    body = models.BinaryField(default=bytes)
    digest = models.CharField(max_length=64, blank=True)
    in_use = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)

    # The bytes would fill the book.
    ledger_quiet = ("body",)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind"], condition=Q(in_use=True), name="cases_one_model"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.at:%Y-%m-%d}"
