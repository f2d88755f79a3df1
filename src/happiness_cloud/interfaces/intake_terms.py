"""The sentences of an import: what is wrong with a file, a row, a mapping, and how to mend it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_FILE: dict[str, Promise] = {
    "intake.file_empty": _("The file is empty."),
    "intake.file_too_big": _("The file is larger than %(limit_mb)s MB. Split it into parts and import them."),
    "intake.not_text": _(
        "The file is neither UTF-8 nor GB 18030 text, or it holds zero bytes. Save it as CSV in UTF-8 and try again."
    ),
    "intake.unknown_encoding": _("There is no encoding “%(encoding)s”. Leave it out, it is found by itself."),
    "intake.broken_row": _(
        "Row %(row)s (line %(line)s) cannot be read: %(detail)s. Look for a quote that is never closed."
    ),
    "intake.column_twice": _(
        "Row %(row)s names the column “%(column)s” twice. Give each column its own name."
    ),
    "intake.no_header": _("Row %(row)s names no columns."),
    "intake.old_sheet": _("This is a workbook of the old XLS form. Save it as XLSX or CSV and try again."),
    "intake.not_a_sheet": _("The file cannot be opened as an XLSX workbook: %(detail)s."),
    "intake.packed_too_big": _(
        "What is packed in this workbook is larger than %(limit_mb)s MB or packed far too densely. Save it as CSV."
    ),
    "intake.no_sheet": _("The workbook has no sheet “%(sheet)s”. It has: %(sheets)s."),
    "intake.broken_json": _("The file is not valid JSON: line %(line)s, column %(column)s: %(detail)s."),
    "intake.not_a_list": _(
        "No list of rows was found at “%(items)s”. Say in the mapping where it is (file: items)."
    ),
    "intake.which_district": _(
        "Rows without a place go to the district, and it is not clear which: name its path (--area). There are: %(districts)s."
    ),
}
_ROW: dict[str, Promise] = {
    "intake.uneven_row": _(
        "The row has %(cells)s cells, the header has %(columns)s. Look for a separator or quote too many."
    ),
    "intake.cell_too_long": _("A cell of the row has more than %(limit)s characters."),
    "intake.broken_line": _("The line is not a JSON object."),
    "intake.not_an_object": _("The item is not a JSON object."),
    "intake.no_id": _("“%(column)s” is empty: without it the row cannot be known again."),
    "intake.id_too_long": _("“%(column)s” is longer than %(limit)s characters."),
    "intake.id_twice": _("“%(column)s” %(value)s stands in an earlier row of the file."),
    "intake.no_time": _("“%(column)s” is empty: nobody knows when it was reported."),
    "intake.bad_time": _("“%(column)s”: “%(value)s” is not a time in the form the mapping names."),
    "intake.time_impossible": _("“%(column)s”: %(value)s lies in the future or too far back."),
    "intake.before_report": _("“%(column)s”: %(value)s lies before the report."),
    "intake.unknown_value": _("“%(column)s”: the mapping has no word for “%(value)s” and no default."),
    "intake.bad_point": _("“%(column)s”: %(value)s is not a place on the earth."),
    "intake.no_place": _("The row has no place, and its point lies in none of the areas."),
    "intake.unknown_area": _("“%(column)s”: there is no area “%(value)s” here."),
    "intake.area_twice": _("“%(column)s”: “%(value)s” is the name of several areas: %(paths)s."),
}
_MAPPING: dict[str, Promise] = {
    "intake.bad_mapping": _("The mapping %(file)s must be mended:\n%(told)s"),
    "intake.no_mapping": _("There is no mapping “%(name)s”. Shipped are: %(known)s. Or give a .yaml file."),
    "intake.no_mapping_file": _("The mapping %(name)s cannot be read. It must be a text file in UTF-8."),
    "intake.not_yaml": _("This is not YAML: %(problem)s."),
    "intake.mapping_empty": _("The mapping is empty."),
    "intake.mapping_too_long": _("The mapping has more than %(limit)s characters."),
    "intake.wrong_type": _("“%(path)s” must be: %(wanted)s."),
    "intake.unknown_key": _("“%(key)s” is not known here. Did you mean: %(mend)s?"),
    "intake.key_twice": _("“%(path)s” is there twice."),
    "intake.key_missing": _("“%(path)s” is missing."),
    "intake.unknown_word": _("“%(path)s”: “%(word)s” is not one of the words. Did you mean: %(mend)s?"),
    "intake.unknown_category": _("There is no category “%(category)s” in force today."),
    "intake.unknown_zone": _("There is no time zone “%(zone)s”. Write it like Asia/Shanghai."),
    "intake.bad_format": _("“%(format)s” is not a form of time with a whole date, like %%Y-%%m-%%d %%H:%%M."),
    "intake.bad_name": _("“%(name)s” cannot name a mapping: small letters, digits and hyphens, at most 40."),
    "intake.unknown_column": _(
        "The file has no column “%(column)s”. Did you mean “%(mend)s”? It has: %(columns)s."
    ),
    "intake.no_column": _("The file has no column “%(column)s”. It has: %(columns)s."),
}
_AREAS: dict[str, Promise] = {
    "intake.unknown_repair": _("There is no repair “%(repair)s”. There are: %(known)s."),
    "intake.bad_root": _("“%(root)s” does not name a district: write six digits, a colon and the name."),
}
_PEOPLE: dict[str, Promise] = {
    "intake.no_columns": _("The file lacks these columns: %(columns)s."),
    "intake.bad_person": _("Row %(row)s: %(told)s Nobody was brought in."),
}

SENTENCES: dict[str, Promise] = {**_FILE, **_ROW, **_MAPPING, **_AREAS, **_PEOPLE}
