"""Matters on paper: what a case file and a work order say, and to whom."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pypdf
import pytest
from django.core.cache import cache
from django.test import Client
from PIL import Image

from happiness_cloud.cases import actions
from happiness_cloud.files import actions as files
from happiness_cloud.kernel.access import house
from happiness_cloud.ledger.models import Entry

from . import story
from .everybody import SQUAD

NAME, PHONE = "陈桂兰", "19900000072"


@pytest.fixture
def sits(stage: Any) -> Callable[..., Client]:
    """A browser in which somebody of the cast is signed in."""
    from django.contrib.auth import get_user_model

    cache.clear()

    def at(name: str, language: str = "zh-hans") -> Client:
        account = get_user_model().objects.get(username=stage.PEOPLE[name][0])
        client = Client(headers={"accept-language": language})
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return at


@pytest.fixture
def told(stage: Any) -> int:
    """A matter with a contact, a number in its words, and a photo."""
    caller = actions.Caller(name=NAME, phone=PHONE)
    photo = io.BytesIO()
    Image.new("RGB", (1600, 1200), "#7a8").save(photo, "JPEG")
    taken = files.add(house("tests", "files.add"), area=stage.GRID, data=photo.getvalue(), name="灯.jpg").id
    case_id = story.report(
        stage, text=f"路灯坏了，电话{PHONE} *#panic()*", caller=caller, file_ids=(taken,)
    ).id
    actions.register(stage.actor("zhou"), case_id, category=story.LITTER, note=f"已致电{PHONE}")
    actions.confirm(stage.actor("lin"), case_id)
    actions.file(stage.actor("wu"), case_id)
    actions.dispatch(stage.actor("zhao"), case_id, lead=SQUAD, reason="明确由该队负责")
    actions.sign(stage.actor("sun"), case_id)
    return int(case_id)


def read(answer: Any) -> tuple[pypdf.PdfReader, str]:
    body = answer.content if hasattr(answer, "content") else answer
    paper = pypdf.PdfReader(io.BytesIO(body))
    return paper, "".join(re.sub(r"\s+", "", page.extract_text()) for page in paper.pages)


def test_a_case_file_is_a_tagged_paper_with_number_district_and_pages(
    stage: Any, told: int, sits: Any
) -> None:
    number = story.row(told).number
    answer = sits("sun").post(f"/cases/{number}/print/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Cache-Control"] == "no-store"
    open("/tmp/pr/file_zh.pdf", "wb").write(answer.content)
    paper, words = read(answer)
    for said in (number, "云湖区", "路灯坏了", "*#panic()*", "签收", "梧桐社区"):
        assert said in words, said
    open("/tmp/pr/file_en.pdf", "wb").write(sits("sun", "en").post(f"/cases/{number}/print/").content)
    open("/tmp/pr/order_zh.pdf", "wb").write(sits("sun").post(f"/cases/{number}/order.pdf").content)
    open("/tmp/pr/order_en.pdf", "wb").write(sits("sun", "en").post(f"/cases/{number}/order.pdf").content)
