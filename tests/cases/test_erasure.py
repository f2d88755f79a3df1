"""Erased for good: afterwards the words are in no column of no table and in no file, and the seals still hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection

from happiness_cloud.cases import actions, queries, terms
from happiness_cloud.cases.models import Case, Erasure, Evidence, HotMatter, HotRun, Learned, SavedView
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound, NotNow
from happiness_cloud.kernel.text import grams
from happiness_cloud.ledger import actions as ledger_actions
from happiness_cloud.ledger import queries as ledger
from happiness_cloud.ledger.models import Answer, Entry

from . import moderators, story
from .everybody import SQUAD, VERBS, call, good
from .moderators import NAME, PHONE, THIRD

# Words that stand nowhere else in the database, one for every way in which people leave words.
SECRETS = {
    "text": "翡翠苑六单元",
    "address": "翡翠苑西侧",
    "note": "穿灰衣老人",
    "reason": "琉璃厂旧识",
    "reply": "后院葡萄架",
    "result": "已同葛家说妥",
    "rating": "葛师傅很好",
    "urge": "葛家再催一次",
    "answers": "蓝铁门进去",
    "caption": "葛家门口照片",
    "file": "葛家大门.jpg",
    "covered": "葛小妹的手机",
    "whistle": "葛家事已到场",
    "look": "葛家来电核实",
    "hot": "葛家漏水多日",
    "task": "去葛家关阀",
    "partner": "葛家已关好",
    "partner mail": "ge-repair@water.example",
}


@pytest.fixture(autouse=True)
def storage(tmp_path: Path) -> Iterator[Path]:
    with moderators.stored(tmp_path / "files") as folder:
        yield folder


def _lived(cast: Any) -> int:
    """A matter that went the whole way, with words in every place that takes words."""
    file = moderators.photo(cast, name=SECRETS["file"])
    case_id = int(
        story.report(
            cast,
            text=f"{SECRETS['text']}路灯坏了，{SECRETS['covered']}{PHONE}",
            address=SECRETS["address"],
            caller=actions.Caller(name=NAME, phone=THIRD),
            answers={"which": SECRETS["answers"]},
            file_ids=(file,),
            key="report-key-of-ge",
        ).id
    )
    mod, holder = moderators.moderator(cast), story.reporter(cast, case_id)
    actions.register(cast.actor("zhou"), case_id, category=story.LITTER, note=SECRETS["note"])
    actions.ask(cast.actor("zhou"), case_id, text="在哪里？") if story.row(
        case_id
    ).state == "registered" else None
    actions.confirm(cast.actor("lin"), case_id)
    actions.file(cast.actor("wu"), case_id)
    actions.dispatch(cast.actor("zhao"), case_id, lead=SQUAD, reason=SECRETS["reason"], key="dispatch-of-ge")
    actions.urge(holder, case_id, words=SECRETS["urge"], reason=SECRETS["reason"])
    actions.sign(cast.actor("sun"), case_id)
    actions.ask(cast.actor("sun"), case_id, text=f"是{SECRETS['note']}吗？")
    actions.reply(holder, case_id, text=SECRETS["reply"], key="reply-of-ge")
    actions.correct(
        cast.actor("zhou"), case_id, address=f"{SECRETS['address']}二号", lon=114.3051, lat=30.6051
    )
    actions.redact(mod, case_id, part="text", words=(SECRETS["covered"],), reason=SECRETS["reason"])
    actions.cover_photo(mod, case_id, file_id=file, boxes=((16, 16, 64, 64),), reason=SECRETS["reason"])
    actions.caption_photo(mod, case_id, file_id=file, caption=SECRETS["caption"])
    queries.contacts(cast.actor("sun"), case_id, purpose="case-handling", reason=SECRETS["look"])
    actions.bulk(_everything(cast), ids=(case_id,), verb="note", params={"text": SECRETS["note"]})
    handed = actions.hand_out(
        cast.actor("sun"), case_id, organisation="云湖水务", to=SECRETS["partner mail"], task=SECRETS["task"]
    )
    token = handed.link.rstrip("/").rsplit("/", 1)[1]
    partner, _ = queries.holder(token)
    actions.partner_answer(partner, case_id, token=token, kind="done", text=SECRETS["partner"])
    actions.handle(cast.actor("sun"), case_id, result=SECRETS["result"], file_ids=(file,))
    actions.verify(cast.actor("lin"), case_id)
    actions.call_back(cast.actor("zheng"), case_id, reached=True, solved=True, note=SECRETS["reply"])
    actions.rate(holder, case_id, stars=5, solved=True, words=SECRETS["rating"])
    actions.close(cast.actor("zheng"), case_id)
    Case.objects.get(pk=case_id).whistles.create(
        by_unit=SQUAD,
        unit=SQUAD,
        kind="major",
        called_at=clock.now(),
        arrive_by=clock.now(),
        words=SECRETS["whistle"],
    )
    run = HotRun.objects.create(at=clock.now(), n=1, topics=1, seconds=0.1)
    HotMatter.objects.create(run=run, topic=1, case_id=case_id, words=[SECRETS["hot"]])
    actions.save_view(cast.actor("lin"), name="找人", query=f"q={NAME}")
    actions.save_view(cast.actor("lin"), name="路灯", query="q=路灯")
    return case_id


def _everything(cast: Any) -> Any:
    from happiness_cloud.kernel.access import Actor, Grant

    grants = tuple(Grant(one, cast.DISTRICT) for one in ("cases.bulk", "cases.note", "cases.read"))
    return Actor("account:804", "staff", grants, "批办员")


def _everywhere(words: list[str]) -> dict[str, list[str]]:
    """Where in the whole database each word stands: as text, inside JSON, as bytes, in an address."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'm') AND relnamespace = 'public'::regnamespace"
        )
        for (table,) in cursor.fetchall():
            for word in words:
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE ANY(%s)',
                    [
                        [
                            f"%{told}%"
                            for told in (
                                word,
                                word.encode().hex(),
                                word.encode("unicode_escape").decode().replace("\\", "\\\\"),
                                quote(word).replace("%", "\\%"),
                            )
                        ]
                    ],
                )
                if cursor.fetchone()[0]:
                    found.setdefault(word, []).append(table)
    return found


