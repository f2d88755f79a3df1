from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from . import ground

MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S%z"])


@click.group()
def webhooks() -> None:
    """Systems that hear of what happens, and what did not reach them.

    \b
    Example: happiness webhooks list
    """


@webhooks.command("list", epilog="Example: happiness webhooks list --json")
@ground.data_option
@ground.json_option
def listing(data: Path | None, as_json: bool) -> None:
    """List the receivers and how each stands; exit code 3 when one is paused by the house or failing."""
    with ground.house(data):
        from happiness_cloud.webhooks import queries

        found = queries.endpoints(_operator(), limit=200).lines
        lines = [
            {
                "id": one.id,
                "title": one.title,
                "area": one.area,
                "url": one.url,
                "state": one.state,
                "paused_for": one.paused_for,
                "heard_at": one.health.heard_at,
                "failing_since": one.health.failing_since,
                "waiting": one.health.waiting,
                "dead": one.health.dead,
            }
            for one in found
        ]
    ground.tell({"receivers": lines}, as_json, _listed)
    if any(one["failing_since"] or one["paused_for"] in ("gone", "failing") for one in lines):
        raise SystemExit(3)


@webhooks.command(epilog="Example: happiness webhooks dead --receiver 3")
@ground.data_option
@ground.json_option
@click.option("--receiver", type=int, help="Only of this receiver.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 200))
def dead(data: Path | None, as_json: bool, receiver: int | None, limit: int) -> None:
    """List what was given up, newest first, with the last answer."""
    with ground.house(data):
        from happiness_cloud.webhooks import queries

        found = queries.deliveries(_operator(), endpoint_id=receiver, state="dead", limit=limit)
        lines = [
            {
                "id": one.id,
                "receiver": one.endpoint_id,
                "message": one.message_id,
                "verb": one.verb,
                "subject": one.subject,
                "tries": one.tries,
                "status": one.attempts[-1].status if one.attempts else 0,
                "problem": one.attempts[-1].problem if one.attempts else "",
                "answer": one.attempts[-1].answer if one.attempts else "",
            }
            for one in found.lines
        ]
    ground.tell({"dead": lines, "more": found.older is not None}, as_json, _dead)


@webhooks.command(epilog="Example: happiness webhooks replay 3 --since '2026-11-22 08:00' --dry-run")
@ground.data_option
@ground.json_option
@click.argument("receiver", type=int)
@click.option("--since", type=MOMENT, required=True, help="Included; local time unless a zone is told.")
@click.option("--until", type=MOMENT, help="Not included. Default: now.")
@click.option("--pick", "picks", multiple=True, help="Only this verb or room (cases.*); several times.")
@click.option("--dry-run", is_flag=True, help="Count only.")
def replay(
    data: Path | None,
    as_json: bool,
    receiver: int,
    since: datetime,
    until: datetime | None,
    picks: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Tell a receiver again what happened in a span of time, under the same ids."""
    with ground.house(data):
        from happiness_cloud.webhooks import actions, queries

        span: dict[str, Any] = {"since": _aware(since), "until": until and _aware(until), "picks": picks}
        if dry_run:
            counted = queries.replay_count(_operator(), receiver, **span)
            figures = {"count": counted.count, "most": counted.most, "dry_run": True}
        else:
            begun = actions.replay(_operator(), receiver, **span)
            figures = {"count": begun.count, "replay": begun.replay_id, "dry_run": False}
    ground.tell(figures, as_json, _replayed)


def _operator() -> Any:
    from happiness_cloud.kernel.access import house
    from happiness_cloud.webhooks import rights

    return house("operator", rights.READ, rights.EDIT)


def _aware(moment: datetime) -> datetime:
    from django.utils import timezone

    return moment if moment.tzinfo else timezone.make_aware(moment)


def _listed(figures: dict[str, Any]) -> str:
    lines = [
        f"{one['id']:>5}  {one['state']:<8}{one['paused_for']:<9}waiting {one['waiting']:<7}dead {one['dead']:<7}"
        f"{one['area']:<16}{one['title']}  {one['url']}"
        for one in figures["receivers"]
    ]
    return "\n".join(lines or ["No receivers."])


def _dead(figures: dict[str, Any]) -> str:
    lines = [
        f"{one['id']:>8}  to {one['receiver']:<5}{one['message']:<16}{one['verb']:<20}{one['subject']:<18}"
        f"tries {one['tries']:<4}{one['status'] or '-':<5}{one['problem']}"
        for one in figures["dead"]
    ]
    return "\n".join([*lines, *(["… and older ones"] if figures["more"] else [])] or ["No dead letters."])


def _replayed(figures: dict[str, Any]) -> str:
    if figures["dry_run"]:
        many = " or more: too many for one replay" if figures["count"] > figures["most"] else ""
        return f"{figures['count']} entries would be told again{many}."
    return f"{figures['count']} entries are told again (replay {figures['replay']})."
