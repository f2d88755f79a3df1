"""Template tags of the facade: `{% load facade %}`. All of them stand in a table in docs/rooms/facade.md."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

from django import template
from django.forms.boundfield import BoundField
from django.forms.forms import BaseForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from happiness_cloud.facade.templatetags import moments
from happiness_cloud.facade.templatetags.icons import ICONS
from happiness_cloud.kernel import clock

register = template.Library()

TONES: Final[Mapping[str, str]] = {
    "green": "check",
    "amber": "clock",
    "red": "warning",
    "grey": "pause",
    "violet": "whistle",
    "blue": "play",
}
PREFERENCES: Final[Mapping[str, tuple[str, ...]]] = {
    "theme": ("auto", "light", "dark", "contrast"),
    "size": ("normal", "large", "larger"),
}


def _zone() -> tzinfo:
    return timezone.get_current_timezone()


# --- pictures


# A worklist shows some eight hundred icons; each drawing is put together once.
_SILENT: dict[str, SafeString] = {}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One drawing by its name; silent beside words, spoken when given a `label`; unknown is an error."""
    if name not in ICONS:
        raise template.TemplateSyntaxError(f"no icon is called {name!r}")
    drawing = mark_safe(ICONS[name])  # noqa: S308 -- our own constant
    if label:
        return format_html(
            '<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>', label, drawing
        )
    return _SILENT.get(name) or _SILENT.setdefault(
        name, format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', drawing)
    )


@register.simple_tag
def badge(tone: str, words: str, picture: str = "") -> SafeString:
    """A state: icon, word and colour. `tone`: green amber red grey violet blue."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"no tone is called {tone!r}")
    return format_html('<span class="badge tone-{}">{}{}</span>', tone, icon(picture or TONES[tone]), words)


@register.filter
def tone_icon(tone: str) -> str:
    """The icon that always goes with a tone."""
    return TONES.get(tone, "help")


@register.filter
def message_tone(level: str) -> str:
    """The tone of a flash message by Django's level tag."""
    return {"success": "green", "warning": "amber", "error": "red"}.get(level, "blue")


@register.simple_tag
def sparkline(numbers: Sequence[float], label: str = "") -> SafeString:
    """A line of numbers as a small picture, oldest first; nothing when there are fewer than two."""
    if len(numbers) < 2:
        return mark_safe("")
    low, high = min(numbers), max(numbers)
    reach = (high - low) or 1
    step = 96 / (len(numbers) - 1)
    dots = [(round(i * step, 1), round(28 - (n - low) / reach * 24, 1)) for i, n in enumerate(numbers)]
    line = " ".join(f"{x},{y}" for x, y in dots)
    words = label or _("from %(first)s to %(last)s") % {
        "first": f"{numbers[0]:g}",
        "last": f"{numbers[-1]:g}",
    }
    return format_html(
        '<svg class="spark" viewBox="0 0 96 32" role="img" aria-label="{}">'
        '<polygon points="0,32 {} 96,32"/><polyline points="{}"/><circle cx="{}" cy="{}" r="2.5"/></svg>',
        words, line, line, dots[-1][0], dots[-1][1],
    )  # fmt: skip


# --- times and numbers


@register.simple_tag
def moment(value: datetime | None, style: str = "spoken") -> SafeString:
    """`<time>` with the exact moment on hover. `style`: spoken "today 17:00", ago, date, exact."""
    if value is None:
        return mark_safe('<span class="soft">–</span>')
    zone, now = _zone(), clock.now()
    words = {
        "spoken": lambda: moments.spoken_moment(value, now, zone),
        "ago": lambda: moments.ago(value, now),
        "date": lambda: moments.spoken_date(value, zone),
        "exact": lambda: moments.exact(value, zone),
    }[style]()
    fresh = mark_safe(" data-ago") if style == "ago" else ""
    return format_html(
        '<time datetime="{}" title="{}"{}>{}</time>',
        moments.machine(value), moments.exact(value, zone), fresh, words,
    )  # fmt: skip


