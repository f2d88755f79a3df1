"""Ending sessions: the row that counts them and Django's own."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.db.models import QuerySet

from ..models import Sign


def end(signs: QuerySet[Sign]) -> int:
    """End these sessions at once; how many there were."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    found = list(signs)
    for one in found:
        store(one.session_key).delete()
    Sign.objects.filter(pk__in=[one.pk for one in found]).delete()
    return len(found)