def _terms_of(words: list[str]) -> set[str]:
    return {f"'{term}'" for word in words for term in grams(word) if len(term) > 1}


def _on_disk(folder: Path) -> list[Path]:
    return [one for one in folder.rglob("*") if one.is_file()]


def _erase(cast: Any, case_id: int, basis: str = "withdrawn") -> Any:
    actions.ask_erasure(
        moderators.moderator(cast), case_id, basis=basis, reason=f"{NAME}本人要求", key="ask-of-ge"
    )
    return actions.erase(moderators.officer(cast), case_id, reason="核实本人", key="erase-of-ge")


def test_after_erasing_the_words_are_nowhere_and_the_seals_hold(committed: Any, storage: Path) -> None:
    other = story.report(committed, text="别人的事情还在", key="other-key-1").id
    case_id = _lived(committed)
    Learned.objects.create(
        kind="category", at=clock.now(), data_hash="x", n=1, body=SECRETS["text"].encode(), in_use=True
    )
    ledger_actions.seal(house("sealer", "ledger.seal"))
    words = [*SECRETS.values(), NAME, PHONE, THIRD]
    stood = _everywhere(words)
    # Sealed already, or never kept in clear: reasons, what was covered, the contact.
    sealed = {SECRETS["look"], SECRETS["covered"], SECRETS["partner mail"], THIRD}
    assert set(stood) == {*words} - sealed
    assert _on_disk(storage)
    # A picker of bigrams: the search column holds them, and nothing of the sort may be left either.
    pieces = sorted(
        _terms_of([SECRETS["text"], SECRETS["address"]]) - _terms_of(["路灯坏了", "别人的事情还在"])
    )
    assert _everywhere(pieces)

    done = _erase(committed, case_id)

    assert _everywhere(words) == {}
    assert _everywhere(pieces) == {}
    assert _on_disk(storage) == []
    assert done.state == "closed"
    proof = ledger.proof(house("verifier", "ledger.verify"))
    assert (proof.flaws, proof.seals) == ((), 1)
    ledger_actions.seal(house("sealer", "ledger.seal"))
    assert ledger.proof(house("verifier", "ledger.verify")).flaws == ()
    # What others have is untouched.
    assert story.row(other).text == "别人的事情还在"
    assert Answer.objects.filter(key="other-key-1").exists()
    assert [one.name for one in SavedView.objects.all()] == ["路灯"]


def test_a_tombstone_stays_and_the_counts_stay_true(stage: Any) -> None:
    case_id = story.closed(stage)
    before = story.row(case_id)
    by_state = queries.counts(stage.actor("qian")).by_state
    _erase(stage, case_id)
    case = story.row(case_id)
    for name in ("number", "state", "category", "area_path", "reported_at", "ended_at", "on_time", "stars"):
        assert getattr(case, name) == getattr(before, name), name
    assert case.erased_at is not None
    assert (case.text, case.address, case.result, case.lon, case.place_note, case.why) == (
        *("", "", "", None, {}, []),
    )
    assert queries.counts(stage.actor("qian")).by_state == by_state
    assert queries.matching(stage.actor("qian"), queries.Filter()) == 1
    told = Erasure.objects.get(case_id=case_id)
    assert (told.state, told.basis, told.asked_by, told.done_by) == (
        *("done", "withdrawn", "account:802", "account:801"),
    )
    entry = Entry.objects.get(subject_id=str(case_id), verb="cases.erase")
    assert (entry.facts["basis"], entry.facts["left_in_clear"], entry.reason) == ("withdrawn", 0, "")
    shown = queries.detail(stage.actor("zhou"), case.number)
    assert (shown.possible, shown.text, shown.row.title) == ((), "", "■■■")
    assert [one.verb for one in shown.timeline][-1] == "erase"
    assert {one.reason for one in shown.timeline} == {""}


