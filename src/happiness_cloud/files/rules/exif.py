"""What a camera wrote beside the picture: when, where, which way up. Nothing here is trusted to be whole."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

from PIL import ExifTags, Image

# Cameras without a set clock write the years in which they were designed.
_FIRST_YEAR, _LAST_YEAR = 1995, 2099


@dataclass(frozen=True, slots=True)
class Told:
    """Time (aware), place in degrees, orientation 1-8 as in EXIF; None where nothing sensible was said."""

    taken_at: datetime | None = None
    lon: float | None = None
    lat: float | None = None
    orientation: int = 1


def told(image: Image.Image, zone: tzinfo) -> Told:
    """What the EXIF part of `image` says; a broken part says nothing."""
    try:
        tags = image.getexif()
        shot = tags.get_ifd(ExifTags.IFD.Exif)
        gps = tags.get_ifd(ExifTags.IFD.GPSInfo)
    # EXIF is written by thousands of programs and parsed from raw offsets: any error means "unreadable".
    except Exception:
        return Told()
    lon, lat = _place(gps)
    turn = tags.get(ExifTags.Base.Orientation)
    return Told(
        taken_at=_shot_at(shot, tags, zone) or _gps_at(gps),
        lon=lon,
        lat=lat,
        orientation=turn if isinstance(turn, int) and 1 <= turn <= 8 else 1,
    )


def _shot_at(shot: Mapping[int, Any], tags: Mapping[int, Any], zone: tzinfo) -> datetime | None:
    for said, offset in (
        (shot.get(ExifTags.Base.DateTimeOriginal), shot.get(ExifTags.Base.OffsetTimeOriginal)),
        (shot.get(ExifTags.Base.DateTimeDigitized), shot.get(ExifTags.Base.OffsetTimeDigitized)),
        (tags.get(ExifTags.Base.DateTime), shot.get(ExifTags.Base.OffsetTime)),
    ):
        moment = _moment(said, _offset(offset) or zone)
        if moment is not None:
            return moment
    return None


def _moment(said: Any, zone: tzinfo) -> datetime | None:
    try:
        local = datetime.strptime(str(said).strip("\x00 "), "%Y:%m:%d %H:%M:%S").replace(tzinfo=zone)
    except ValueError:
        return None
    return local.astimezone(UTC) if _FIRST_YEAR <= local.year <= _LAST_YEAR else None


def _offset(said: Any) -> tzinfo | None:
    """`+08:00` as a time zone."""
    try:
        hours, minutes = str(said).strip("\x00 ").split(":")
        away = timedelta(hours=abs(int(hours)), minutes=int(minutes))
        return timezone(-away if hours.startswith("-") else away)
    except ValueError:
        return None


def _gps_at(gps: Mapping[int, Any]) -> datetime | None:
    try:
        hour, minute, second = (int(float(one)) for one in gps[ExifTags.GPS.GPSTimeStamp])
        day = str(gps[ExifTags.GPS.GPSDateStamp]).strip("\x00 ").replace("-", ":")
    except (KeyError, TypeError, ValueError, OverflowError, ZeroDivisionError):
        return None
    return _moment(f"{day} {hour:02}:{minute:02}:{second:02}", UTC)


def _place(gps: Mapping[int, Any]) -> tuple[float | None, float | None]:
    lat = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), "S", 90)
    lon = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), "W", 180)
    # Half a place is none; 0, 0 is what a receiver without a fix writes.
    if lat is None or lon is None or (lat == 0 and lon == 0):
        return None, None
    return lon, lat


def _degrees(parts: Any, side: Any, negative: str, limit: int) -> float | None:
    try:
        degrees, minutes, seconds = (float(one) for one in parts)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value) or not 0 <= value <= limit:
        return None
    mark = side.decode("ascii", "replace") if isinstance(side, bytes) else str(side)
    return round(-value if mark.strip("\x00 ").upper() == negative else value, 7)
