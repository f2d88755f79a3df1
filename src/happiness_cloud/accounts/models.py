"""Accounts of staff and residents, their second factor, and the keys of machines."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from . import terms


class Account(AbstractBaseUser):
    """Somebody who can sign in: staff by name and password, residents by phone and one-time code."""

    # Django's login stamps it; the deed of signing in says the same.
    ledger_quiet = ("last_login",)

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=terms.KINDS, default="staff")
    phone_sealed = models.TextField(blank=True)
    phone_hash = models.CharField(max_length=64, blank=True, db_index=True)
    second_factor_sealed = models.TextField(blank=True)
    second_factor_step = models.BigIntegerField(default=0)
    pending_factor_sealed = models.TextField(blank=True)
    needs_second_factor = models.BooleanField(default=False)
    # Somebody else knows the password: it must be changed before anything else is done.
    must_change_password = models.BooleanField(default=False)
    session_limit = models.PositiveSmallIntegerField(default=3)
    is_active = models.BooleanField(default=True)
    area_path = models.CharField(max_length=200, default="/", db_collation="C")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    USERNAME_FIELD = "username"
    objects = BaseUserManager()

    def itself(self) -> Account:
        """This account, also when asked through something that stands for it until it is needed."""
        return self

    def __str__(self) -> str:
        return self.username

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["phone_hash"],
                condition=models.Q(kind="resident") & ~models.Q(phone_hash=""),
                name="accounts_resident_phone_once",
            )
        ]


class Sign(models.Model):
    """One open session of an account, so that their number can be limited and each can be ended."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="signs")
    session_key = models.CharField(max_length=64, unique=True)
    device = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account_id} {self.at:%Y-%m-%d}"


class Key(models.Model):
    """The key of a machine or partner: shown once, stored hashed, with rights of its own and an end."""

    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, unique=True)
    secret_hash = models.CharField(max_length=64)
    rights = ArrayField(models.CharField(max_length=60))
    area_path = models.CharField(max_length=200, db_collation="C")
    unit = models.CharField(max_length=200, blank=True)
    # The unit and its ancestors, for the scope.
    unit_paths = ArrayField(models.CharField(max_length=200), default=list)
    purposes = ArrayField(models.CharField(max_length=40), default=list)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)
    created_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.prefix} {self.name}"


class Code(models.Model):
    """A one-time code sent to a phone: hashed, short-lived, few tries."""

    phone_hash = models.CharField(max_length=64, db_index=True)
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.phone_hash[:8]} {self.sent_at:%Y-%m-%d %H:%M}"


class Attempt(models.Model):
    """How often something was tried since the window began: one row for each kind and (hashed) who."""

    kind = models.CharField(max_length=20)
    key_hash = models.CharField(max_length=64)
    window_start = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key_hash"], name="accounts_attempt_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.count}"
