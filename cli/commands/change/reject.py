"""`zhengyun change reject`: refuse a request for good."""

from typing import Any

import click

from cli.away import answer, files, one_of, opened
from cli.output import emit
from cli.requests import document, lines
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.change import ChangeRequest


@command("reject", help=_("Refuse a request for good. It cannot be opened again; a new one can be asked for."))
@click.argument("request", default="")
@click.option("-m", "--reason", required=True, help=_("Why, in your own words."))
@files
def entry(session: Session, request: str, reason: str, file: str, answer_file: str) -> None:
    """Refuse; here, or where the records do not reach."""
    house = House(session)
    one_of(request, file, answer_file)
    now = _away(house, file, answer_file, reason) if file else _here(house, request, reason)
    emit(session, "request/1", document(now, house.clock.now()), lambda: lines(now, house.clock.now()))


def _here(house: House, name: str, reason: str) -> ChangeRequest:
    from cli.dropping import revoke
    from governance.granting import touched
    from governance.reviews import reject

    ledger, now = house.ledger, house.clock.now()
    found = ledger.request(name)
    reaches: dict[str, Any] = {"touched": lambda: touched(found, ledger), "roles": house.roles, "now": now}
    reject(found, person=house.proven(), reason=reason, ledger=ledger, **reaches)
    revoke(house, name)
    return house.ledger.request(name)


def _away(house: House, file: str, answer_file: str, reason: str) -> ChangeRequest:
    from governance.reviews import reject

    away = opened(house, file)
    person, now = house.session.person, house.clock.now()
    reaches: dict[str, Any] = {"touched": lambda: away.travelling.plan.effects.tenants, "roles": away.roles}
    reject(away.request, person=person, reason=reason, ledger=away.held, now=now, **reaches)
    return answer(house, away, answer_file)