@register.simple_tag
def clock_chip(
    due: datetime | None,
    start: datetime | None = None,
    label: str = "",
    done: datetime | None = None,
    paused: bool = False,
    short: bool = False,
) -> SafeString:
    """A promise and how much is left: "due today 17:00 · 3 h left" and a bar; `short` for tables."""
    if due is None:
        return mark_safe("")
    zone, now = _zone(), clock.now()
    face = moments.read_clock(due, now, zone, start=start, done=done, paused=paused, short=short)
    what = format_html('<span class="what">{}</span> ', label) if label else ""
    bar = ""
    if face.done is not None:
        bar = format_html(
            '<progress max="100" value="{}" aria-label="{}"></progress>', face.done, _("time used")
        )
    running = done is None and not paused
    live = (
        format_html(' data-due="{}"{}', moments.machine(due), " data-short" if short else "")
        if running
        else ""
    )
    if running and start is not None:
        live = format_html('{} data-start="{}"', live, moments.machine(start))
    return format_html(
        '<span class="clock tone-{}"{}>{}<span>{}'
        '<time class="words" datetime="{}" title="{}">{}</time></span>{}</span>',
        face.tone, live, icon(face.icon), what,
        moments.machine(due), moments.exact(due, zone), face.words, bar,
    )  # fmt: skip


@register.filter
def span(value: timedelta | float | None) -> str:
    """A length of time: timedelta or seconds."""
    if value is None:
        return "–"
    return moments.spoken_span(value.total_seconds() if isinstance(value, timedelta) else value)


@register.filter
def number(value: float | None, digits: int = 0) -> str:
    """A number with thousands apart: 12,345."""
    return "–" if value is None else f"{value:,.{digits}f}"


@register.filter
def compact(value: float | None) -> str:
    """A large number shortened: 1.2 万, 12k."""
    return "–" if value is None else moments.compact(value)


@register.filter
def percent(value: float | None, digits: int = 0) -> str:
    """A share between 0 and 1 as a percentage."""
    return "–" if value is None else f"{value * 100:.{digits}f}%"


@register.filter
def distance(value: float | None) -> str:
    """Metres as people say them: 320 m, 1.4 km."""
    return "–" if value is None else moments.spoken_distance(value)


# --- forms


@register.inclusion_tag("facade/_field.html")
def field(bound: BoundField, **attrs: Any) -> dict[str, Any]:
    """Label, hint, error and input of one form field. Extra names become attributes: `rows=3`."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "") or ("textarea" if "textarea" in bound.widget_type else "select")
    own = {key.replace("_", "-"): value for key, value in attrs.items()}
    if kind not in {"checkbox", "radio", "file", "hidden"}:
        own.setdefault("class", " ".join(filter(None, ("input", widget.attrs.get("class", "")))))
    return {
        "bound": bound,
        "kind": kind,
        "several": bound.use_fieldset,
        "control": bound.as_widget(attrs=own),
        # A field may be needed although the form alone does not insist, such as files that are kept already.
        "optional": not (bound.field.required or getattr(bound.field, "needed", False))
        and kind != "checkbox",
    }


@register.inclusion_tag("facade/_error_summary.html")
def error_summary(form: BaseForm | None) -> dict[str, Any]:
    """All errors of a form in one box that takes the focus; each leads to its field. Else nothing."""
    if form is None or not form.is_bound:
        return {"lines": [], "general": []}
    lines = [(bound, error) for bound in form.visible_fields() for error in bound.errors]
    hidden = [error for bound in form.hidden_fields() for error in bound.errors]
    return {"lines": lines, "general": [*form.non_field_errors(), *hidden]}


# --- groups of things


@register.inclusion_tag("facade/_stepper.html")
def steps(items: Sequence[Any]) -> dict[str, Any]:
    """Progress like a parcel's. Each item: label, state (done, current, todo), moment (optional)."""
    return {"items": items}


@register.inclusion_tag("facade/_timeline.html")
def timeline(entries: Sequence[Any]) -> dict[str, Any]:
    """What happened, as given. Each entry: moment, text, and optional who, note, tone, icon, photos."""
    return {"entries": entries}


@register.inclusion_tag("facade/_photos.html")
def photos(items: Sequence[Any], pair: bool = False) -> dict[str, Any]:
    """Photos side by side. Each item: url, thumb (or url), alt, caption. `pair` for before and after."""
    return {"items": items, "pair": pair}


