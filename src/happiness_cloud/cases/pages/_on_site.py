"""What the grid worker fills in: a report from the street, and what was seen on site."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from .resident.forms import Photos, Sided


class OnSite(forms.Form):
    """What was seen: a photo, and words where something is wrong."""

    photos = Photos(required=False)
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photos"].label = _("Photo from here")
        self.fields["reason"].label = _("In a few words")


class Quick(Sided):
    """A report from the street: photo, place, kind; words are optional when a kind is chosen.

    Close to a border it is not sent before the side is chosen.
    """

    must_choose = True

    photos = Photos(required=False)
    category = forms.ChoiceField(widget=forms.RadioSelect, required=False)
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=2000)
    address = forms.CharField(required=False, max_length=200)
    area = forms.ChoiceField(required=False)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kinds: list[Any], areas: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [*kinds, ("", _("Something else"))]  # type: ignore[attr-defined]
        self.fields["area"].choices = areas  # type: ignore[attr-defined]
        labels = {
            "photos": _("Photo"),
            "category": _("What is it?"),
            "text": _("In a few words"),
            "address": _("Where exactly?"),
            "area": _("Grid"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
