"""The press takes whatever people write."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from happiness_cloud.facade import paper, press

TEMPLATE = """
#import "sheet.typ": *
#let told = json("told.json")
#show: sheet.with(told)
= #told.title
#facts(told.pairs)
#for one in told.texts [#words(one) #parbreak()]
"""
FRAME = {name: name for name in ("by", "place", "kind", "head", "printed", "page")}


@settings(max_examples=6, deadline=None)
@given(
    st.lists(
        st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60), min_size=40, max_size=60
    )
)
def test_any_words_become_a_paper(texts: list[str]) -> None:

    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "any.typ"
        template.write_text(TEMPLATE)
        told = {**FRAME, "lang": "zh", "region": "cn", "title": "任何文字"}
        pairs = [[one, one] for one in texts[:5]]
        assert paper.printed(template, {**told, "texts": texts, "pairs": pairs}, {})[:5] == b"%PDF-"


def test_signs_without_a_picture_are_told_otherwise() -> None:
    known = press.covered((paper.FONTS / "NotoSansSC-Regular.ttf").read_bytes())
    assert len(known) > 30_000
    told = {"a": ["龘䶮", "\U00020bb7", "😀", "\x07\u200d", "x\ty\nz", 4, None, True]}
    assert press.printable(told, known) == {"a": ["龘䶮", "〔U+20BB7〕", "□", "", "x y\nz", 4, None, True]}
