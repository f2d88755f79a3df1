"""Addresses, pauses and templates on plain values."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from happiness_cloud.post.rules.addresses import masked
from happiness_cloud.post.rules.gateway import BadTemplate, filled_address, filled_body
from happiness_cloud.post.rules.retry import PAUSES, pause_after


def test_pauses_grow_and_end() -> None:
    pauses = [pause_after(tries) for tries in range(1, len(PAUSES) + 1)]
    assert pauses == sorted(pauses)
    assert pause_after(len(PAUSES) + 1) is None
    with pytest.raises(ValueError):
        pause_after(0)


def test_masks_hide_the_middle() -> None:
    assert masked("sms", "13800001234") == "138****1234"
    assert masked("mail", "lin@example.org") == "l****@example.org"
    assert masked("mail", "broken") == "****"


@given(text=st.text())
@settings(deadline=None, max_examples=80)
def test_no_text_breaks_out_of_its_string(text: str) -> None:
    body = filled_body('{"content": "a {text} b", "n": [1, null]}', {"text": text})
    assert body == {"content": f"a {text} b", "n": [1, None]}
    assert json.loads(json.dumps(body)) == body


def test_a_text_is_encoded_in_the_address() -> None:
    address = filled_address("https://gate.test/?t={text}&x={other}", {"text": "a&b=你 {text}"})
    assert address == "https://gate.test/?t=a%26b%3D%E4%BD%A0%20%7Btext%7D&x={other}"


@pytest.mark.parametrize("template", ["", "file:///etc/passwd", "gate.test/send"])
def test_only_http_addresses_are_gateways(template: str) -> None:
    with pytest.raises(BadTemplate):
        filled_address(template, {})


def test_a_body_that_is_not_json_is_told() -> None:
    with pytest.raises(BadTemplate):
        filled_body("{to}", {"to": "1"})
