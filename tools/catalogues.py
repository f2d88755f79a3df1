"""Message catalogues: `update` adds missing messages, `check` fails on a gap or a clash, `compile` makes the .mo files.

Every room has its own catalogue; a message belongs to the room whose code or template says it.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent / "src/happiness_cloud"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def rooms() -> list[Path]:
    """The rooms that may have words."""
    return sorted(one for one in PACKAGE.iterdir() if (one / "__init__.py").exists() and one.name != "kernel")


def messages(room: Path) -> Catalog:
    """Every message of a room's Python files and templates."""
    from django.utils.translation.template import templatize

    found = Catalog()
    for file in sorted(room.rglob("*")):
        if (
            file.suffix not in (".py", ".html", ".txt")
            or "migrations" in file.parts
            or "static" in file.parts
        ):
            continue
        text = file.read_text(encoding="utf-8")
        if file.suffix != ".py":
            text = templatize(text, origin=str(file))
        place = str(file.relative_to(PACKAGE))
        source = io.BytesIO(text.encode())
        for line, message, comments, context in extract("python", source, keywords=KEYWORDS):
            found.add(message, locations=[(place, line)], auto_comments=comments, context=context)
    return found


def catalogue(room: Path) -> Path:
    """Where a room's Chinese stands."""
    return room / "locale/zh_Hans/LC_MESSAGES/django.po"


def read(file: Path) -> Catalog:
    """A catalogue, empty when there is none."""
    if not file.exists():
        return Catalog(locale="zh_Hans")
    with file.open("rb") as lines:
        return read_po(lines, locale="zh_Hans")


def update() -> None:
    """Add what is missing, drop what nobody says any more."""
    for room in rooms():
        said, kept = messages(room), read(catalogue(room))
        if not len(said):
            continue
        fresh = Catalog(locale="zh_Hans", project="Happiness Cloud", version="1", charset="utf-8")
        for one in said:
            if one.id:
                old = kept.get(one.id, one.context)
                fresh.add(one.id, old.string if old else "", context=one.context, flags=one.flags - {"fuzzy"})
        catalogue(room).parent.mkdir(parents=True, exist_ok=True)
        with catalogue(room).open("wb") as out:
            write_po(out, fresh, width=110, sort_output=True, omit_header=False, include_lineno=False)


def gaps() -> list[str]:
    """Messages without Chinese, fuzzy ones, and ones whose places for values differ."""
    found: list[str] = []
    for room in rooms():
        kept = read(catalogue(room))
        for one in messages(room):
            if not one.id:
                continue
            there = kept.get(one.id, one.context)
            told = there.string if there else ""
            if not told or (isinstance(told, tuple) and not all(told)):
                found.append(f"{room.name}: no Chinese for {one.id!r} ({one.locations[0][0]})")
            elif there and there.fuzzy:
                found.append(f"{room.name}: fuzzy: {one.id!r}")
            elif there:
                found += [f"{room.name}: {problem} in {one.id!r}" for problem in there.check(kept)]
    return found


def clashes() -> list[str]:
    """Messages that two rooms say in different Chinese: Django keeps one for the whole house, whoever asks."""
    told: dict[tuple[object, object], tuple[str, object]] = {}
    found: list[str] = []
    for room in rooms():
        for one in read(catalogue(room)):
            if not one.id:
                continue
            first, words = told.setdefault((one.id, one.context), (room.name, one.string))
            if words != one.string:
                found.append(
                    f"{one.id!r}: {words!r} in {first}, {one.string!r} in {room.name}; "
                    "agree on one, or give it a context or words of its own"
                )
    return found


def compile_all() -> None:
    """Make the files that gettext reads."""
    for room in rooms():
        if catalogue(room).exists():
            with catalogue(room).with_suffix(".mo").open("wb") as out:
                write_mo(out, read(catalogue(room)))


def main() -> None:
    """What the word says."""
    word = sys.argv[1] if len(sys.argv) > 1 else "check"
    if word == "update":
        update()
    elif word == "compile":
        compile_all()
    else:
        found = gaps() + clashes()
        print("\n".join(found))
        sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
