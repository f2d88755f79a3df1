"""The glossary says the same Chinese word as the pages do."""

from __future__ import annotations

import re
from pathlib import Path

from django.utils import translation

from happiness_cloud.cases import terms

PAGE = Path(__file__).resolve().parents[2] / "docs/glossary.md"


def test_every_state_and_verb_stands_in_the_glossary_with_its_chinese() -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", PAGE.read_text(encoding="utf-8"), re.M))
    with translation.override("zh-hans"):
        wanted = {code: str(words) for code, words in (terms.STATES | terms.VERBS).items()}
        # `void` is both a state and a verb, in the same word.
        assert {code: words.strip() for code, words in told.items()} == wanted
