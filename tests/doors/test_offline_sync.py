"""Three devices, each two days without network, come back in any order: what decision 8 promises, through the real API."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from itertools import permutations
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from happiness_cloud.cases import actions
from happiness_cloud.cases.models import Case, Evidence, Remark
from happiness_cloud.files.models import File
from happiness_cloud.interfaces.seats import VISITOR
from happiness_cloud.kernel import clock
from happiness_cloud.ledger.models import Answer, Entry

# Two of these devices belong to one person.
OWNERS = ("lin", "li", "lin")
HEAPS = ("to_confirm", "to_confirm", "to_check")
CHANGES = {"to_confirm": ("confirm", "not_found"), "to_check": ("verify", "rework")}
AFTER = {"confirm": "to_file", "not_found": "refused", "verify": "to_call_back", "rework": "handling"}
MEMBER = {"confirm": "note", "verify": "note", "not_found": "reason", "rework": "reason", "note": "text"}


@dataclass(frozen=True)
class Item:
    """One thing written without network; `lost`: the answer is lost once and the same is sent again."""

    verb: str
    matter: int
    words: str
    photo: bool
    lost: bool

    @property
    def key(self) -> str:
        """Its own, made when it was written."""
        return hashlib.sha256(self.words.encode()).hexdigest()[:32]


@st.composite
def queues(draw: st.DrawFn) -> list[list[Item]]:
    told = []
    for device in range(len(OWNERS)):
        queue = []
        for place in range(draw(st.integers(1, 3))):
            matter = draw(st.integers(0, len(HEAPS) - 1))
            verb = draw(st.sampled_from([*CHANGES[HEAPS[matter]], "note", "report"]))
            words = f"设备{device}第{place}条"
            queue.append(Item(verb, matter, words, draw(st.booleans()), draw(st.booleans())))
        told.append(queue)
    return told


def _photo(words: str) -> bytes:
    shade, out = sum(words.encode()) % 256, BytesIO()
    Image.new("RGB", (16, 12), (shade, 80, 90)).save(out, "JPEG")
    return out.getvalue()


def _signed(stage: Any, name: str) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    account = get_user_model().objects.get(username=stage.PEOPLE[name][0])
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _matters(stage: Any) -> list[Case]:
    made = []
    for heap in HEAPS:
        told = actions.report(
            VISITOR, text="路灯不亮", lon=stage.HERE[0], lat=stage.HERE[1], category="01037"
        )
        actions.register(stage.actor("zhou"), told.id, category="01037", severity="ordinary")
        if heap == "to_check":
            actions.confirm(stage.actor("wu"), told.id)
            actions.file(stage.actor("wu"), told.id)
            actions.dispatch(stage.actor("zhao"), told.id, lead="/yunhu/cgj/sz2/", reason="明确")
            actions.sign(stage.actor("sun"), told.id)
            actions.handle(stage.actor("sun"), told.id, result="已修好", file_ids=(1,))
        made.append(Case.objects.get(pk=told.id))
    assert [one.state for one in made] == list(HEAPS)
    return made


def _done_at(item: Item, left: datetime) -> datetime:
    """Some time within the two days, told by the device."""
    return left + timedelta(minutes=sum(item.words.encode()) % 2880)


def _sent(client: Client, stage: Any, item: Item, seen: Case, left: datetime) -> int:
    """As kept.js does it: the photo under a key of its own, then the deed; all twice where an answer is lost."""
    claims = []
    times = 2 if item.lost else 1
    for _turn in range(times if item.photo else 0):
        file = SimpleUploadedFile("site.jpg", _photo(item.words), "image/jpeg")
        answer = client.post(
            "/api/v1/files", {"file": file, "area": stage.GRID}, headers={"Idempotency-Key": f"{item.key}-f"}
        )
        assert answer.status_code == 201
        claims = [answer.json()["claim"]]
    body: dict[str, Any] = {"claims": claims} if claims else {}
    body["done_at"] = _done_at(item, left).isoformat()
    headers = {"Idempotency-Key": item.key}
    if item.verb == "report":
        address = "/api/v1/cases"
        body |= {"text": item.words, "area": stage.GRID, "channel": "patrol"}
        body |= {"reporter": {"kind": "grid_worker", "wants_reply": False}}
    else:
        address = f"/api/v1/cases/{seen.number}/{item.verb}"
        body |= {MEMBER[item.verb]: item.words}
        if item.verb != "note":
            headers["If-Match"] = f'"{seen.version}"'
    statuses = set()
    for _turn in range(times):
        statuses.add(client.post(address, body, "application/json", headers=headers).status_code)
    (status,) = statuses
    return status


@dataclass(frozen=True)
class Outcome:
    """What the house holds when all have come back."""

    done: frozenset[str]
    conflicts: frozenset[str]
    winners: tuple[Item | None, ...]
    states: tuple[str, ...]
    reports: tuple[str, ...]
    notes: tuple[tuple[str, ...], ...]
    photos: int


def _come_back(stage: Any, told: list[list[Item]], order: tuple[int, ...]) -> Outcome:
    with transaction.atomic():
        left = clock.now()
        seen = _matters(stage)
        before = File.objects.count()
        done, conflicts, arrived = set(), set(), []
        with clock.at(left + timedelta(hours=48)):
            for device in order:
                client = _signed(stage, OWNERS[device])
                for item in told[device]:
                    arrived.append(item)
                    status = _sent(client, stage, item, seen[item.matter], left)
                    assert status < 300 or status in (403, 404, 409, 412, 422), status
                    (done if status < 300 else conflicts).add(item.key)
        outcome = Outcome(
            frozenset(done),
            frozenset(conflicts),
            tuple(_first(arrived, matter) for matter in range(len(HEAPS))),
            tuple(Case.objects.get(pk=one.pk).state for one in seen),
            tuple(sorted(Case.objects.filter(channel="patrol").values_list("text", flat=True))),
            tuple(_notes(one) for one in seen),
            File.objects.count() - before,
        )
        _once(arrived, done, seen)
        _told_when(arrived, done, left)
        transaction.set_rollback(True)
    return outcome


def _first(arrived: list[Item], matter: int) -> Item | None:
    changing = [one for one in arrived if one.matter == matter and one.verb not in ("note", "report")]
    return changing[0] if changing else None


def _notes(case: Case) -> tuple[str, ...]:
    return tuple(sorted(Remark.objects.filter(case=case, verb="note").values_list("text", flat=True)))


def _once(arrived: list[Item], done: set[str], seen: list[Case]) -> None:
    """What was done is in the book once, with its photo; what was refused left nothing."""
    for item in arrived:
        assert Answer.objects.filter(key=item.key).count() == (item.key in done)
    for matter, case in enumerate(seen):
        mine = [one for one in arrived if one.matter == matter and one.verb != "report" and one.key in done]
        steps = Entry.objects.filter(subject_kind="cases.Case", subject_id=str(case.pk))
        verbs = Counter(steps.order_by("-id").values_list("verb", flat=True)[: len(mine)])
        assert verbs == Counter(f"cases.{one.verb}" for one in mine)
        shots = Evidence.objects.filter(case=case).exclude(role="after").count()
        assert shots == sum(one.photo for one in mine)


def _told_when(arrived: list[Item], done: set[str], left: datetime) -> None:
    """The book holds both moments of every deed: when it was done, and when the house heard of it."""
    rows = Entry.objects.filter(facts__has_key="done_at")
    told = Counter(rows.values_list("facts__done_at", flat=True))
    assert told == Counter(_done_at(item, left).isoformat() for item in arrived if item.key in done)
    assert all(one >= left + timedelta(hours=48) for one in rows.values_list("at", flat=True))


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(told=queues())
def test_three_devices_after_two_days_come_back_in_any_order(stage: Any, told: list[list[Item]]) -> None:
    items = [one for queue in told for one in queue]
    outcomes = [_come_back(stage, told, order) for order in permutations(range(len(OWNERS)))]
    for one in outcomes:
        # Everything is done or shown, never both, never neither.
        assert one.done | one.conflicts == {item.key for item in items}
        assert not one.done & one.conflicts
        for matter, (winner, state) in enumerate(zip(one.winners, one.states, strict=True)):
            changing = [item for item in items if item.matter == matter and item.verb in AFTER]
            assert [item.key for item in changing if item.key in one.done] == ([winner.key] if winner else [])
            assert state == (AFTER[winner.verb] if winner else HEAPS[matter])
    first = outcomes[0]
    assert {one.reports for one in outcomes} == {first.reports}
    assert {one.photos for one in outcomes} == {sum(item.photo for item in items)}
    for matter in range(len(HEAPS)):
        verbs = {item.verb for item in items if item.matter == matter and item.verb in AFTER}
        # Also where one of the devices has ended the matter meanwhile.
        written = tuple(sorted(item.words for item in items if item.matter == matter and item.verb == "note"))
        assert {one.notes[matter] for one in outcomes} == {written}
        if len(verbs) <= 1:
            assert {one.states[matter] for one in outcomes} == {first.states[matter]}


def test_an_answer_is_kept_as_long_as_a_queue_may_be_kept_and_longer(stage: Any) -> None:
    (case, *_others) = _matters(stage)
    now = clock.now()
    left = now - timedelta(days=2)
    item = Item("confirm", 0, "属实", photo=False, lost=False)
    assert _sent(_signed(stage, "lin"), stage, item, case, left) == 200
    for days in (1, 14, 30):
        with clock.at(now + timedelta(days=days)):
            assert _sent(_signed(stage, "lin"), stage, item, case, left) == 200
    assert Entry.objects.filter(subject_id=str(case.pk), verb="cases.confirm").count() == 1


@pytest.mark.parametrize("verb", [*AFTER, "report"])
def test_a_form_and_its_entry_do_one_deed_whichever_of_them_comes_through(stage: Any, verb: str) -> None:
    """`still_open.js` sends the page's form; when the line breaks, `kept.js` asks and sends under the same key."""
    client, key = _signed(stage, "lin"), "a-key-of-the-page"
    case = next(
        (one for one, heap in zip(_matters(stage), HEAPS, strict=True) if verb in CHANGES[heap]), None
    )
    ours = key if case is None else f"{verb}-{key}"
    form: dict[str, Any] = {"key": key, "verb": verb, "reason": "现场看过", "text": "现场看过"}
    form |= {"area": stage.GRID, "category": "", "address": "", "version": case.version if case else ""}
    page = f"/field/{case.number}/" if case else "/field/report/"
    address = f"/api/v1/cases/{case.number}/{verb}" if case else "/api/v1/cases"
    words = {MEMBER.get(verb, "text"): "现场看过"}
    report = {"area": stage.GRID, "channel": "patrol"} if case is None else {}

    def asked(version: int, **told: Any) -> Any:
        headers = {"Idempotency-Key": ours} | ({"If-Match": f'"{version}"'} if case else {})
        return client.post(address, {**words, **report, **told}, "application/json", headers=headers)

    def asked_about() -> Any:
        return asked(0) if case else asked(0, text="")

    rows = Entry.objects.count()
    assert asked_about().json()["code"] == ("ledger.moved_on" if case else "cases.no_text")
    assert Entry.objects.count() == rows, "asking does nothing"
    assert client.post(page, form).status_code == 302
    assert Entry.objects.count() == rows + 1
    assert asked_about().json()["code"] == "ledger.key_reused"
    told = asked(case.version if case else 0, done_at=clock.now().isoformat())
    assert (told.status_code, told.json()["code"]) == (422, "ledger.key_reused")
    assert Entry.objects.count() == rows + 1
