"""What in a text tells who somebody is: every place of it, for a person to look at and to cover.

Written as people write: full-width digits, Chinese numerals, spaces, dots and hyphens inside a number. Names only
where the words before say that one follows; a rule that guessed would cover half of every text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.kernel.text import Found, masked, personal

# What stands in a text for something covered: the same for a short and for a long one.
COVER = "■■■"
_MASKS = ("****", "＊＊＊＊", COVER)
_NUMERALS = str.maketrans(
    dict(zip("〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖两", "0012345678911234567892", strict=True))
)
_GAP = r"[ \u3000.·・_\-—–]{0,2}"
_BEFORE, _AFTER = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_PLACES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"


def _spread(*parts: str) -> str:
    """Digits one after the other, with what people put between them."""
    return _GAP.join(parts)


_ID = re.compile(_BEFORE + _spread("[1-9]", *["[0-9]"] * 16, "[0-9Xx]") + _AFTER)
_CARD = re.compile(_BEFORE + _spread("[3-9]", *["[0-9]"] * 14) + rf"(?:{_GAP}[0-9]){{0,4}}" + _AFTER)
_PHONE = re.compile(
    r"(?<![0-9])(?:(?:\+|00)?86" + _GAP + ")?" + _spread("1", "[3-9]", *["[0-9]"] * 9) + "(?![0-9])"
)
_LANDLINE = re.compile(
    r"(?<![0-9])[(（]?0[1-9][0-9]{1,2}[)）]?"
    + _GAP
    + _spread("[2-9]", *["[0-9]"] * 6)
    + rf"(?:{_GAP}[0-9])?(?![0-9])"
)
_LETTER = "A-HJ-NP-Za-hj-np-z"
_PLATE = re.compile(
    rf"[{_PLACES}]{_GAP}[{_LETTER}]{_GAP}(?:[{_LETTER}0-9]{_GAP}){{4,5}}[{_LETTER}0-9挂学警港澳](?![0-9A-Za-z])"
)
_ACCOUNT = re.compile(
    r"(?:微信号?|[Vv][Xx]|[Ww]e[Cc]hat|QQ号?|qq号?)(?:是|为|：|:|\s)*(?P<told>[A-Za-z][-_A-Za-z0-9]{5,19}|[1-9][0-9]{4,10})"
    + _AFTER
)
_SURNAMES = (
    "欧阳|上官|司马|诸葛|司徒|东方|皇甫|尉迟|公孙|慕容|令狐|"
    "[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁耿牟卜詹关苗凌费纪靳盛童]"
)
_TITLES = "先生|女士|小姐|师傅|老师|医生|阿姨|大爷|大妈|奶奶|爷爷|叔叔"
_END = rf"(?=$|[\s，。,.;；、！!？?:：（）()的及和与家住电手身说讲号在]|{_TITLES})"
_NAME = re.compile(
    r"(?:名字[是叫]|名叫|姓名(?:是|为|：|:)?|联系人(?:是|为|：|:)?|户主(?:是|为|：|:)?|业主(?:叫|：|:)|本人叫|我叫|他叫|她叫|叫做)\s*"
    rf"(?P<told>(?:{_SURNAMES})[\u4e00-\u9fff]{{1,2}}?){_END}"
)
_SURNAME = re.compile(rf"姓(?P<told>(?:{_SURNAMES}))(?=$|[，。,.;；、！!？?\s的（(]|{_TITLES})")


def found(text: str) -> list[Found]:
    """Every telling place in `text`, left to right, not overlapping: id, card, phone, landline, plate, mail, account, name."""
    # Sign by sign, so that every position stays as it was.
    flat = "".join(map(_narrow, text)).translate(_NUMERALS)
    told: list[Found] = []
    for one in _all(text, flat):
        if one.start < one.end and all(one.end <= other.start or one.start >= other.end for other in told):
            told.append(one)
    return sorted(told, key=lambda one: one.start)


def _all(text: str, flat: str) -> Iterator[Found]:
    """What each rule finds, the surest first."""
    for hit in _ID.finditer(flat):
        if _is_id(_bare(hit[0])):
            yield Found("id", *hit.span())
    for hit in _CARD.finditer(flat):
        if _luhn(_bare(hit[0])):
            yield Found("card", *hit.span())
    for kind, pattern in (("phone", _PHONE), ("landline", _LANDLINE)):
        yield from (Found(kind, *hit.span()) for hit in pattern.finditer(flat))
    # What the lists mask today is found here too, whatever this file knows.
    yield from personal(text)
    narrow = "".join(map(_narrow, text))
    for kind, pattern, group in (
        ("plate", _PLATE, 0),
        ("account", _ACCOUNT, "told"),
        ("name", _NAME, "told"),
        ("name", _SURNAME, "told"),
    ):
        yield from (Found(kind, *hit.span(group)) for hit in pattern.finditer(narrow))


def covered(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """`text` with every span covered; spans that touch or overlap become one. Raises Invalid for one outside."""
    out: list[str] = []
    at = 0
    for start, end in _joined(spans):
        if not 0 <= start < end <= len(text):
            raise Invalid("cases.bad_span", field="spans")
        out.append(text[at:start] + COVER)
        at = end
    return "".join(out) + text[at:]


def places_of(text: str, words: str) -> list[tuple[int, int]]:
    """Every place where `words` stand in `text`, whatever the width and case of letters."""
    wanted, flat = (_same_length(one) for one in (words.strip(), text))
    if not wanted:
        return []
    return [hit.span() for hit in re.finditer(re.escape(wanted), flat)]


def no_mask_written_back(new: str, old: str) -> None:
    """Refuse words in which a mask stands that did not stand there: it would take the place of what it hides."""
    if any(new.count(one) > old.count(one) for one in _MASKS):
        raise Invalid("cases.masked_back", field="words")


def as_shown(new: str, old: str) -> bool:
    """Whether somebody sent back just what was shown to him: masked, and otherwise unchanged."""
    return new == masked(old)


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    told: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if told and start <= told[-1][1]:
            told[-1] = (told[-1][0], max(end, told[-1][1]))
        else:
            told.append((start, end))
    return told


def _narrow(sign: str) -> str:
    code = ord(sign)
    return chr(code - 0xFEE0) if 0xFF01 <= code <= 0xFF5E else sign


def _same_length(text: str) -> str:
    return "".join(low if len(low := _narrow(one).lower()) == 1 else one for one in text)


def _bare(told: str) -> str:
    return "".join(one for one in told if one.isascii() and one.isalnum())


def _is_id(digits: str) -> bool:
    """Eighteen signs with a birthday in them; a wrong check digit is a slip of the pen, not another number."""
    try:
        born = date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    except ValueError:
        return False
    return 1850 <= born.year <= 2100


def _luhn(digits: str) -> bool:
    if not digits.isdigit() or len(set(digits)) < 3:
        return False
    doubled = (sum(divmod(2 * int(one), 10)) for one in digits[-2::-2])
    return (sum(doubled) + sum(int(one) for one in digits[::-2])) % 10 == 0
