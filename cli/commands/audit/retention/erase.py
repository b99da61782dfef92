"""`zhengyun audit retention erase`: an auditor proposes, a security administrator agrees, and old words are gone."""

from datetime import datetime
from typing import Any

import click

from cli.audited import known
from cli.numbers import Within
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "erase",
    help=_(
        "Erase what the log's entries before an instant told; their hashes stay, and the log still verifies. An auditor "
        "proposes it with --until and --reason, a security administrator agrees with --agree. Nothing goes that is "
        "within the retention time or under a hold. Requests with their plans, reviews and receipts stay in the "
        "records; earlier backups and exports stay as they are."
    ),
)
@click.option("--until", metavar="INSTANT", default="", help=_("Before this instant, as in 2026-01-31T08:00:00Z."))
@click.option("-m", "--reason", default="", help=_("Why, in your own words."))
@click.option("--agree", "number", type=Within(1), metavar="NUMBER", help=_("To the proposal of this entry."))
def entry(session: Session, until: str, reason: str, number: int | None) -> None:
    """Propose or agree."""
    from governance.requests import plain
    from governance.retention import agree, propose

    if bool(until) == bool(number) or bool(until) != bool(reason):
        raise click.UsageError(_("Say --until and --reason to propose, or --agree to agree."))
    instant = _instant(until) if until else None
    house = House(session)
    acting: dict[str, Any] = {"person": session.person, "signer": house.signer(), "roles": house.roles}
    acting |= {"book": house.shelf, "known": known(house), "now": house.clock.now()}
    if instant:
        done = propose(until=instant, reason=plain(reason), **acting)
        text = _("proposed: to erase {entries} entries up to {last}; a security administrator agrees: --agree {number}")
    else:
        done = agree(number=number or 0, **acting)
        text = _("erased: {entries} entries up to {last}; their hashes stay · entry {number}")
    told = {name: done.body[name] for name in ("first", "last", "entries", "until")}
    document = {"number": done.number, "kind": done.kind, **told}
    emit(session, "erasure/1", document, lambda: [text.format(number=done.number, **told)])


def _instant(given: str) -> datetime:
    from zhengyun.instant import parse

    try:
        return parse(given)
    except ValueError as error:
        problem = _("{given}: expected an instant such as 2026-01-31T08:00:00Z").format(given=given)
        raise click.BadParameter(problem, param_hint="--until") from error
