"""Pictures made clean: nothing but the picture comes out, and what it told is told."""

from __future__ import annotations

import io
import random
import tracemalloc
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from happiness_cloud.files.rules.limits import MEGABYTE, TooLarge
from happiness_cloud.files.rules.pictures import cleaned
from happiness_cloud.kernel.errors import Invalid

from . import made

SHANGHAI = ZoneInfo("Asia/Shanghai")
# Start, quantisation, frame (progressive), Huffman tables, scan, end, and the JFIF head: no room for words.
BARE = {0xE0, 0xDB, 0xC2, 0xC4, 0xDA, 0xD9}


def shown(jpeg: bytes) -> Image.Image:
    return Image.open(io.BytesIO(jpeg))


def refusal(data: bytes) -> Invalid:
    with pytest.raises(Invalid) as refused:
        cleaned(data)
    return refused.value


def test_place_and_time_are_read_and_left_behind() -> None:
    picture = cleaned(made.photo(), zone=SHANGHAI)
    assert picture.taken_at == datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
    assert (picture.lon, picture.lat) == pytest.approx(made.WUHAN)
    for jpeg in (picture.jpeg, picture.thumb):
        assert made.segments(jpeg) == BARE
        assert b"SECRET" not in jpeg
        assert b"Exif" not in jpeg


def test_the_made_photo_does_carry_the_secrets() -> None:
    # Otherwise the test above could not fail.
    raw = made.photo()
    assert all(word in raw for word in (b"SECRETPHONE", b"SECRETREMARK", b"SECRETCOMMENT", b"SECRETXMP"))
    assert made.segments(raw) > {0xE1, 0xFE}


