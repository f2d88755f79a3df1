"""A matter taken along by the cast, behind the pages: for journeys that begin in the middle."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from PIL import Image

LEAD = "/yunhu/cgj/sz2/"
LIGHT = "01037"
PHONE = "13800001234"


def picture(colour: str = "#7a93a0", size: tuple[int, int] = (800, 600)) -> bytes:
    """A plain photo."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def reported(text: str = "小区东门路灯不亮，晚上很黑", **told: Any) -> tuple[int, str, str]:
    """A matter from a resident: id, number and the way of its tracking page."""
    from tests.cast import DISTRICT, HERE

    from happiness_cloud.cases import actions, queries
    from happiness_cloud.files import actions as files
    from happiness_cloud.interfaces.seats import VISITOR

    photo = files.add(VISITOR, area=DISTRICT, data=picture("#3c4a55"), name="before.jpg")
    given = {
        "text": text,
        "category": LIGHT,
        "lon": HERE[0],
        "lat": HERE[1],
        "address": "梧桐路 8 号东门",
        "caller": actions.Caller(name="王阿姨", phone=PHONE),
        "file_ids": (photo.id,),
    }
    done = actions.report(VISITOR, **(given | told))
    return done.id, done.number, f"/t/{done.number}/{queries.token_of(done.id)}/"


def walked(cast: Callable[[str], Any], case_id: int, until: str) -> str:
    """Take a matter along the main path until it stands at `until`; its state then."""
    from tests.cast import DISTRICT

    from happiness_cloud.cases import actions
    from happiness_cloud.cases.models import Case
    from happiness_cloud.files import actions as files

    def handled() -> None:
        who = cast("handler")
        photo = files.add(who, area=DISTRICT, data=picture("#d8c27a"), name="after.jpg")
        actions.handle(who, case_id, result="已更换灯泡，亮灯正常。", file_ids=(photo.id,))

    def closed() -> None:
        who = cast("call_back")
        actions.call_back(who, case_id, reached=True, solved=True)
        actions.close(who, case_id)

    moves: dict[str, Callable[[], Any]] = {
        "registered": lambda: actions.register(cast("intake"), case_id, category=LIGHT, severity="ordinary"),
        "to_confirm": lambda: actions.confirm(cast("grid_worker"), case_id),
        "to_file": lambda: actions.file(cast("supervisor"), case_id, category=LIGHT, severity="ordinary"),
        "to_dispatch": lambda: actions.dispatch(
            cast("dispatcher"), case_id, lead=LEAD, reason="片区由市政二队负责"
        ),
        "to_sign": lambda: actions.sign(cast("handler"), case_id),
        "handling": handled,
        "to_check": lambda: actions.verify(cast("supervisor"), case_id),
        "to_call_back": closed,
    }
    while True:
        state: str = Case.objects.values_list("state", flat=True).get(pk=case_id)
        if state == until or state not in moves:
            return state
        moves[state]()
