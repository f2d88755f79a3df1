"""Pictures made clean: decoded within limits, turned upright, encoded anew with nothing but the picture.

Place and time are read first, from the EXIF part, and then left behind with everything else.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from PIL import Image, ImageCms, ImageDraw

from happiness_cloud.kernel.errors import Invalid

from . import exif, limits, sniff

MAX_SIDE = 2048
THUMB_SIDE = 480
# Left, top, width, height in pixels.
Box = tuple[int, int, int, int]
# JPEG keeps colours in blocks of this many pixels.
BLOCK = 16
COVER = (20, 20, 20)
# For making smaller: as sharp as bicubic, in half the time of Lanczos.
SMALLER = Image.Resampling.HAMMING

_FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    sniff.HEIC: "HEIF",
}
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A clean JPEG and its thumbnail; sizes in pixels, upright; `lon`, `lat` in degrees, WGS84 by EXIF."""

    jpeg: bytes
    thumb: bytes
    width: int
    height: int
    taken_at: datetime | None
    lon: float | None
    lat: float | None


def cleaned(data: bytes, max_side: int = MAX_SIDE, zone: tzinfo = UTC) -> Picture:
    """`data` as a clean JPEG of at most `max_side` pixels a side, with what EXIF told of time and place.

    `zone` is where a camera that names no time zone is taken to be. Refuses what is not a picture, is
    damaged (`files.broken_picture`) or has too many pixels (`files.too_many_pixels`).
    """
    kind = sniff.sniffed(data)
    if kind.kind != sniff.PICTURE:
        raise Invalid("files.broken_picture", field="file")
    limits.within(len(data), limits.PICTURE_BYTES)
    try:
        with _opened(data, _FORMATS[kind.media_type]) as image:
            told = exif.told(image, zone)
            upright = _upright(image, max_side, told.orientation)
            jpeg = _encoded(upright, 85)
            width, height = upright.size
            thumb = thumb_of(upright)
    except Invalid:
        raise
    # Decoders fed with hostile bytes fail in every way there is; each means the same to the sender.
    except Exception as wrong:
        raise Invalid("files.broken_picture", field="file") from wrong
    return Picture(jpeg, thumb, width, height, told.taken_at, told.lon, told.lat)


def covered(jpeg: bytes, boxes: Iterable[Box]) -> tuple[bytes, bytes]:
    """A kept picture and its thumbnail with every box filled solid; nothing of what lay beneath is left.

    A box grows to whole blocks of the encoder, which smears colours inside a block. Refuses boxes that are
    empty or lie outside (`files.bad_box`), and bytes that are no picture of ours (`files.broken_picture`).
    """
    plain = _plain(jpeg)
    pen = ImageDraw.Draw(plain)
    for number, (left, top, width, height) in enumerate(boxes, 1):
        if min(left, top) < 0 or min(width, height) < 1 or left >= plain.width or top >= plain.height:
            raise Invalid(
                "files.bad_box", field="boxes", number=number, width=plain.width, height=plain.height
            )
        ends = (_up(left + width), _up(top + height))
        corner = (left // BLOCK * BLOCK, top // BLOCK * BLOCK)
        pen.rectangle((*corner, ends[0] - 1, ends[1] - 1), fill=COVER)
    full = _encoded(plain, 85)
    return full, thumb_of(plain)


def thumb_from(jpeg: bytes) -> bytes:
    """The thumbnail of a kept picture."""
    return thumb_of(_plain(jpeg))


def thumb_of(image: Image.Image) -> bytes:
    """The thumbnail of a picture; the picture itself shrinks."""
    image.thumbnail((THUMB_SIDE, THUMB_SIDE), SMALLER)
    return _encoded(image, 78)


def _plain(jpeg: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
            return image.convert("RGB")
    # Ours, but the storage may have harmed it.
    except Exception as wrong:
        raise Invalid("files.broken_picture", field="file") from wrong


def _up(edge: int) -> int:
    return -(-edge // BLOCK) * BLOCK


def _opened(data: bytes, kind: str) -> Image.Image:
    """The picture with its header read and its size checked; not a pixel decoded."""
    Image.init()
    if kind not in Image.OPEN:
        raise Invalid("files.heic", field="file")
    try:
        image = Image.open(io.BytesIO(data), formats=(kind,))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as wrong:
        raise _too_many(2 * limits.MEGAPIXELS * 1_000_000) from wrong
    if image.width * image.height > limits.MEGAPIXELS * 1_000_000:
        raise _too_many(image.width * image.height)
    return image


def _too_many(pixels: int) -> Invalid:
    return Invalid(
        "files.too_many_pixels", field="file", megapixels=round(pixels / 1_000_000), limit=limits.MEGAPIXELS
    )


def _upright(image: Image.Image, max_side: int, orientation: int) -> Image.Image:
    profile = image.info.get("icc_profile", b"")
    # Lets the JPEG decoder work at a half, a quarter or an eighth: less memory, less time.
    image.draft("RGB", (max_side, max_side))
    image.load()
    flat = _flat(image)
    flat.thumbnail((max_side, max_side), SMALLER, reducing_gap=3.0)
    plain = _in_srgb(flat, profile)
    turn = _TURNS.get(orientation)
    return plain.transpose(turn) if turn is not None else plain


def _flat(image: Image.Image) -> Image.Image:
    """The first frame without transparency (white shows through), in RGB, grey or CMYK."""
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        seen = image.convert("RGBA")
        white = Image.new("RGB", seen.size, "white")
        white.paste(seen, mask=seen.getchannel("A"))
        return white
    # Never the picture itself: it belongs to the caller, who closes it.
    return image.copy() if image.mode in ("RGB", "L", "CMYK") else image.convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    if profile and len(profile) <= limits.MEGABYTE and image.mode in ("RGB", "CMYK"):
        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            wanted = ImageCms.createProfile("sRGB")
            turned = ImageCms.profileToProfile(image, given, wanted, outputMode="RGB")
        # A broken profile costs true colours, not the picture.
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            turned = None
        if turned is not None:
            return turned
    return image.convert("RGB")


def _encoded(image: Image.Image, quality: int) -> bytes:
    # The encoder would carry comments and the like over from here.
    image.info.clear()
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()
