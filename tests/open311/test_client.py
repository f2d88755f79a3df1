"""A client that others wrote, against a real server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import requests
from georeport import GeoReport

from tests.journeys import ground

from .speaking import HERE, LITTER


def test_the_georeport_client_walks_the_whole_house(
    founded: str, django_db_blocker: Any, tmp_path: Path
) -> None:
    name = f"{founded}_open311"
    with django_db_blocker.unblock(), ground.copied(founded, name), ground.serving(name, tmp_path) as address:
        root = f"{address}/open311/v2"
        for form in ("json", "xml"):
            body = {"service_code": LITTER, "description": "垃圾没有人收 & <b>", **HERE}
            made = requests.post(f"{root}/requests.json", data=body, timeout=20)
            assert made.status_code == 200, made.text
            number = made.json()[0]["service_request_id"]
            client = GeoReport(root, jurisdiction="990106", output_format=form)
            services = client.get_service_list()
            assert LITTER in {one["service_code"] for one in services}
            assert client.get_service_definition(LITTER)["service_code"] == LITTER
            listed = client.get_service_requests()
            assert number in str(listed)
            assert number in str(client.get_service_request(number))
            with pytest.raises(requests.HTTPError):
                client.get_service_request("HC-1")
            with pytest.raises(requests.HTTPError):
                client.get_service_definition("999999")