@register.inclusion_tag("facade/_facts.html")
def facts(pairs: Sequence[tuple[str, object]]) -> dict[str, Any]:
    """Names and values, one a line; empty values are left out."""
    return {"pairs": [(name, value) for name, value in pairs if value not in (None, "")]}


@register.inclusion_tag("facade/_tabs.html")
def tabs(items: Sequence[Any], label: str = "") -> dict[str, Any]:
    """Views of the same thing as links. Each item: label, url, current, count (optional)."""
    return {"items": items, "label": label}


@register.inclusion_tag("facade/_pagination.html")
def pagination(newer: str = "", older: str = "", words: str = "") -> dict[str, Any]:
    """Keyset pages: the addresses of newer and older, and words such as "1-50 of many"."""
    return {"newer": newer, "older": older, "words": words}


@register.inclusion_tag("facade/_empty.html")
def empty(
    title: str, text: str = "", url: str = "", action: str = "", picture: str = "inbox"
) -> dict[str, Any]:
    """What will be here, and the first step."""
    return {"title": title, "text": text, "url": url, "action": action, "picture": picture}


@register.inclusion_tag("facade/_stat.html")
def stat(
    name: str,
    value: object,
    unit: str = "",
    url: str = "",
    series: Sequence[float] = (),
    change: str = "",
    tone: str = "",
) -> dict[str, Any]:
    """One number that can be opened: `url` leads to the list behind it, `series` draws its last days."""
    return {
        "name": name,
        "value": value,
        "unit": unit,
        "url": url,
        "series": series,
        "change": change,
        "tone": tone,
    }


@register.inclusion_tag("facade/_meter.html")
def meter(label: str, value: float, most: float = 100, tone: str = "blue", words: str = "") -> dict[str, Any]:
    """A bar with its words: "1,200 of 5,000 rows"."""
    said = words or _("%(value)s of %(most)s") % {"value": f"{value:,g}", "most": f"{most:,g}"}
    return {"label": label, "value": value, "most": most, "tone": tone, "words": said}


@register.simple_tag
def key(letter: str) -> SafeString:
    """A keyboard hint beside a verb; the verb itself carries `data-key`."""
    return format_html('<span class="keyhint" aria-hidden="true">{}</span>', letter.upper())


# --- the page


@register.filter
def preference(request: HttpRequest | None, name: str) -> str:
    """What the reader chose by cookie for "theme" or "size" (or `?mode=elder`), else the first choice."""
    allowed = PREFERENCES[name]
    if not isinstance(request, HttpRequest):
        return allowed[0]
    if name == "size" and request.GET.get("mode") == "elder":
        return "large"
    chosen = request.COOKIES.get(name, "")
    return chosen if chosen in allowed else allowed[0]


@register.simple_tag
def client_words() -> SafeString:
    """The few sentences the scripts need, in the reader's language, as a meta element."""
    words = {
        "d": _("%(n)s d"), "h": _("%(n)s h"), "min": _("%(n)s min"), "ago": _("%(span)s ago"),
        "in": _("in %(span)s"), "now": _("just now"), "left": _("%(span)s left"),
        "overdue": _("overdue by %(span)s"), "keys": _("Keyboard shortcuts"), "close": pgettext("window", "Close"),
        "keysOn": _("Use single-key shortcuts"), "remove": _("Remove"), "tooMany": _("At most %(n)s files"),
        "located": _("Your place is marked on the map"), "locating": _("Looking for your place …"),
        "notLocated": _("Your place could not be found. Mark it on the map or write the address."),
        "mapDown": _("The map could not be loaded. The list below says the same."),
        "show": _("Show"), "many": _("%(n)s here"), "busy": _("One moment …"), "next": _("Next row"),
        "previous": _("Previous row"), "open": _("Open row"), "select": _("Select row"), "find": _("Search"),
        "failed": _("That did not reach the server. Nothing was changed. Please try again."),
        "unsent": _("On this device %(n)s entries are not sent yet. They stay here for you for 14 days. Sign out?"),
    }  # fmt: skip
    return format_html('<meta name="facade-words" content="{}">', json.dumps(words, ensure_ascii=False))