def test_the_reporter_s_link_tells_that_it_was_erased_and_no_more(stage: Any) -> None:
    case_id = story.closed(stage)
    holder = story.reporter(stage, case_id)
    _erase(stage, case_id)
    track = queries.track(holder, case_id)
    assert (track.text, track.possible, track.before, track.after) == ("", (), (), ())


def test_whoever_asked_does_not_erase(stage: Any) -> None:
    case_id = story.closed(stage)
    officer = moderators.officer(stage)
    actions.ask_erasure(officer, case_id, basis="ordered", reason="来函")
    with pytest.raises(Denied) as no:
        actions.erase(officer, case_id, reason="来函")
    assert no.value.code == "cases.erase_other_hand"
    assert story.row(case_id).text
    actions.erase(moderators.officer(stage, who="account:809"), case_id, reason="来函")


def test_nothing_is_erased_that_nobody_asked_for_or_that_is_still_open(stage: Any) -> None:
    case_id = story.handling(stage)
    officer = moderators.officer(stage)
    with pytest.raises(NotNow) as no:
        actions.erase(officer, case_id, reason="因为")
    assert no.value.code == "cases.erase_not_asked"
    actions.ask_erasure(moderators.moderator(stage), case_id, basis="withdrawn", reason="本人要求")
    with pytest.raises(NotNow) as still:
        actions.erase(officer, case_id, reason="因为")
    assert still.value.code == "cases.erase_open"
    assert story.row(case_id).text


def test_a_wish_is_made_once_on_a_known_ground_and_can_be_declined(stage: Any) -> None:
    case_id = story.closed(stage)
    mod, officer = moderators.moderator(stage), moderators.officer(stage)
    with pytest.raises(Invalid) as no:
        actions.ask_erasure(mod, case_id, basis="just_so", reason="因为")
    assert no.value.code == "cases.unknown_basis"
    actions.ask_erasure(mod, case_id, basis="withdrawn", reason="本人要求")
    with pytest.raises(NotNow) as twice:
        actions.ask_erasure(officer, case_id, basis="withdrawn", reason="本人要求")
    assert twice.value.code == "cases.erase_asked"
    with pytest.raises(Denied):
        actions.decline_erasure(mod, case_id, reason="不符")
    actions.decline_erasure(officer, case_id, reason="不是本人")
    with pytest.raises(NotNow):
        actions.erase(officer, case_id, reason="因为")
    actions.ask_erasure(mod, case_id, basis="withdrawn", reason="本人到场")
    assert Erasure.objects.filter(case_id=case_id).count() == 2


def test_nothing_can_be_done_to_what_was_erased(stage: Any) -> None:
    from happiness_cloud.kernel.access import Actor, Grant

    from .everybody import allmighty

    case_id, other = story.closed(stage), story.report(stage).id
    _erase(stage, case_id)
    holder = allmighty(case_id)
    grants = (*holder.grants, *(Grant(one, "/") for one in (*moderators.RIGHTS, "cases.forget")))
    who = Actor(holder.id, "staff", grants, "万能", holder.unit)
    asked: dict[str, dict[str, Any]] = {
        "redact": {"part": "text"},
        "restore_words": {"wording_id": 1},
        "cover_photo": {"file_id": 1, "boxes": ()},
        "caption_photo": {"file_id": 1, "caption": ""},
        "ask_erasure": {"basis": "ordered"},
        "erase_again": {"basis": "ordered"},
        **{one: {"file_id": 1} for one in ("uncover_photo", "show_photo", "hide_photo")},
    }
    version = story.row(case_id).version
    for verb in (*VERBS, *terms.MODERATION):
        with pytest.raises(NotNow) as no:
            call(verb, who, case_id, **(asked.get(verb) or good(verb, story.row(case_id), other)))
        assert no.value.code == "cases.erased", verb
    assert story.row(case_id).version == version


def test_a_matter_that_a_backup_brought_back_open_ends_as_void(stage: Any) -> None:
    case_id = story.handling(stage)
    actions.erase_again(house("replay", "cases.forget"), case_id, basis="withdrawn")
    case = story.row(case_id)
    assert (case.state, case.text, case.look_at, case.stage_due_at) == ("void", "", None, None)
    assert all(one.ended for one in case.clocks)


