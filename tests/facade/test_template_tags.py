"""The parts of a page say the right words, in both languages, and never let a stranger's text become markup."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import Context, Engine, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st

from happiness_cloud.facade.templatetags import facade, moments
from happiness_cloud.facade.templatetags.icons import ICONS
from happiness_cloud.kernel import clock

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai
ENGINE = Engine(
    app_dirs=True,
    libraries={
        "facade": "happiness_cloud.facade.templatetags.facade",
        "i18n": "django.templatetags.i18n",
        "static": "django.templatetags.static",
    },
    builtins=["happiness_cloud.facade.templatetags.facade"],
)


@pytest.fixture(autouse=True)
def _noon_in_english():
    with clock.at(NOON), translation.override("en"), timezone.override(SHANGHAI):
        yield


def show(source: str, **facts: object) -> str:
    return ENGINE.from_string(source).render(Context(facts))


# times


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOON + timedelta(hours=5), "today 17:00"),
        (NOON + timedelta(hours=12), "tomorrow 00:00"),
        (NOON - timedelta(hours=13), "yesterday 23:00"),
        (NOON + timedelta(days=3), "Thu 26 Nov 12:00"),
        (NOON - timedelta(days=400), "2025-10-19 12:00"),
    ],
)
def test_a_moment_carries_only_as_much_date_as_needed(moment, words):
    assert moments.spoken_moment(moment, NOON, SHANGHAI) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (5, "1 min"),
        (59 * 60, "59 min"),
        (3 * 3600, "3 h"),
        (3 * 3600 + 300, "3 h 5 min"),
        (7 * 3600 + 300, "7 h"),
        (52 * 3600, "2 d 4 h"),
        (9 * 86400 + 7200, "9 d"),
        (-7200, "2 h"),
    ],
)
def test_a_span_has_at_most_two_units(seconds, words):
    assert moments.spoken_span(seconds) == words


@given(st.integers(min_value=0, max_value=40 * 86400))
@settings(deadline=None, max_examples=200, derandomize=True)
def test_a_spoken_span_never_promises_more_than_there_is(seconds):
    units = {"d": 86400, "h": 3600, "min": 60}
    said = sum(
        int(n) * units[unit] for n, unit in re.findall(r"(\d+) (d|h|min)", moments.spoken_span(seconds))
    )
    assert said <= max(seconds, 60)
    assert seconds - said < 86400


def test_the_exact_moment_stands_behind_the_spoken_one():
    html = facade.moment(NOON + timedelta(hours=5))
    assert 'datetime="2026-11-23T09:00:00Z"' in html
    assert 'title="2026-11-23 17:00:00 CST"' in html
    assert ">today 17:00<" in html


def test_a_moment_that_is_not_there_is_a_dash():
    assert "–" in facade.moment(None)


def test_an_unknown_style_of_moment_is_refused():
    with pytest.raises(KeyError):
        facade.moment(NOON, "sideways")


def test_chinese_readers_read_chinese_times():
    with translation.override("zh-hans"):
        chip = facade.clock_chip(NOON + timedelta(hours=3, minutes=5))
    assert "今天 15:05 到期 · 还剩 3 小时 5 分钟" in chip


# clocks


@pytest.mark.parametrize(
    ("hours", "tone"), [(20, "blue"), (5, "amber"), (-1, "red")], ids=["far", "last quarter", "overdue"]
)
def test_a_clock_takes_the_colour_of_what_is_left(hours, tone):
    chip = facade.clock_chip(NOON + timedelta(hours=hours), NOON - timedelta(hours=18))
    assert f"tone-{tone}" in chip
    assert "<progress" in chip
    assert "data-due=" in chip


def test_a_clock_without_a_start_is_soon_in_its_last_four_hours():
    assert "tone-amber" in facade.clock_chip(NOON + timedelta(hours=4))
    assert "tone-blue" in facade.clock_chip(NOON + timedelta(hours=4, seconds=1))


def test_a_paused_clock_does_not_run():
    chip = facade.clock_chip(NOON - timedelta(hours=1), NOON - timedelta(hours=2), paused=True)
    assert "tone-grey" in chip
    assert "data-due" not in chip
    assert "overdue" not in chip


def test_a_stopped_clock_says_whether_it_was_in_time():
    due = NOON - timedelta(hours=3)
    assert "in time" in facade.clock_chip(due, done=due)
    assert "late by 2 h" in facade.clock_chip(due, done=due + timedelta(hours=2))


def test_a_short_clock_says_only_what_is_left():
    chip = facade.clock_chip(NOON + timedelta(hours=2), short=True)
    assert ">2 h left<" in chip
    assert "data-short" in chip


def test_no_promise_no_chip():
    assert facade.clock_chip(None) == ""


# pictures


def test_every_tone_has_an_icon_that_exists():
    assert set(facade.TONES.values()) <= set(ICONS)


def test_every_icon_is_well_formed_and_carries_no_style():
    for name, drawing in ICONS.items():
        assert "style" not in drawing, name
        assert drawing.count("<") == drawing.count("/>"), name


def test_an_unknown_icon_or_tone_is_refused():
    with pytest.raises(TemplateSyntaxError):
        facade.icon("unicorn")
    with pytest.raises(TemplateSyntaxError):
        facade.badge("pink", "new")


def test_a_badge_is_word_and_icon_and_never_markup():
    html = facade.badge("red", "<b>late</b>")
    assert "<svg" in html
    assert "&lt;b&gt;late" in html


def test_a_sparkline_ends_at_its_last_number():
    html = facade.sparkline([1, 3, 2])
    assert 'aria-label="from 1 to 2"' in html
    assert 'points="0.0,28.0 48.0,4.0 96.0,16.0"' in html


@pytest.mark.parametrize("numbers", [[], [4]])
def test_a_line_needs_two_numbers(numbers):
    assert facade.sparkline(numbers) == ""


# numbers


def test_numbers_are_grouped_and_shortened_for_the_reader():
    assert facade.number(1234567) == "1,234,567"
    assert facade.percent(0.973, 1) == "97.3%"
    assert facade.compact(12_000) == "12k"
    assert facade.distance(1420) == "1.4 km"
    assert facade.span(timedelta(hours=3)) == "3 h"
    with translation.override("zh-hans"):
        assert facade.compact(12_000) == "1.2 万"


@pytest.mark.parametrize(
    "show_as", [facade.number, facade.compact, facade.percent, facade.distance, facade.span]
)
def test_a_missing_number_is_a_dash_not_a_zero(show_as):
    assert show_as(None) == "–"


# forms


class Report(forms.Form):
    what = forms.CharField(label="What", help_text="In a sentence.")
    phone = forms.CharField(label="Phone", required=False)
    how = forms.ChoiceField(
        label="How urgent", choices=[("a", "Now"), ("b", "Later")], widget=forms.RadioSelect
    )


def test_a_field_names_its_hint_and_its_error_to_screen_readers():
    html = show("{% field form.what rows=3 data_upload='' %}", form=Report({"what": ""}))
    assert 'aria-describedby="id_what_helptext id_what_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_what_error"' in html
    assert "In a sentence." in html
    assert 'data-upload=""' in html


def test_an_optional_field_says_so_and_a_needed_one_does_not():
    assert "optional" in show("{% field form.phone %}", form=Report())
    assert "optional" not in show("{% field form.what %}", form=Report())


def test_choices_stand_in_a_fieldset_with_a_legend():
    html = show("{% field form.how %}", form=Report())
    assert "<fieldset" in html
    assert "<legend>How urgent" in html


def test_the_summary_leads_to_each_wrong_field():
    html = show("{% error_summary form %}", form=Report({"what": "", "phone": "1"}))
    assert 'href="#id_what"' in html
    assert 'href="#id_how_0"' in html
    assert "id_phone" not in html


def test_a_fresh_form_has_no_summary():
    assert show("{% error_summary form %}", form=Report()).strip() == ""


def test_what_was_typed_is_never_markup():
    html = show("{% field form.phone %}", form=Report({"phone": '"><script>'}))
    assert "<script>" not in html


# groups


def test_the_stepper_marks_where_the_matter_is():
    html = show(
        "{% steps items %}", items=[{"label": "A", "state": "done"}, {"label": "B", "state": "current"}]
    )
    assert html.count('aria-current="step"') == 1


def test_empty_facts_are_left_out():
    html = show("{% facts pairs %}", pairs=[("Grid", "07"), ("Note", ""), ("Number", 0)])
    assert "Grid" in html
    assert "Note" not in html
    assert "Number" in html


def test_pages_offer_only_the_ways_that_exist():
    html = show("{% pagination older='?after=9' %}")
    assert "?after=9" in html
    assert "Newer" not in html


# the page


def test_preferences_come_from_known_values_only():
    request = RequestFactory().get("/")
    request.COOKIES.update(theme="dark", size='"><script>')
    assert facade.preference(request, "theme") == "dark"
    assert facade.preference(request, "size") == "normal"
    assert facade.preference(None, "theme") == "auto"


def test_an_address_can_ask_for_the_elder_mode():
    assert facade.preference(RequestFactory().get("/?mode=elder"), "size") == "large"


def test_the_scripts_get_their_words_from_the_page():
    content = re.search(r'content="(.*?)"', facade.client_words()).group(1)
    assert json.loads(content.replace("&quot;", '"'))["left"] == "%(span)s left"
