"""The search at the top of the staff pages."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory


@pytest.mark.parametrize(("page", "shown"), [("/found/", "灯"), ("/elsewhere/", "")])
def test_it_shows_what_was_searched_on_its_own_page_alone(page: str, shown: str) -> None:
    request = RequestFactory().get(page, {"q": "灯"})
    told = render_to_string("facade/base_staff.html", {"search_url": "/found/"}, request=request)
    assert f'name="q" value="{shown}"' in told
