"""The questions a resident is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from happiness_cloud.institution.queries import Question

from ... import terms
from .. import _questions

CHOOSE_SIDE = _("Choose the side, so that the right people come.")


class Pictures(forms.ClearableFileInput):
    """A file input for several photos."""

    template_name = "django/forms/widgets/file.html"
    allow_multiple_selected = True


class Photos(forms.FileField):
    """Any number of files; what they are is looked at by the files room, not here."""

    widget = Pictures

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ARG002 -- the form passes it
        """Nothing to judge here."""
        return data or ()


class What(forms.Form):
    """Step 1."""

    text = forms.CharField(
        label=_("What is the matter?"),
        help_text=_("A few words are enough. For example: water has stood at the east gate since yesterday."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": terms.SENTENCES["cases.no_text"]},
    )
    photos = Photos(
        label=_("Photos"),
        help_text=_(
            "Up to nine. They help us to find the place and bring the right tools. "
            "Please leave faces and number plates out."
        ),
        required=False,
    )


class Sided(forms.Form):
    """A place that may be close to a border: then on which side it is, else not asked."""

    must_choose = False
    side = forms.ChoiceField(
        label=_("This place is close to a border. On which side is it?"),
        widget=forms.RadioSelect,
        required=False,
        error_messages={code: CHOOSE_SIDE for code in ("required", "invalid_choice")},
    )

    def __init__(self, *args: Any, sides: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["side"].choices = sides  # type: ignore[attr-defined]
        self.fields["side"].required = self.must_choose
        if not sides:
            del self.fields["side"]


class Where(Sided):
    """Step 2; pin, list or QR code, one is enough."""

    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    area = forms.ChoiceField(
        label=_("Neighbourhood"),
        help_text=_("Only needed when no pin is set on the map."),
        required=False,
    )
    address = forms.CharField(
        label=_("Where exactly?"),
        help_text=_("Street and number, building, or what is beside it."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, areas: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = areas  # type: ignore[attr-defined]


class Check(forms.Form):
    """Step 3: whether it is known already, who (if they like), and what may be shown."""

    same_as = forms.ChoiceField(
        label=_("Is it one of these?"),
        widget=forms.RadioSelect,
        required=False,
        error_messages={
            "invalid_choice": _("That one has ended meanwhile. Look again whether it is one of these.")
        },
    )
    category = forms.ChoiceField(
        label=_("What kind of matter is it?"),
        help_text=_("Our guess from your words. Leave it to us if unsure."),
        widget=forms.RadioSelect,
        required=False,
    )
    phone = forms.CharField(
        label=_("Your phone"),
        help_text=_("Only for questions and news about this report. It is kept sealed."),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    name = forms.CharField(label=_("What may we call you?"), max_length=80, required=False)
    wants_reply = forms.BooleanField(label=_("Send me a message when something happens"), required=False)
    public = forms.BooleanField(
        label=_("Show this on the public map: the kind of matter and the neighbourhood, never my words"),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        kinds: list[tuple[str, str]],
        known: Sequence[str] = (),
        asked: Sequence[Question] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if known:
            choices = [*((one, one) for one in known), ("", _("No, mine is another matter"))]
            self.fields["same_as"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["same_as"]
        if kinds:
            self.fields["category"].choices = [*kinds, ("", _("Something else, or not sure"))]  # type: ignore[attr-defined]
        else:
            del self.fields["category"]
        # A voice is added to a matter that is known: what routes it has been told.
        _questions.ask(self, asked, must=not (known and self.data.get("same_as")))


class Find(forms.Form):
    """Number and phone, to come back to a report."""

    number = forms.CharField(
        label=_("Number of the report"), help_text=_("It begins with HC."), max_length=40
    )
    phone = forms.CharField(
        label=_("The phone you gave"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )


class Reply(forms.Form):
    """The answer to a question of the desk."""

    text = forms.CharField(
        label=_("Your answer"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        error_messages={"required": _("Write your answer in a few words.")},
    )
    photos = Photos(label=_("Photos"), required=False)


class Rate(forms.Form):
    """The reporter's word on the result."""

    solved = forms.ChoiceField(
        label=_("Is it solved?"),
        choices=[("yes", _("Yes, it is solved")), ("no", _("No, not yet"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
    )
    stars = forms.TypedChoiceField(
        label=_("How did we do?"),
        coerce=int,
        choices=[
            (5, _("Very well")),
            (4, _("Well")),
            (3, _("Fair")),
            (2, _("Badly")),
            (1, _("Very badly")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
    )
    words = forms.CharField(
        label=_("Anything to add?"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=500
    )


class Reopen(forms.Form):
    """Why the matter must go on."""

    reason = forms.CharField(
        label=_("What is still wrong?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in a few words what is still wrong.")},
        max_length=2000,
    )


class Urge(forms.Form):
    """A word while waiting."""

    words = forms.CharField(
        label=_("Tell us more, or ask us to hurry"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=1000,
    )