def test_a_message_on_its_way_never_goes_out(stage: Any) -> None:
    from happiness_cloud.post import actions as post
    from happiness_cloud.post.models import Message

    case_id = story.report(stage, caller=actions.Caller(phone=THIRD)).id
    actions.void(moderators_void(stage), case_id, reason="误报")
    waiting = Message.objects.get(about_id=str(case_id))
    _erase(stage, case_id)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.to_sealed, waiting.body_sealed, waiting.to_hash) == ("dead", "", "", "")
    told = post.deliver(house("postman", "post.deliver"), waiting.pk)
    assert (told.state, told.problem) == ("dead", "erased")
    with pytest.raises(NotNow):
        post.resend(house("staff", "post.resend", "post.read"), waiting.pk)


def moderators_void(cast: Any) -> Any:
    return cast.actor("wu")


def test_a_removed_photo_and_one_that_hangs_elsewhere_too_are_erased(stage: Any, storage: Path) -> None:
    from happiness_cloud.files.models import File
    from happiness_cloud.kernel.access import Actor, Grant

    file = moderators.photo(stage)
    case_id = story.closed(stage)
    Evidence.objects.filter(case_id=case_id).delete()
    Evidence.objects.create(case_id=case_id, file_id=file, at=clock.now())
    remover = Actor("account:805", "staff", (Grant("files.remove", stage.DISTRICT),))
    from happiness_cloud.files import actions as files

    files.remove(remover, file, reason="葛家门牌")
    _erase(stage, case_id)
    row = File.objects.get(pk=file)
    assert (row.state, row.name, row.original_sealed) == ("removed", "", "")
    assert not Answer.objects.filter(verb="files.add").exists()
    from happiness_cloud.ledger.shredding import opened

    assert opened(_reasons(file)) == ["", "", ""]


def _reasons(file: int) -> list[str]:
    rows = Entry.objects.filter(subject_kind="files.File", subject_id=str(file)).order_by("id")
    return list(rows.values_list("reason", flat=True))


def test_rows_of_the_book_from_before_reasons_were_sealed_are_counted_and_told(stage: Any) -> None:
    case_id = story.closed(stage)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_entry (at, verb, actor_id, actor_kind, actor_name, actor_unit, subject_kind,"
            " subject_id, area_path, version, changes, facts, reason, purpose, origin) VALUES (now(), 'cases.note',"
            " 'a', 'staff', '', '', 'cases.Case', %s, '/', 9, '{}', '{}', 'in clear', '', '')",
            [str(case_id)],
        )
    _erase(stage, case_id)
    assert Erasure.objects.get(case_id=case_id).counts["left_in_clear"] == 1


def test_what_a_backup_brought_back_is_erased_again_from_the_list(committed: Any, storage: Path) -> None:
    from django.db import transaction

    case_id = _lived(committed)
    keeper = house("replay", "cases.forget")
    # A backup from before: the erasure is undone here as a restore would undo it.
    with transaction.atomic():
        _erase(committed, case_id)
        stones = queries.erased(keeper)
        transaction.set_rollback(True)
    assert SECRETS["text"] in story.row(case_id).text
    assert [(one.number, one.basis) for one in stones] == [(story.row(case_id).number, "withdrawn")]
    actions.erase_again(keeper, stones[0].number, basis=stones[0].basis)
    assert _everywhere(list(SECRETS.values())) == {}
    assert _on_disk(storage) == []
    assert queries.erased(keeper)[0].number == stones[0].number
    with pytest.raises(NotNow):
        actions.erase_again(keeper, stones[0].number, basis=stones[0].basis)


def test_nobody_but_the_house_reads_the_list_or_erases_again(stage: Any) -> None:
    case_id = story.closed(stage)
    for who in (moderators.officer(stage), stage.actor("feng"), stage.actor("chen")):
        with pytest.raises(Denied):
            queries.erased(who)
        with pytest.raises((Denied, NotFound)):
            actions.erase_again(who, case_id, basis="ordered")


def test_a_number_known_elsewhere_stays_known_so_an_import_does_not_bring_it_back(stage: Any) -> None:
    told = story.report(stage, external_id="HL-7")
    actions.void(stage.actor("wu"), told.id, reason="误报")
    _erase(stage, told.id)
    record = actions.Record(
        external_id="HL-7",
        reported_at=clock.now() - timedelta(days=1),
        text="又来了",
        channel="hotline",
        area_path=stage.GRID,
    )
    from happiness_cloud.kernel.access import Actor, Grant

    importer = Actor("account:806", "staff", (Grant("cases.import", "/"),))
    done = actions.bring_in(importer, records=[record], area=stage.DISTRICT, source="test")
    assert (done.created, done.known) == (0, 1)
    assert story.row(told.id).text == ""
