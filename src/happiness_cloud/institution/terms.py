"""The words of the institution: stages, units, indicators; a sentence for every code, finding and reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

# What a model pack calls the stages of a matter.
STAGES = {
    "registered": _("To accept"),
    "to_confirm": _("To confirm on site"),
    "to_file": _("To file"),
    "to_dispatch": _("To dispatch"),
    "to_sign": _("To sign for"),
    "handling": _("Being handled"),
    "to_check": _("To verify"),
    "to_call_back": _("To call back"),
}
CONTACT = _("To contact the caller")
ADJUDICATE = _("To adjudicate")
# Levels of areas.
LEVELS = {
    "district": _("district"),
    "subdistrict": _("subdistrict"),
    "community": _("community"),
    "grid": _("grid"),
}
# Units of time.
UNITS = {
    "clock_hours": _("hours round the clock"),
    "work_hours": _("working hours"),
    "work_days": _("working days"),
    "calendar_days": _("calendar days"),
}
# When a row of the duty directory holds.
WORKTIMES = {"inside": _("Within working hours"), "outside": _("Outside working hours")}
VALID = {"valid_from": _("from %(day)s"), "valid_to": _("until %(day)s")}
# How bad a matter is.
SEVERITIES = {
    "urgent": _("Urgent"),
    "ordinary": _("Ordinary"),
    "complex": _("Complex"),
}
# Where a clock stands.
LIGHTS = {
    "on_time": _("On time"),
    "soon": _("Due soon"),
    "overdue": _("Overdue"),
}
# Why a matter may stand still, in the packs we ship.
SUSPEND_REASONS = {
    "season": _("Waiting for the season"),
    "court": _("Waiting for a court or another procedure"),
    "third_party": _("Waiting for somebody outside"),
    "project": _("Part of a larger project"),
}
# What a pack measures.
INDICATORS = {
    "filing_rate": _("Filing rate"),
    "filing_accuracy": _("Filing accuracy"),
    "dispatch_accuracy": _("Dispatch accuracy"),
    "handled_rate": _("Share handled"),
    "handled_on_time_rate": _("Handled on time"),
    "overdue_rate": _("Overdue rate"),
    "closing_rate": _("Closing rate"),
    "closing_on_time_rate": _("Closed on time"),
    "rework_rate": _("Rework rate"),
    "return_rate": _("Return rate"),
    "extension_rate": _("Extension rate"),
    "recurrence_rate": _("Recurrence rate"),
    "confirm_on_time_rate": _("Confirmed on time"),
    "check_on_time_rate": _("Verified on time"),
    "response_rate": _("Response rate"),
    "solved_rate": _("Solved rate"),
    "satisfied_rate": _("Satisfied rate"),
}
# What a field of a policy file should be.
WANTED = {
    "mapping": _("fields with values (name: value)"),
    "list": _("a list"),
    "text": _("words"),
    "whole number": _("a whole number"),
    "number": _("a number"),
    "date": _("a date like 2026-07-01"),
}
SENTENCES = {
    "institution.bad_pack": _(
        "%(file)s: %(count)s points need mending, the first in line %(line)s. The pack was not taken over."
    ),
    "institution.bad_calendar": _(
        "%(file)s: %(count)s points need mending, the first in line %(line)s. The calendar was "
        "not taken over."
    ),
    "institution.bad_deadlines": _(
        "The deadline table has %(count)s rows that need mending. It was not taken over."
    ),
    "institution.bad_row": _(
        "Row %(row)s cannot be read (%(problem)s). Compare it with the shape at the top of the file."
    ),
    "institution.bad_amount": _(
        "“%(amount)s” is not a time that can be set here: more than 0 and at most %(most)s."
    ),
    "institution.half_day": _("Days are whole: “%(amount)s” cannot be counted. Use hours instead."),
    "institution.unknown_time_unit": _(
        "There is no unit of time “%(value)s”. Use clock_hours, work_hours, work_days or calendar_days."
    ),
    "institution.no_deadline": _(
        "No row of the deadline table gives a time for this stage. Add a row for any category."
    ),
    "institution.calendar_never_works": _("The calendar “%(calendar)s” has no working hours in any week."),
    "institution.outside_calendar": _("The calendar “%(calendar)s” does not reach the year %(year)s."),
    "institution.no_fallback": _(
        "The duty directory needs one fallback row for everything, everywhere and always, with a "
        "unit that leads."
    ),
    "institution.no_territory": _(
        "Row “%(row)s”: no unit answers for the locality “%(lead)s” anywhere. Name a unit or add "
        "one for the areas."
    ),
    "institution.unknown_unit": _("Row “%(row)s”: there is no unit “%(unit)s”."),
    "institution.unknown_category": _("Row “%(row)s”: no category fits “%(category)s”."),
    "institution.row_twice": _("The row “%(row)s” stands twice. Give one of them another key."),
    "institution.row_reversed": _("Row “%(row)s” ends before it begins. Exchange the dates."),
    "institution.row_over": _(
        "Row “%(row)s” ended on %(last)s and leads nothing any more. Remove it or set a later date."
    ),
    "institution.row_never": _(
        "Row “%(row)s” asks for something that never happens. Mend its hours or answers."
    ),
    "institution.row_out_of_hours": _(
        "Row “%(row)s” never leads: its hours, days and worktime never meet in the calendar of the offices."
    ),
    "institution.row_shadowed": _(
        "Row “%(row)s” never leads for %(pattern)s: row “%(other)s” always goes before it. "
        "Narrow that one or remove this one."
    ),
    "institution.rows_contradict": _(
        "Rows “%(row)s” and “%(other)s” name different leads for the same %(pattern)s. Remove "
        "one or give one a priority."
    ),
    "institution.rows_overlap": _(
        "Rows “%(row)s” and “%(other)s” may both hold for %(pattern)s at one time and name different leads; "
        "the key decides. Give one a priority."
    ),
    "institution.unknown_area": _("Row “%(row)s”: there is no area “%(area)s”."),
    "institution.rows_tie": _(
        "Rows “%(row)s” and “%(other)s” give a time for the same matters on the same days. Keep one of them."
    ),
    "institution.bad_file": _(
        "%(file)s: %(count)s points need mending, the first in line %(line)s. Nothing was published."
    ),
    "institution.unknown_word": _("Row “%(row)s”: “%(value)s” is not known here."),
    "institution.bad_code": _("The code “%(row)s” does not have the form of its list (%(form)s)."),
    "institution.not_yaml": _(
        "This is not readable as YAML: %(problem)s. Check colons, brackets and indentation."
    ),
    "institution.too_long": _("The file is longer than %(most)s characters."),
    "institution.empty_file": _("The file is empty."),
    "institution.unknown_key": _("“%(key)s” is not known here."),
    "institution.key_twice": _("“%(key)s” stands twice. Keep one."),
    "institution.key_missing": _("“%(key)s” is missing. Add it."),
    "institution.wrong_type": _("“%(path)s” should be %(wanted)s."),
    "institution.out_of_bounds": _("“%(path)s” is %(value)s; it must lie between %(least)s and %(most)s."),
    "institution.not_in_force_then": _("These rules do not hold on %(day)s. Choose a day on which they do."),
    "institution.dates_reversed": _(
        "It ends on %(last)s, before it begins on %(first)s. Exchange the dates."
    ),
    "institution.unknown_stage": _("There is no stage “%(value)s”."),
    "institution.unknown_role": _("There is no kind of position “%(value)s”."),
    "institution.unknown_indicator": _("There is no indicator “%(value)s”."),
    "institution.unknown_class": _("There is no class “%(value)s” under “overall”."),
    "institution.unknown_zone": _("There is no time zone “%(value)s”. Write it like Asia/Shanghai."),
    "institution.unknown_weekday": _(
        "“%(value)s” is not a weekday. Write mon, tue, wed, thu, fri, sat or sun."
    ),
    "institution.unknown_holidays": _("There are no public holidays “%(value)s”. Write cn or none."),
    "institution.unknown_counting": _("“%(value)s” is not a way of counting days that is known here."),
    "institution.stage_missing": _("The stage “%(stage)s” is in every pack. Add it under “stages”."),
    "institution.stage_without_role": _("Nobody does “%(stage)s”. Name a kind of position under “by”."),
    "institution.role_not_filled": _(
        "“%(stage)s” is done by “%(value)s”, but the district fills no such position. Add it "
        "under “positions” or name another."
    ),
    "institution.dead_role": _("The position “%(value)s” has nothing to do. Give it a stage or take it out."),
    "institution.same_hands": _(
        "“%(stage)s” is done only by those who handle. Name somebody else: who handles does not check."
    ),
    "institution.wait_without_clock": _(
        "Waiting at “%(stage)s” has no clock. Write clock: table, or an amount and a unit."
    ),
    "institution.no_way_to_close": _("From “%(stage)s” no way leads to the close."),
    "institution.stage_unreachable": _("No way leads from the start to “%(stage)s”."),
    "institution.return_limit_missing": _(
        "Say how often a unit may send one matter back: returns, limit (2 is usual)."
    ),
    "institution.section_unused": _(
        "“%(path)s” has no effect: the stage “%(stage)s” is left out. Take one in or the other out."
    ),
    "institution.pack_bad_amount": _("“%(amount)s” cannot be set: more than 0 and at most %(most)s."),
    "institution.pack_half_day": _("Days are whole: “%(amount)s” cannot be counted. Use hours."),
    "institution.bad_pattern": _(
        "“%(value)s” is not a category: write a code (06010), a prefix with a star (06*) or any."
    ),
    "institution.bad_hours": _(
        '“%(value)s” are not hours of a day. Write them like "09:00-12:00", in quotes, the end '
        "after the begin."
    ),
    "institution.hours_overlap": _("“%(value)s” begins before the hours above it end. Put them in order."),
    "institution.bad_season": _('“%(value)s” is not a season. Write it like "06-15 to 09-15".'),
    "institution.bad_duty_hours": _(
        'Row “%(row)s”: “%(value)s” are not hours of a day. Write them like "22:00-06:00", in quotes.'
    ),
    "institution.bad_month_day": _('“%(value)s” is not a day of the year. Write it like "10-01".'),
    "institution.calendar_without_work": _("No day of the week has working hours."),
    "institution.route_row": _("The duty directory (version %(version)s) says so under “%(duty)s”."),
    "institution.route_fallback": _(
        "No row names this matter, so the fallback “%(duty)s” of the duty directory (version "
        "%(version)s) holds."
    ),
    "institution.route_category": _("The category %(category)s falls under “%(pattern)s”."),
    "institution.route_area": _("The place lies in %(pattern)s."),
    "institution.route_time": _("The local time is %(local)s."),
    "institution.route_season": _("The day %(day)s lies in the season of this row."),
    "institution.route_inside_hours": _("It is within working hours."),
    "institution.route_outside_hours": _("It is outside working hours."),
    "institution.route_answer": _("The question “%(question)s” was answered with “%(answer)s”."),
    "institution.route_locality": _("The unit of the locality (%(level)s) leads: %(unit)s."),
    "institution.route_no_unit": _(
        "Row “%(row)s” asks for the unit of the locality (%(lead)s), but there is none for this place."
    ),
    "institution.route_owner": _(
        "The component has a recorded owner, %(owner)s: the owner goes before %(instead)s."
    ),
}
SENTENCES |= {
    "institution.bad_file": _(
        "%(file)s: %(count)s points need mending, the first in line %(line)s. Nothing was taken over."
    ),
    "institution.unreadable": _("%(file)s cannot be read as text in UTF-8."),
    "institution.unknown_word": _("Row “%(row)s”: “%(value)s” is not known here."),
    "institution.bad_code": _("The code “%(row)s” does not have the form of its list (%(form)s)."),
    "institution.not_loaded": _("The rules are not loaded yet. Run: happiness prepare"),
    "institution.no_pack": _("No pack “%(pack)s” was ever published."),
    "institution.unknown_kind": _("There is no kind “%(kind)s”."),
    "institution.other_key": _("The text calls itself “%(says)s”, not “%(key)s”."),
    "institution.version_taken": _(
        "“%(key)s” has a version “%(label)s” already, and cases rely on it. Give the new text another version."
    ),
    "institution.bad_path": _(
        "“%(path)s” cannot be part of a path: small letters and digits, a letter first."
    ),
    "institution.bad_areas": _("The areas need exactly one district, and every area the one above it."),
    "institution.no_unit": _("There is no unit “%(unit)s”, or it serves no more."),
    "institution.unit_taken": _("There is a unit “%(unit)s” already. Choose another part of the path."),
    "institution.no_name": _("A unit has a name of 1 to 120 characters."),
    "institution.bad_code18": _(
        "This is not a unified social credit code: 18 signs, the last one a check sign. Compare it once more."
    ),
    "institution.area_outside": _("%(area)s and the area of %(unit)s do not lie in each other."),
    "institution.bad_area": _("“%(area)s” is not an area. Write it like /990106/001/."),
    "institution.area_too_wide": _("“%(kind)s” is given for a %(level)s at most. Choose a smaller area."),
    "institution.needs_unit": _("“%(kind)s” belongs to a unit. Say which one."),
    "institution.no_account": _("There is no open staff account “%(account)s”."),
    "institution.not_yourself": _("Nobody gives a position to himself. Ask another administrator."),
    "institution.incompatible": _(
        "One person cannot hold “%(kind)s” and “%(other)s” (%(why)s). End the other position first."
    ),
    "institution.already_ended": _("This ended on %(last)s already."),
    "institution.has_parts": _("%(count)s units below it still serve. End them first."),
    "institution.has_people": _("%(count)s people still hold positions there. Dismiss them first."),
    "institution.route_unit_gone": _("%(unit)s is not there (any more), so %(instead)s leads."),
    "institution.route_no_district": _("No district has been founded for this place yet."),
}
PLACE = _("%(file)s, line %(line)s: %(sentence)s")
MEND = _("Did you mean “%(mend)s”?")
GUESS = _(
    "This deadline lies after %(known_through)s, up to which the public holidays are published; it may still move."
)


def told(finding: Mapping[str, Any]) -> str:
    """A finding, or a reason as its code and facts, in the reader's language; with file and line where known."""
    facts = {**finding, "wanted": WANTED.get(finding.get("wanted", ""), ""), "duty": _duty(finding)}
    sentence = str(SENTENCES[finding["code"]]) % facts
    if finding.get("mend"):
        sentence = f"{sentence} {MEND % facts}"
    if "line" not in finding:
        return sentence
    return str(PLACE) % {"file": finding["file"], "line": finding["line"], "sentence": sentence}


def _duty(finding: Mapping[str, Any]) -> str:
    """A row of the duty directory in words; reasons that were kept before it had words name its key."""
    language = get_language() or "zh"
    words = finding.get("zh") if language.startswith("zh") else finding.get("en") or finding.get("zh")
    return str(words or finding.get("row", ""))