def test_a_named_time_zone_wins_over_the_house() -> None:
    picture = cleaned(made.photo(offset="+09:00"), zone=SHANGHAI)
    assert picture.taken_at == datetime(2026, 11, 22, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "gps",
    [
        {},
        {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {1: "N", 2: (95.0, 0.0, 0.0), 3: "E", 4: (114.0, 0.0, 0.0)},
        {1: "N", 2: (30.0, 0.0, 0.0)},
        {1: "N", 2: 30.0, 3: "E", 4: 114.0},
    ],
    ids=["none", "null island", "beyond the pole", "half", "not in three parts"],
)
def test_a_place_that_is_none_is_not_told(gps: dict[int, object]) -> None:
    picture = cleaned(made.photo(gps=gps))
    assert (picture.lon, picture.lat) == (None, None)


def test_south_and_west_are_negative() -> None:
    picture = cleaned(made.photo(gps={1: "S", 2: (33.0, 30.0, 0.0), 3: "W", 4: (70.0, 45.0, 0.0)}))
    assert (picture.lon, picture.lat) == pytest.approx((-70.75, -33.5))


@pytest.mark.parametrize("shot", ["0000:00:00 00:00:00", "1970:01:01 00:00:00", "yesterday", ""])
def test_a_time_that_is_none_is_not_told(shot: str) -> None:
    assert cleaned(made.photo(shot=shot, gps={})).taken_at is None


def test_a_photo_on_its_side_is_set_upright() -> None:
    # Orientation 6: the top of the scene is at the right edge of the file.
    picture = cleaned(made.photo(640, 480, orientation=6))
    assert (picture.width, picture.height) == (480, 640)
    seen = shown(picture.jpeg)
    assert seen.getpixel((240, 40))[0] > 200
    assert seen.getpixel((240, 600))[2] > 200


def test_a_large_photo_is_made_smaller_and_keeps_its_shape() -> None:
    picture = cleaned(made.photo(4000, 3000))
    assert (picture.width, picture.height) == (2048, 1536)
    assert shown(picture.thumb).size == (480, 360)


def test_a_small_photo_is_not_blown_up() -> None:
    picture = cleaned(made.photo(300, 200))
    assert (picture.width, picture.height) == (300, 200)
    assert shown(picture.thumb).size == (300, 200)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_comes_out_as_a_bare_jpeg(mode: str) -> None:
    image = Image.new("I;16", (64, 64), 40_000) if mode == "I;16" else made.gradient(64, 64).convert(mode)
    picture = cleaned(made.saved(image, "PNG"))
    assert made.segments(picture.jpeg) == BARE
    assert shown(picture.jpeg).mode == "RGB"


def test_sixteen_bits_of_grey_keep_their_shade() -> None:
    picture = cleaned(made.saved(Image.new("I;16", (64, 64), 40_000), "PNG"))
    assert shown(picture.jpeg).getpixel((32, 32))[0] == pytest.approx(40_000 / 256, abs=3)


def test_white_shows_through_where_a_picture_is_clear() -> None:
    picture = cleaned(made.saved(Image.new("RGBA", (64, 64), (0, 0, 0, 0)), "PNG"))
    assert shown(picture.jpeg).getpixel((32, 32)) == (255, 255, 255)


def test_texts_in_a_png_are_left_behind() -> None:
    assert b"SECRETAUTHOR" in made.png_with_text()
    assert b"SECRETAUTHOR" not in cleaned(made.png_with_text()).jpeg


def test_the_first_picture_of_a_moving_one_is_kept() -> None:
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue")]
    picture = cleaned(made.saved(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert shown(picture.jpeg).getpixel((32, 32))[0] > 200


def test_print_colours_become_screen_colours() -> None:
    picture = cleaned(made.saved(made.gradient(64, 64, "CMYK")))
    assert shown(picture.jpeg).mode == "RGB"


def test_a_colour_profile_is_applied_and_left_behind() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = cleaned(made.saved(made.gradient(64, 64), icc_profile=profile))
    assert made.segments(picture.jpeg) == BARE
    assert shown(picture.jpeg).getpixel((5, 5))[0] > 240


def test_a_broken_colour_profile_does_not_cost_the_picture() -> None:
    assert cleaned(made.saved(made.gradient(64, 64), icc_profile=b"not a profile" * 20)).width == 64


def test_what_hides_behind_a_photo_is_left_behind() -> None:
    hidden = made.photo() + made.archive({"evil.exe": b"MZ"})
    picture = cleaned(hidden)
    assert b"evil.exe" not in picture.jpeg


def test_a_tiny_file_that_claims_a_huge_picture_is_refused_by_its_header() -> None:
    tracemalloc.start()
    for side in (8_000, 12_000, 60_000):
        wrong = refusal(made.png_header(side, side))
        assert (wrong.code, wrong.facts["limit"]) == ("files.too_many_pixels", 50)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * MEGABYTE


def test_a_photo_cut_off_is_refused() -> None:
    whole = made.photo()
    for part in (0.2, 0.5, 0.9):
        assert refusal(whole[: int(len(whole) * part)]).code == "files.broken_picture"


def test_noise_after_a_true_beginning_is_refused() -> None:
    noise = random.Random(7).randbytes(5_000)
    for head in (b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\0\0\0\0WEBP"):
        assert refusal(head + noise).code in ("files.broken_picture", "files.too_many_pixels")


def test_a_document_is_no_picture() -> None:
    assert refusal(made.PDF).code == "files.broken_picture"


def test_an_apple_photo_is_refused_with_the_mend() -> None:
    assert refusal(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100)).code == "files.heic"


def test_a_photo_over_the_limit_is_refused() -> None:
    with pytest.raises(TooLarge) as refused:
        cleaned(made.photo() + bytes(15 * MEGABYTE))
    assert refused.value.facts["limit_mb"] == 15


# The EXIF reader grumbles about what it cannot read.
@pytest.mark.filterwarnings("ignore::UserWarning")
@settings(max_examples=120, deadline=None)
@given(
    flips=st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), min_size=1, max_size=12),
    kind=st.sampled_from(["JPEG", "PNG", "GIF", "WEBP"]),
)
def test_a_mangled_picture_is_either_clean_or_refused(flips: list[tuple[int, int]], kind: str) -> None:
    how = {"exif": made.exif()} if kind != "GIF" else {}
    data = bytearray(made.saved(made.gradient(80, 60), kind, **how))
    for at, value in flips:
        data[at % len(data)] = value
    try:
        picture = cleaned(bytes(data))
    except Invalid:
        return
    assert made.segments(picture.jpeg) == BARE
